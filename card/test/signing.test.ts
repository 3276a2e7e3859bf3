/** Addresses of files, signed. */

import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { Signer } from "../src/signing.ts";
import { FakeHome } from "./fake.ts";

const HOUR = 3600 * 1000;

describe("a signer", () => {
  test("signs an address once, for six hours", async () => {
    const { home, signer } = made();
    assert.equal(signer.peek("/a"), undefined);
    const [one, other] = await Promise.all([
      signer.signed(home.hass, "/a"),
      signer.signed(home.hass, "/a"),
    ]);
    assert.equal(one, "http://home/a?authSig=1");
    assert.equal(other, one);
    assert.equal(await signer.signed(home.hass, "/a"), one);
    assert.equal(signer.peek("/a"), one);
    assert.deepEqual(home.calls, [
      { type: "auth/sign_path", path: "/a", expires: 21_600 },
    ]);
  });

  test("signs anew after five hours", async () => {
    const { home, signer } = made();
    const clock = mock.method(Date, "now", () => 0);
    try {
      await signer.signed(home.hass, "/a");
      clock.mock.mockImplementation(() => 5 * HOUR - 1);
      assert.notEqual(signer.peek("/a"), undefined);
      clock.mock.mockImplementation(() => 5 * HOUR);
      assert.equal(signer.peek("/a"), undefined);
      await signer.signed(home.hass, "/a");
      assert.equal(home.calls.length, 2);
    } finally {
      clock.mock.restore();
    }
  });

  test("keeps at most five hundred", async () => {
    const { home, signer } = made();
    for (let number = 0; number <= 500; number += 1) {
      await signer.signed(home.hass, `/${number}`);
    }
    assert.equal(signer.peek("/0"), undefined);
    assert.notEqual(signer.peek("/1"), undefined);
  });

  test("keeps no failure", async () => {
    const { home, signer } = made();
    home.failing.set("auth/sign_path", new Error("lost"));
    await assert.rejects(signer.signed(home.hass, "/a"));
    home.failing.clear();
    assert.equal(await signer.signed(home.hass, "/a"), "http://home/a?authSig=2");
  });

  test("keeps what was signed anew before an earlier failure was told", async () => {
    const { home, signer } = made();
    home.heldTypes.add("auth/sign_path");
    const early = assert.rejects(signer.signed(home.hass, "/a"));
    signer.forget("/a");
    home.heldTypes.clear();
    const later = await signer.signed(home.hass, "/a");
    await home.nextHeld().refuse(new Error("lost"));
    await early;
    assert.equal(signer.peek("/a"), later);
  });

  test("forgets what does not load", async () => {
    const { home, signer } = made();
    await signer.signed(home.hass, "/a");
    signer.forget("/a");
    assert.equal(signer.peek("/a"), undefined);
  });

  test("forgets all when Home Assistant may have started anew", async () => {
    const { home, signer } = made();
    await signer.signed(home.hass, "/a");
    await home.connection.lose();
    assert.notEqual(signer.peek("/a"), undefined);
    await home.connection.comeBack();
    assert.equal(signer.peek("/a"), undefined);
  });

  test("forgets all that another Home Assistant has signed", async () => {
    const { home, signer } = made();
    await signer.signed(home.hass, "/a");
    const old = home.connection;
    home.connection = home.newConnection();
    await signer.signed(home.changed({ connection: home.connection }), "/b");
    assert.equal(signer.peek("/a"), undefined);
    assert.equal(old.listeners, 0);
    assert.equal(home.connection.listeners, 1);
  });
});

function made() {
  return { home: new FakeHome(), signer: new Signer() };
}
