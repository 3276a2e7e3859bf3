/** A room while it is looked at: what is loaded, and what comes. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  ENTITY,
  ids,
  idsOf,
  message,
  messages,
  own,
  roomInfo,
  settled,
} from "./fake.ts";
import { closed, opened } from "./opened.ts";

describe("opening a room", () => {
  test("asks once, for the newest fifty, without polling", async () => {
    const { home, session } = await opened(messages(1, 80));
    assert.equal(session.status, "ready");
    assert.deepEqual(ids(session.messages), idsOf(31, 80));
    assert.equal(session.room?.name, "Family");
    assert.equal(session.hasOlder, true);
    assert.equal(session.hasNewer, false);
    assert.deepEqual(home.calls, [
      { type: "chat_rooms/messages", entity_id: ENTITY, limit: 50 },
    ]);
    assert.deepEqual(home.connection.asked, [
      {
        message: { type: "chat_rooms/subscribe", entity_id: ENTITY },
        options: { resubscribe: false },
      },
    ]);
  });

  test("is loading until both are there", async () => {
    const { home, session, shown } = closed(messages(1, 3));
    home.hold("messages");
    session.setHass(home.hass);
    session.start();
    await settled();
    assert.equal(session.status, "loading");
    assert.equal(session.room?.name, "Family");
    const before = shown();
    await home.nextHeld().answer();
    assert.equal(session.status, "ready");
    assert.ok(shown() > before);
  });

  test("begins when Home Assistant is given only after the start", async () => {
    const { home, session } = closed(messages(1, 3));
    session.start();
    session.setHass(home.hass);
    assert.equal(session.status, "loading");
    await settled();
    assert.deepEqual(ids(session.messages), idsOf(1, 3));
  });

  test("keeps what comes before the messages are loaded, and applies it after", async () => {
    const { home, session } = closed(messages(1, 3));
    home.hold("messages");
    session.setHass(home.hass);
    session.start();
    await settled();
    await home.tell({ type: "message", message: message(4) });
    await home.tell({ type: "message", message: message(3) });
    await home.tell({ type: "changed", message: message(2, { text: "edited" }) });
    await home.tell({ type: "deleted", message_id: "m1" });
    assert.equal(session.messages.length, 0);
    await home.nextHeld().answer();
    assert.deepEqual(ids(session.messages), idsOf(1, 4));
    assert.equal(session.messages[1]?.text, "edited");
    assert.equal(session.messages[0]?.deleted, true);
  });

  test("says in the user's words why messages do not load, and tries again", async () => {
    const { home, session } = closed(messages(1, 3));
    home.fail("messages", { code: "home_assistant_error", message: "No answer." });
    session.setHass(home.hass);
    session.start();
    await settled();
    assert.equal(session.error, "No answer.");
    assert.equal(session.status, "loading");
    home.succeed("messages");
    await session.reload();
    assert.equal(session.error, "");
    assert.equal(session.status, "ready");
    assert.deepEqual(ids(session.messages), idsOf(1, 3));
  });

  test("shows nothing with a gap before what could not be loaded", async () => {
    const { home, session } = closed(messages(1, 3));
    home.fail("messages", {});
    session.setHass(home.hass);
    session.start();
    await settled();
    assert.equal(session.error, "The messages could not be loaded. Try again.");
    await home.say(message(4));
    home.hold("messages");
    const loaded = session.reload();
    assert.equal(session.error, "");
    await home.say(message(5));
    await home.nextHeld().refuse({});
    await loaded;
    assert.deepEqual(session.messages, []);
    home.succeed("messages");
    await session.reload();
    assert.deepEqual(ids(session.messages), idsOf(1, 5));
  });
});

describe("what comes while a room is looked at", () => {
  test("stands at the end, and the oldest beyond a hundred go", async () => {
    const { home, session } = await opened(messages(1, 120));
    await session.loadOlder();
    assert.deepEqual(ids(session.messages), idsOf(21, 120));
    await home.say(message(121));
    await home.say(message(122));
    assert.deepEqual(ids(session.messages), idsOf(23, 122));
    assert.equal(session.hasOlder, true);
  });

  test("comes in once", async () => {
    const { home, session } = await opened(messages(1, 3));
    await home.say(message(4));
    await home.tell({ type: "message", message: message(4, { text: "again" }) });
    assert.deepEqual(ids(session.messages), idsOf(1, 4));
    assert.equal(session.messages[3]?.text, "again");
  });

  test("changes in its place", async () => {
    const { home, session } = await opened(messages(1, 3));
    const reactions = [{ text: "👍", count: 2, is_own: true }];
    await home.tell({ type: "changed", message: message(2, { reactions }) });
    assert.deepEqual(ids(session.messages), idsOf(1, 3));
    assert.deepEqual(session.messages[1]?.reactions, reactions);
  });

  test("is not shown because it changed elsewhere in the history", async () => {
    const { home, session } = await opened(messages(1, 3));
    await home.tell({ type: "changed", message: message(99) });
    assert.deepEqual(ids(session.messages), idsOf(1, 3));
  });

  test("loses all it said when it is deleted", async () => {
    const attachments = [
      {
        id: "a",
        name: "photo.jpg",
        content_type: "image/jpeg",
        size: 1,
        media_content_id: "",
        path: "/photo",
        preview: true,
      },
    ];
    const place = { latitude: 1, longitude: 2, name: "home" };
    const said = message(1, {
      attachments,
      location: place,
      title: "title",
      unread: true,
    });
    const { home, session } = await opened([said, message(2)]);
    await home.tell({ type: "deleted", message_id: "m1" });
    const [found] = session.messages;
    assert.equal(found?.deleted, true);
    assert.equal(found?.text, "");
    assert.equal(found?.title, "");
    assert.deepEqual(found?.attachments, []);
    assert.equal(found?.location, null);
    assert.equal(found?.unread, false);
    assert.equal(session.messages.length, 2);
  });

  test("is asked for where nobody knows what became of it", async () => {
    const { home, session } = await opened(messages(1, 3));
    home.history[1] = message(2, { text: "edited" });
    await home.tell({ type: "stale", message_id: "m2" });
    assert.equal(session.messages[1]?.text, "edited");
    assert.equal(home.called("message").length, 1);
  });

  test("is not asked for where it is not shown", async () => {
    const { home } = await opened(messages(1, 3));
    await home.tell({ type: "stale", message_id: "m99" });
    assert.equal(home.called("message").length, 0);
  });

  test("is a change of the room", async () => {
    const { home, session, shown } = await opened(messages(1, 3));
    const before = shown();
    await home.tell({ type: "room", room: roomInfo({ unread: 7, in_call: true }) });
    assert.equal(session.room?.unread, 7);
    assert.ok(shown() > before);
    assert.equal(home.called("messages").length, 1);
  });

  test("counts as below while one looks further up", async () => {
    const { home, session } = await opened(messages(1, 3));
    await home.say(message(4));
    assert.equal(session.unreadBelow, 0);
    session.setAtEnd(false);
    await home.say(message(5));
    await home.say(own(6));
    await home.tell({ type: "message", message: message(5) });
    assert.equal(session.unreadBelow, 1);
    session.setAtEnd(true);
    assert.equal(session.unreadBelow, 0);
  });

  test("is heard by nobody after the end", async () => {
    const { home, session, shown } = await opened(messages(1, 3));
    session.stop();
    await settled();
    assert.equal(home.connection.live.size, 0);
    assert.equal(home.connection.listeners, 0);
    const before = shown();
    await home.say(message(4));
    assert.equal(shown(), before);
  });
});

describe("the line of the unread ones", () => {
  const unread = (from: number, to: number) =>
    messages(from, to).map((one) => ({ ...one, unread: true }));

  test("stays where they began when the room was opened", async () => {
    const { home, session } = await opened([...messages(1, 5), ...unread(6, 8)]);
    assert.equal(session.unreadFrom, "m6");
    await home.say(message(9, { unread: true }));
    await home.tell({ type: "changed", message: message(6) });
    assert.equal(session.unreadFrom, "m6");
    session.reopen();
    assert.equal(session.unreadFrom, "m7");
  });

  test("is none where everything is read", async () => {
    const { home, session } = await opened(messages(1, 5));
    assert.equal(session.unreadFrom, null);
    await home.say(message(6, { unread: true }));
    assert.equal(session.unreadFrom, null);
  });

  test("is drawn anew although older ones are on their way", async () => {
    const { home, session } = await opened([...messages(1, 70), ...unread(71, 72)]);
    session.reopen();
    home.hold("messages");
    session.loadOlder();
    session.reopen();
    assert.equal(session.unreadFrom, "m71");
    await home.nextHeld().answer();
    assert.equal(session.unreadFrom, "m71");
  });

  test("is drawn by the newest ones where those are on their way", async () => {
    const { home, session } = await opened([...messages(1, 300), ...unread(301, 302)]);
    session.setAtEnd(false);
    await session.loadOlder();
    await session.loadOlder();
    home.hold("messages");
    session.toNewest();
    session.reopen();
    await home.nextHeld().answer();
    assert.equal(session.unreadFrom, "m301");
  });

  test("is drawn anew when somebody comes back", async () => {
    const { home, session } = await opened([...messages(1, 5), ...unread(6, 8)]);
    session.setAtEnd(false);
    await home.say(message(9));
    session.stop();
    home.history = [...messages(1, 8), ...unread(9, 10)];
    session.reopen();
    assert.equal(session.unreadFrom, null);
    session.start();
    await settled();
    assert.equal(session.unreadFrom, "m9");
    assert.equal(session.unreadBelow, 0);
  });

  test("is among what is loaded first, if a hundred hold it", async () => {
    const { home, session } = closed([...messages(1, 50), ...unread(51, 120)]);
    home.room = roomInfo({ unread: 70 });
    session.setHass(home.hass);
    session.start();
    await settled();
    assert.equal(session.unreadFrom, "m51");
    assert.equal(home.called("messages")[0]?.limit, 95);
  });

  test("begins with the oldest held where more are unread than are held", async () => {
    const { home, session } = closed(unread(1, 300));
    home.room = roomInfo({ unread: 300 });
    session.setHass(home.hass);
    session.start();
    await settled();
    assert.equal(session.messages.length, 100);
    assert.equal(session.unreadFrom, "m201");
  });
});
