/** Whoever shows a room is told of all that is to be shown anew. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { message, messages, roomInfo, settled } from "./fake.ts";
import { type Opened, opened } from "./opened.ts";

const HELLO = { text: "hello", file: null, voice: false, reply_to: null };

/** Fail unless there is something else to show after an action than before. */
async function shows({ shown }: Opened, action: () => unknown): Promise<void> {
  const before = shown();
  await action();
  assert.ok(shown() > before);
}

describe("there is something else to show", () => {
  test("when loading begins, and when it ends", async () => {
    const one = await opened(messages(1, 100));
    const { home, session } = one;
    home.hold("messages");
    await shows(one, () => {
      session.loadOlder();
    });
    await shows(one, () => home.nextHeld().answer());
  });

  test("when the connection is lost, and when it is back", async () => {
    const one = await opened(messages(1, 3));
    await shows(one, () => one.home.connection.lose());
    await shows(one, () => one.home.connection.comeBack());
  });

  test("when the room is gone", async () => {
    const one = await opened(messages(1, 3));
    await shows(one, () => one.home.tell({ type: "gone" }));
  });

  test("when messages have been marked as read", async () => {
    const one = await opened([message(1, { unread: true })]);
    one.home.hold("mark_as_read");
    await one.home.tell({ type: "room", room: roomInfo({ unread: 1 }) });
    one.session.markRead();
    await shows(one, () => one.home.nextHeld().answer());
  });

  test("when a message is there as it is now", async () => {
    const one = await opened(messages(1, 3));
    one.home.hold("message");
    await one.home.tell({ type: "stale", message_id: "m2" });
    await shows(one, () => one.home.nextHeld().answer());
  });

  test("when something is sent, has gone out, and stands in the room", async () => {
    const one = await opened();
    const { home, session } = one;
    home.hold("send");
    await shows(one, () => {
      session.send(HELLO);
    });
    await settled();
    await shows(one, () => home.nextHeld().answer());
    assert.equal(session.pending[0]?.state, "sent");
  });

  test("when something has failed, is tried again, and is discarded", async () => {
    const one = await opened();
    const { home, session } = one;
    home.hold("send");
    session.send(HELLO);
    await settled();
    const fail = () => home.nextHeld().refuse({ code: "home_assistant_error" });
    await shows(one, fail);
    const id = session.pending[0]?.local_id ?? "";
    await shows(one, () => {
      session.retry(id);
    });
    await settled();
    await shows(one, fail);
    await shows(one, () => session.discard(id));
  });

  test("when one is at the end again, and when the line is drawn anew", async () => {
    const one = await opened(messages(1, 3));
    one.session.setAtEnd(false);
    await one.home.say(message(4));
    await shows(one, () => one.session.setAtEnd(true));
    await shows(one, () => one.session.reopen());
  });
});
