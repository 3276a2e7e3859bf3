/** Marking a room as read. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Message, RoomInfo } from "../src/types.ts";
import { ENTITY, message, messages, roomInfo, settled } from "./fake.ts";
import { closed } from "./opened.ts";

async function unreadRoom(
  change: Partial<RoomInfo> = { unread: 2 },
  history: Message[] = [
    message(1),
    message(2, { unread: true }),
    message(3, { unread: true }),
  ],
) {
  const one = closed(history);
  one.home.room = roomInfo(change);
  one.session.setHass(one.home.hass);
  one.session.start();
  await settled();
  return one;
}

describe("marking as read", () => {
  test("goes up to the newest, and shows at once", async () => {
    const { home, session } = await unreadRoom();
    await session.markRead();
    assert.deepEqual(home.called("mark_as_read"), [
      { type: "chat_rooms/mark_as_read", entity_id: ENTITY, message_id: "m3" },
    ]);
    assert.ok(session.messages.every((one) => !one.unread));
    assert.equal(session.unreadFrom, "m2");
  });

  test("happens once for a message", async () => {
    const { home, session } = await unreadRoom();
    await Promise.all([session.markRead(), session.markRead()]);
    await session.markRead();
    assert.equal(home.called("mark_as_read").length, 1);
  });

  test("happens again for the next one", async () => {
    const { home, session } = await unreadRoom();
    await session.markRead();
    await home.say(message(4, { unread: true }));
    await session.markRead();
    assert.equal(home.called("mark_as_read")[1]?.message_id, "m4");
  });

  test("leaves what came meanwhile unread", async () => {
    const { home, session } = await unreadRoom();
    home.hold("mark_as_read");
    const marked = session.markRead();
    await home.say(message(4, { unread: true }));
    await home.nextHeld().answer();
    await marked;
    assert.deepEqual(
      session.messages.map((one) => one.unread),
      [false, false, false, true],
    );
  });

  test("that failed may be done again", async () => {
    const { home, session } = await unreadRoom();
    home.fail("mark_as_read", { code: "home_assistant_error" });
    await session.markRead();
    assert.equal(session.messages[1]?.unread, true);
    home.succeed("mark_as_read");
    await session.markRead();
    assert.equal(home.called("mark_as_read").length, 2);
  });

  test("that failed late does not make the next one happen twice", async () => {
    const { home, session } = await unreadRoom();
    home.hold("mark_as_read");
    session.markRead();
    await home.say(message(4, { unread: true }));
    session.markRead();
    const [first, second] = [home.nextHeld(), home.nextHeld()];
    await first.refuse({});
    session.markRead();
    assert.equal(home.called("mark_as_read").length, 2);
    await second.answer();
    assert.ok(session.messages.every((one) => !one.unread));
  });

  test("shows on what is held although one went back meanwhile", async () => {
    const unread = messages(1, 200).map((one) => ({ ...one, unread: true }));
    const { home, session } = await unreadRoom({ unread: 200 }, unread);
    home.hold("mark_as_read");
    session.markRead();
    await session.loadOlder();
    assert.notEqual(session.messages.at(-1)?.message_id, "m200");
    await home.nextHeld().answer();
    assert.ok(session.messages.every((one) => !one.unread));
  });

  test("goes by the messages where the service counts none", async () => {
    const { home, session } = await unreadRoom({ unread: null });
    await session.markRead();
    assert.equal(home.called("mark_as_read").length, 1);
  });

  for (const [name, change] of [
    ["nothing is unread", { unread: 0 }],
    ["the user may only read", { unread: 2, can_control: false }],
    ["the service knows no such thing", { unread: 2, features: ["send"] }],
  ] as const) {
    test(`does not happen where ${name}`, async () => {
      const { home, session } = await unreadRoom({
        ...change,
        features: [...("features" in change ? change.features : ["mark_as_read"])],
      });
      await session.markRead();
      assert.equal(home.called("mark_as_read").length, 0);
    });
  }

  test("happens although what is unread is not among what is held", async () => {
    const { home, session } = await unreadRoom({ unread: 2 }, messages(1, 3));
    await session.markRead();
    assert.equal(home.called("mark_as_read").length, 1);
  });

  test("does not happen where nobody counts and nothing held is unread", async () => {
    const { home, session } = await unreadRoom({ unread: null }, messages(1, 3));
    await session.markRead();
    assert.equal(home.called("mark_as_read").length, 0);
  });

  test("does not happen in an empty room", async () => {
    const { home, session } = await unreadRoom({ unread: 2 }, []);
    await session.markRead();
    assert.equal(home.called("mark_as_read").length, 0);
  });

  test("happens only at the newest", async () => {
    const { home, session } = await unreadRoom({ unread: 5 }, messages(1, 300));
    for (let page = 0; page < 2; page += 1) {
      await session.loadOlder();
    }
    assert.equal(session.hasNewer, true);
    await session.markRead();
    assert.equal(home.called("mark_as_read").length, 0);
  });

  test("does not happen without a connection", async () => {
    const { home, session } = await unreadRoom();
    await home.connection.lose();
    await session.markRead();
    assert.equal(home.called("mark_as_read").length, 0);
  });
});
