/** Going back and forth in a room's history. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MOST_HELD } from "../src/window.ts";
import { ENTITY, ids, idsOf, message, messages, settled } from "./fake.ts";
import { opened } from "./opened.ts";

describe("older messages", () => {
  test("come before the oldest, until there are none", async () => {
    const { home, session } = await opened(messages(1, 70));
    await session.loadOlder();
    assert.deepEqual(ids(session.messages), idsOf(1, 70));
    assert.equal(session.hasOlder, false);
    assert.equal(session.hasNewer, false);
    assert.deepEqual(home.calls.at(-1), {
      type: "chat_rooms/messages",
      entity_id: ENTITY,
      limit: 50,
      before: "m21",
    });
    await session.loadOlder();
    assert.equal(home.calls.length, 2);
  });

  test("drive the newest out beyond a hundred", async () => {
    const { session } = await opened(messages(1, 200));
    await session.loadOlder();
    assert.deepEqual(ids(session.messages), idsOf(101, 200));
    assert.equal(session.hasNewer, false);
    await session.loadOlder();
    assert.deepEqual(ids(session.messages), idsOf(51, 150));
    assert.equal(session.hasNewer, true);
  });

  test("are asked for once at a time", async () => {
    const { home, session } = await opened(messages(1, 200));
    home.hold("messages");
    session.loadOlder();
    session.loadOlder();
    session.loadNewer();
    assert.equal(session.loading, "older");
    assert.equal(home.held.length, 1);
    await home.nextHeld().answer();
    assert.equal(session.loading, null);
    assert.deepEqual(ids(session.messages), idsOf(101, 200));
  });

  test("that a service promises but does not have are not asked for forever", async () => {
    const { home, session } = await opened(messages(1, 60));
    home.hass.callWS = async <T>() => ({ messages: messages(11, 20), more: true }) as T;
    await session.loadOlder();
    assert.equal(session.hasOlder, false);
    assert.deepEqual(ids(session.messages), idsOf(11, 60));
  });

  test("that do not load are tried again, in the place where one is", async () => {
    const { home, session } = await opened(messages(1, 200));
    await session.loadOlder();
    home.fail("messages", { code: "home_assistant_error", message: "No answer." });
    await session.loadOlder();
    assert.equal(session.error, "No answer.");
    assert.equal(session.loading, null);
    assert.equal(session.status, "ready");
    assert.deepEqual(ids(session.messages), idsOf(101, 200));
    home.succeed("messages");
    await session.reload();
    assert.equal(session.error, "");
    assert.deepEqual(ids(session.messages), idsOf(51, 150));
    home.fail("messages", {});
    await session.loadNewer();
    assert.equal(session.error, "The messages could not be loaded. Try again.");
    home.succeed("messages");
    await session.reload();
    assert.deepEqual(ids(session.messages), idsOf(101, 200));
  });

  test("that did not load are no concern once the connection is lost", async () => {
    const { home, session } = await opened(messages(1, 200));
    home.fail("messages", {});
    await session.loadOlder();
    await home.connection.lose();
    assert.equal(session.error, "");
  });

  test("leave what comes meanwhile at the end", async () => {
    const { home, session } = await opened(messages(1, 70));
    home.hold("messages");
    session.loadOlder();
    await home.say(message(71));
    await home.nextHeld().answer();
    assert.deepEqual(ids(session.messages), idsOf(1, 71));
  });
});

describe("newer messages", () => {
  async function farBack() {
    const one = await opened(messages(1, 300));
    one.session.setAtEnd(false);
    for (let page = 0; page < 4; page += 1) {
      await one.session.loadOlder();
    }
    assert.deepEqual(ids(one.session.messages), idsOf(51, 150));
    return one;
  }

  test("come after the newest held, and the oldest go", async () => {
    const { home, session } = await farBack();
    await session.loadNewer();
    assert.deepEqual(ids(session.messages), idsOf(101, 200));
    assert.equal(home.calls.at(-1)?.after, "m150");
    assert.equal(session.hasOlder, true);
    assert.equal(session.hasNewer, true);
    await session.loadNewer();
    await session.loadNewer();
    assert.deepEqual(ids(session.messages), idsOf(201, 300));
    assert.equal(session.hasNewer, false);
  });

  test("are below, even for who is at the end of what is held", async () => {
    const { home, session } = await farBack();
    session.setAtEnd(true);
    await home.say(message(301));
    assert.equal(session.unreadBelow, 1);
  });

  test("that come live are only counted, and are there when one gets to them", async () => {
    const { home, session } = await farBack();
    await home.say(message(301));
    assert.deepEqual(ids(session.messages), idsOf(51, 150));
    assert.equal(session.unreadBelow, 1);
    for (let page = 0; page < 4; page += 1) {
      await session.loadNewer();
    }
    assert.deepEqual(ids(session.messages), idsOf(202, 301));
    await home.say(message(302));
    assert.deepEqual(ids(session.messages), idsOf(203, 302));
  });

  test("that a service promises but does not have are not asked for forever", async () => {
    const { home, session } = await farBack();
    home.hold("messages");
    session.loadNewer();
    home.history = Array.from({ length: 80 }, () => message(150));
    await home.nextHeld().answer();
    assert.equal(session.hasNewer, false);
  });

  test("are all skipped by going to the newest", async () => {
    const { home, session } = await farBack();
    await home.say(message(301));
    await session.toNewest();
    assert.deepEqual(ids(session.messages), idsOf(202, 301));
    assert.equal(session.hasNewer, false);
    assert.equal(session.hasOlder, true);
    assert.equal(session.unreadBelow, 0);
  });

  test("are gone to although one scrolls meanwhile", async () => {
    const { home, session } = await farBack();
    home.hold("messages");
    session.toNewest();
    session.loadOlder();
    session.loadNewer();
    assert.equal(home.held.length, 1);
    await home.nextHeld().answer();
    assert.deepEqual(ids(session.messages), idsOf(201, 300));
  });

  test("are gone to although older ones are still on their way", async () => {
    const { home, session } = await farBack();
    home.hold("messages");
    session.loadOlder();
    session.toNewest();
    const [older, newest] = [home.nextHeld(), home.nextHeld()];
    await newest.answer();
    await older.answer();
    assert.deepEqual(ids(session.messages), idsOf(201, 300));
    assert.equal(session.loading, null);
  });

  test("keep what came while older ones were on their way before", async () => {
    const { home, session } = await farBack();
    home.hold("messages");
    session.loadOlder();
    await home.tell({ type: "message", message: message(301) });
    session.toNewest();
    const [older, newest] = [home.nextHeld(), home.nextHeld()];
    await older.answer();
    await newest.answer();
    assert.deepEqual(ids(session.messages), idsOf(202, 301));
  });

  test("are not asked for when one is there already", async () => {
    const { home, session } = await opened(messages(1, 60));
    await session.toNewest();
    assert.equal(home.calls.length, 1);
  });
});

test("ten thousand messages are scrolled through, and never more than a hundred held", async () => {
  const { home, session } = await opened(messages(1, 10_000));
  session.setAtEnd(false);
  const seen = new Set(ids(session.messages));
  let most = 0;
  const look = () => {
    most = Math.max(most, session.messages.length);
    for (const id of ids(session.messages)) {
      seen.add(id);
    }
  };
  while (session.hasOlder) {
    await session.loadOlder();
    look();
  }
  assert.equal(session.messages[0]?.message_id, "m1");
  assert.equal(seen.size, 10_000);
  while (session.hasNewer) {
    await session.loadNewer();
    look();
  }
  await settled();
  assert.deepEqual(ids(session.messages), idsOf(9_901, 10_000));
  assert.equal(most, MOST_HELD);
  assert.ok(home.calls.length < 420);
});
