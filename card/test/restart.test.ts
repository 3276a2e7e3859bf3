/** A Home Assistant that starts anew, and does not know the room for a while. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ENTITY, entity, ids, idsOf, messages, settled } from "./fake.ts";
import { closed, opened } from "./opened.ts";

const UNKNOWN = { code: "unknown_command", message: "Unknown command." };

describe("Home Assistant, started anew", () => {
  async function refused() {
    const one = await opened(messages(1, 3));
    const { home, session } = one;
    await home.connection.lose();
    home.connection.refusal = UNKNOWN;
    const config = { ...home.hass.config, components: [], state: "NOT_RUNNING" };
    session.setHass(home.changed({ config }));
    await home.connection.comeBack();
    assert.equal(session.status, "unavailable");
    assert.equal(home.connection.asked.length, 2);
    home.history = messages(1, 4);
    return one;
  }

  test("is not asked again while nothing changes", async () => {
    const { home, session } = await refused();
    for (let times = 0; times < 5; times += 1) {
      session.setHass(home.changed({ language: "ja" }));
      await settled();
    }
    assert.equal(home.connection.asked.length, 2);
  });

  test("is asked when the integration is set up", async () => {
    const { home, session } = await refused();
    home.connection.refusal = null;
    const config = { ...home.hass.config, components: ["chat_rooms"] };
    session.setHass(home.changed({ config }));
    await settled();
    assert.equal(session.status, "ready");
    assert.deepEqual(ids(session.messages), idsOf(1, 4));
  });

  test("is asked once at a time", async () => {
    const { home, session } = await refused();
    home.connection.refusal = null;
    home.connection.isHeld = true;
    session.setHass(home.changed({ states: { [ENTITY]: entity("one") } }));
    session.setHass(home.changed({ states: { [ENTITY]: entity("two") } }));
    await home.connection.release();
    assert.equal(session.status, "ready");
    assert.equal(home.connection.asked.length, 3);
  });

  test("is asked when its own state changes", async () => {
    const { home, session } = await refused();
    home.connection.refusal = null;
    session.setHass(
      home.changed({ config: { ...home.hass.config, state: "RUNNING" } }),
    );
    await settled();
    assert.equal(session.status, "ready");
  });

  test("is asked when the entity's state changes", async () => {
    const { home, session } = await refused();
    home.connection.refusal = null;
    session.setHass(home.changed({ states: { [ENTITY]: entity("unknown") } }));
    await settled();
    assert.equal(session.status, "ready");
  });

  test("is asked when it was set up while the refusal was on its way", async () => {
    const { home, session } = closed(messages(1, 3));
    home.connection.isHeld = true;
    home.connection.refusal = UNKNOWN;
    const config = { ...home.hass.config, components: [] };
    session.setHass(home.changed({ config }));
    session.start();
    const components = ["chat_rooms"];
    session.setHass(home.changed({ config: { ...config, components } }));
    await home.connection.release();
    assert.equal(home.connection.asked.length, 2);
    home.connection.refusal = null;
    session.setHass(home.changed({ states: { [ENTITY]: entity("unknown") } }));
    await settled();
    assert.equal(session.status, "ready");
  });
});
