/** Somebody far back in a room, when the connection is lost and comes back. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ids, idsOf, message, messages, own } from "./fake.ts";
import { opened } from "./opened.ts";

describe("a connection that is lost far back", () => {
  async function farBack() {
    const one = await opened(messages(1, 300));
    one.session.setAtEnd(false);
    for (let page = 0; page < 4; page += 1) {
      await one.session.loadOlder();
    }
    await one.home.connection.lose();
    return one;
  }

  test("shows who is far back what was edited and deleted there", async () => {
    const { home, session } = await farBack();
    home.history[50] = message(51, { text: "edited" });
    home.history[60] = message(61, { deleted: true, text: "" });
    home.history.splice(70, 1);
    await home.connection.comeBack();
    const shown = session.messages;
    assert.deepEqual(ids(shown), [...idsOf(51, 70), ...idsOf(72, 151)]);
    assert.equal(shown[0]?.text, "edited");
    assert.equal(shown[10]?.deleted, true);
    assert.equal(session.hasNewer, true);
    await session.loadNewer();
    assert.deepEqual(ids(session.messages), idsOf(102, 201));
  });

  test("keeps what is held far back where nothing of it is told", async () => {
    const { home, session } = await farBack();
    home.history = messages(1000, 1010);
    await home.connection.comeBack();
    assert.deepEqual(ids(session.messages), idsOf(51, 150));
  });

  test("counts what comes while that is asked for", async () => {
    const { home, session } = await farBack();
    home.hold("messages");
    await home.connection.comeBack();
    assert.equal(session.status, "ready");
    assert.equal(session.loading, null);
    await home.say(message(301));
    await home.nextHeld().answer();
    assert.equal(session.unreadBelow, 1);
    assert.deepEqual(ids(session.messages), idsOf(51, 150));
  });

  test("leaves who is far back there although that fails, and is tried again", async () => {
    const { home, session } = await farBack();
    home.fail("messages", {});
    await home.connection.comeBack();
    assert.equal(session.error, "The messages could not be loaded. Try again.");
    assert.deepEqual(ids(session.messages), idsOf(51, 150));
    home.history[60] = message(61, { text: "edited" });
    home.succeed("messages");
    await session.reload();
    assert.equal(session.error, "");
    assert.deepEqual(ids(session.messages), idsOf(51, 150));
    assert.equal(session.messages[10]?.text, "edited");
  });

  test("finds what was sent far back, if it is there by then", async () => {
    const { home, session } = await opened(messages(1, 200));
    session.setAtEnd(false);
    await session.loadOlder();
    await session.loadOlder();
    await session.send({ text: "hello", file: null, voice: false, reply_to: null });
    assert.equal(session.pending.length, 1);
    await home.connection.lose();
    home.history.splice(60, 140, own(201, { message_id: "sent-1", text: "hello" }));
    await home.connection.comeBack();
    assert.equal(session.pending.length, 0);
  });
});
