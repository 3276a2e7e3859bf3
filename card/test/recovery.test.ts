/** What a room survives: lost connections, reloads, and its own end. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  ENTITY,
  entity,
  ids,
  idsOf,
  message,
  messages,
  own,
  roomInfo,
  settled,
} from "./fake.ts";
import { closed, opened } from "./opened.ts";

const UNKNOWN = { code: "unknown_command", message: "Unknown command." };

describe("a connection that is lost", () => {
  test("is told, and the messages stay", async () => {
    const { home, session } = await opened(messages(1, 3));
    await home.connection.lose();
    assert.equal(session.status, "disconnected");
    assert.deepEqual(ids(session.messages), idsOf(1, 3));
    assert.equal(home.connection.ended, 0);
  });

  test("comes back with what was said meanwhile, without a gap", async () => {
    const { home, session } = await opened(messages(1, 80));
    await home.connection.lose();
    home.history = messages(1, 120);
    await home.connection.comeBack();
    assert.equal(session.status, "ready");
    assert.deepEqual(ids(session.messages), idsOf(21, 120));
    assert.equal(session.hasOlder, true);
    assert.equal(home.connection.asked.length, 2);
    assert.equal(home.connection.ended, 0);
    assert.equal(home.called("messages").length, 2);
    await home.say(message(121));
    assert.deepEqual(ids(session.messages), idsOf(22, 121));
  });

  test("keeps what was loaded of earlier", async () => {
    const { home, session } = await opened(messages(1, 80));
    await session.loadOlder();
    await home.connection.lose();
    home.history = messages(1, 85);
    await home.connection.comeBack();
    assert.deepEqual(ids(session.messages), idsOf(1, 85));
    assert.equal(session.hasOlder, false);
  });

  test("shows edits and deletions that nobody told", async () => {
    const { home, session } = await opened(messages(1, 3));
    await home.connection.lose();
    home.history[0] = message(1, { deleted: true, text: "" });
    home.history[1] = message(2, { text: "edited" });
    await home.connection.comeBack();
    assert.equal(session.messages[0]?.deleted, true);
    assert.equal(session.messages[1]?.text, "edited");
  });

  test("starts over where more came than are held", async () => {
    const { home, session } = await opened(messages(1, 80));
    await home.connection.lose();
    home.history = messages(1, 500);
    await home.connection.comeBack();
    assert.deepEqual(ids(session.messages), idsOf(401, 500));
    assert.equal(session.hasOlder, true);
    assert.equal(session.hasNewer, false);
  });

  test("counts what came below, and leaves the line where it was", async () => {
    const unread = message(80, { unread: true });
    const { home, session } = await opened([...messages(1, 79), unread]);
    session.setAtEnd(false);
    await home.connection.lose();
    home.history.push(message(81, { unread: true }), own(82), message(83));
    await home.connection.comeBack();
    assert.equal(session.unreadBelow, 2);
    assert.equal(session.unreadFrom, "m80");
  });

  test("leaves whoever is far back where they are", async () => {
    const { home, session } = await opened(messages(1, 300));
    session.setAtEnd(false);
    for (let page = 0; page < 4; page += 1) {
      await session.loadOlder();
    }
    await home.connection.lose();
    home.history = messages(1, 310);
    await home.connection.comeBack();
    assert.equal(session.status, "ready");
    assert.deepEqual(ids(session.messages), idsOf(51, 150));
    await session.loadNewer();
    assert.deepEqual(ids(session.messages), idsOf(101, 200));
  });

  test("takes whoever wanted to go to the newest there", async () => {
    const { home, session } = await opened(messages(1, 300));
    session.setAtEnd(false);
    for (let page = 0; page < 4; page += 1) {
      await session.loadOlder();
    }
    await home.connection.lose();
    const asked = home.calls.length;
    await session.toNewest();
    assert.equal(home.calls.length, asked);
    await home.connection.comeBack();
    assert.deepEqual(ids(session.messages), idsOf(201, 300));
  });

  test("leaves nothing of what was on its way", async () => {
    const { home, session } = await opened(messages(1, 200));
    home.hold("messages");
    session.loadOlder();
    const held = home.nextHeld();
    await home.connection.lose();
    assert.equal(session.loading, null);
    home.succeed("messages");
    await home.connection.comeBack();
    const shown = ids(session.messages);
    await held.answer();
    assert.deepEqual(ids(session.messages), shown);
    assert.equal(session.error, "");
  });

  test("hears nothing of a subscription of before", async () => {
    const { home, session } = await opened(messages(1, 3));
    const before = home.connection.live.get(ENTITY);
    await home.connection.lose();
    before?.({ type: "room", room: roomInfo() });
    await settled();
    assert.equal(session.status, "disconnected");
    await home.connection.comeBack();
    before?.({ type: "message", message: message(99) });
    assert.deepEqual(ids(session.messages), idsOf(1, 3));
  });

  test("while a room is opened lets it open afterwards", async () => {
    const { home, session } = closed(messages(1, 3));
    home.hold("messages");
    session.setHass(home.hass);
    session.start();
    await settled();
    await home.connection.lose();
    home.succeed("messages");
    await home.connection.comeBack();
    assert.equal(session.status, "ready");
    assert.deepEqual(ids(session.messages), idsOf(1, 3));
  });

  test("is not asked for anything", async () => {
    const { home, session } = closed(messages(1, 3));
    home.connection.refusal = UNKNOWN;
    session.setHass(home.hass);
    session.start();
    await settled();
    await home.connection.lose();
    session.setHass(home.changed({ states: { [ENTITY]: entity("unknown") } }));
    await settled();
    assert.equal(home.connection.asked.length, 1);
  });

  test("ends a subscription that was answered too late", async () => {
    const { home, session } = closed(messages(1, 3));
    home.connection.isHeld = true;
    session.setHass(home.hass);
    session.start();
    session.stop();
    await home.connection.release();
    assert.equal(home.connection.live.size, 0);
    assert.equal(home.connection.ended, 1);
  });

  test("is told by who begins without one", async () => {
    const { home, session } = closed(messages(1, 3));
    home.connection.connected = false;
    session.setHass(home.hass);
    session.start();
    await settled();
    assert.equal(session.status, "disconnected");
    await home.connection.comeBack();
    assert.equal(session.status, "ready");
  });

  test("shows an error, and no gap, where nothing can be loaded after it", async () => {
    const { home, session } = await opened(messages(1, 3));
    await home.connection.lose();
    home.history = messages(1, 5);
    home.fail("messages", { code: "home_assistant_error", message: "No answer." });
    await home.connection.comeBack();
    assert.equal(session.status, "loading");
    assert.equal(session.error, "No answer.");
    await home.say(message(6));
    assert.deepEqual(ids(session.messages), idsOf(1, 3));
    home.succeed("messages");
    await home.tell({ type: "room", room: roomInfo({ last: message(6) }) });
    assert.equal(session.status, "ready");
    assert.equal(session.error, "");
    assert.deepEqual(ids(session.messages), idsOf(1, 6));
  });

  test("may be another one from then on", async () => {
    const { home, session } = await opened(messages(1, 3));
    const old = home.connection;
    home.connection = home.newConnection();
    home.history = messages(1, 4);
    session.setHass(home.changed({ connection: home.connection }));
    await settled();
    assert.equal(old.listeners, 0);
    assert.equal(old.live.size, 0);
    assert.deepEqual(ids(session.messages), idsOf(1, 4));
  });
});

describe("somebody who leaves and comes back", () => {
  test("gets what was said meanwhile", async () => {
    const { home, session } = await opened(messages(1, 3));
    session.stop();
    home.history = messages(1, 6);
    session.start();
    await settled();
    assert.equal(session.status, "ready");
    assert.deepEqual(ids(session.messages), idsOf(1, 6));
  });

  test("while it is opened gets it when they are back", async () => {
    const { home, session } = closed(messages(1, 3));
    home.hold("messages");
    session.setHass(home.hass);
    session.start();
    await settled();
    session.stop();
    const late = home.nextHeld();
    home.succeed("messages");
    await late.answer();
    assert.deepEqual(session.messages, []);
    session.start();
    await settled();
    assert.equal(session.status, "ready");
    assert.deepEqual(ids(session.messages), idsOf(1, 3));
  });

  test("does not hear that they were refused", async () => {
    const { home, session } = closed(messages(1, 3));
    home.connection.isHeld = true;
    home.connection.refusal = UNKNOWN;
    session.setHass(home.hass);
    session.start();
    session.stop();
    await home.connection.release();
    assert.equal(session.status, "loading");
  });

  test("begins twice and listens once", async () => {
    const { home, session } = await opened(messages(1, 3));
    session.start();
    session.setHass(home.changed({}));
    await settled();
    assert.equal(home.connection.asked.length, 1);
  });
});

describe("a room", () => {
  test("that is not there for the user is looked for again when it may be", async () => {
    const { home, session } = closed(messages(1, 3));
    home.connection.refusal = { code: "not_found", message: "No such room." };
    session.setHass(home.hass);
    session.start();
    await settled();
    assert.equal(session.status, "not_found");
    home.connection.refusal = null;
    session.setHass(home.changed({ states: { [ENTITY]: entity("unknown") } }));
    await settled();
    assert.equal(session.status, "ready");
  });

  test("whose account is reloaded comes back by itself, loaded anew", async () => {
    const { home, session } = await opened(messages(1, 3));
    await home.tell({ type: "unavailable" });
    assert.equal(session.status, "unavailable");
    assert.deepEqual(ids(session.messages), idsOf(1, 3));
    home.history = messages(1, 5);
    await home.tell({ type: "room", room: roomInfo() });
    assert.equal(session.status, "ready");
    assert.deepEqual(ids(session.messages), idsOf(1, 5));
    assert.equal(home.connection.asked.length, 1);
  });

  test("whose account is not set up yet comes when it is", async () => {
    const { home, session } = closed(messages(1, 3));
    home.isSetUp = false;
    session.setHass(home.hass);
    session.start();
    await settled();
    assert.equal(session.status, "unavailable");
    assert.equal(home.calls.length, 0);
    await home.tell({ type: "room", room: roomInfo() });
    assert.equal(session.status, "ready");
  });

  test("that goes while it is loaded is not ready afterwards", async () => {
    const { home, session } = closed(messages(1, 3));
    home.hold("messages");
    session.setHass(home.hass);
    session.start();
    await settled();
    await home.tell({ type: "unavailable" });
    await home.nextHeld().answer();
    assert.equal(session.status, "unavailable");
    assert.deepEqual(session.messages, []);
  });

  test("that is gone stays gone", async () => {
    const { home, session } = await opened(messages(1, 200));
    home.hold("messages");
    session.loadOlder();
    await home.tell({ type: "gone" });
    assert.equal(session.status, "gone");
    assert.equal(session.loading, null);
    await home.nextHeld().answer();
    session.setHass(home.changed({ states: { [ENTITY]: entity("unknown") } }));
    await settled();
    assert.equal(session.status, "gone");
    await session.loadOlder();
    await session.reload();
    await session.markRead();
    assert.equal(home.called("messages").length, 2);
  });
});
