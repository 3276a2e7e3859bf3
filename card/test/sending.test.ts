/** Messages on their way out. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Draft } from "../src/outbox.ts";
import type { Attachment, Message } from "../src/types.ts";
import {
  CONNECTION_LOST,
  ENTITY,
  ids,
  idsOf,
  message,
  messages,
  own,
  settled,
} from "./fake.ts";
import { type Opened, opened } from "./opened.ts";

const REFUSED = { code: "home_assistant_error", message: "Too long." };
const PICTURE: Attachment = {
  id: "a",
  name: "photo.jpg",
  content_type: "image/jpeg",
  size: 1,
  media_content_id: "",
  path: "/photo",
  preview: true,
};

function draft(text: string, change: Partial<Draft> = {}): Draft {
  return { text, file: null, voice: false, reply_to: null, ...change };
}

function photo(): File {
  return new File(["x"], "photo.jpg", { type: "image/jpeg" });
}

function states({ session }: Opened): string[] {
  return session.pending.map((one) => `${one.text}: ${one.state}`);
}

/** Return what the service makes of the n-th message that is sent. */
function sent(number: number, text: string, change: Partial<Message> = {}): Message {
  return own(1000 + number, { message_id: `sent-${number}`, text, ...change });
}

describe("what is sent", () => {
  test("shows at once and goes out with all that belongs to it", async () => {
    const one = await opened(messages(1, 3));
    const { home, session } = one;
    home.hold("send");
    session.send(draft("hello", { reply_to: "m2" }));
    assert.deepEqual(states(one), ["hello: sending"]);
    assert.equal(session.pending[0]?.reply_to, "m2");
    await settled();
    assert.deepEqual(home.held[0]?.command, {
      type: "chat_rooms/send",
      entity_id: ENTITY,
      message: "hello",
      reply_to: "m2",
    });
    await home.nextHeld().answer();
    assert.deepEqual(states(one), ["hello: sent"]);
    assert.deepEqual(session.pending[0]?.message_ids, ["sent-1"]);
  });

  test("is a voice message only with a file", async () => {
    const { home, session } = await opened();
    await session.send(draft("hello", { voice: true }));
    await session.send(draft("", { file: photo() }));
    assert.ok(home.called("send").every((command) => !("voice" in command)));
  });

  test("takes its file along", async () => {
    const { home, session } = await opened();
    await session.send(draft("", { file: photo(), voice: true }));
    assert.deepEqual(home.uploads, ["POST /api/file_upload photo.jpg"]);
    assert.deepEqual(home.called("send"), [
      {
        type: "chat_rooms/send",
        entity_id: ENTITY,
        message: "",
        file_id: "file-1",
        voice: true,
      },
    ]);
  });

  test("goes out in the order in which it was written", async () => {
    const { home, session } = await opened();
    home.hold("send");
    session.send(draft("first"));
    session.send(draft("second"));
    await settled();
    assert.equal(home.held.length, 1);
    await home.nextHeld().answer();
    assert.equal(home.held[0]?.command.message, "second");
  });

  test("goes out although the one before has failed", async () => {
    const one = await opened();
    const { home, session } = one;
    home.hold("send");
    session.send(draft("first"));
    session.send(draft("second"));
    await settled();
    await home.nextHeld().refuse(REFUSED);
    assert.deepEqual(states(one), ["first: failed", "second: sending"]);
    await home.nextHeld().answer();
    assert.deepEqual(states(one), ["first: failed", "second: sent"]);
  });
});

describe("what was sent stands in the room once", () => {
  test("when the answer comes first", async () => {
    const { home, session } = await opened(messages(1, 3));
    await session.send(draft("hello"));
    assert.equal(session.pending.length, 1);
    await home.say(sent(1, "hello"));
    assert.deepEqual(session.pending, []);
    assert.deepEqual(ids(session.messages), [...idsOf(1, 3), "sent-1"]);
  });

  test("when the message comes first, and is known by what it says", async () => {
    const { home, session } = await opened(messages(1, 3));
    home.hold("send");
    session.send(draft("hello "));
    await settled();
    await home.say(sent(1, "hello"));
    assert.deepEqual(session.pending, []);
    await home.nextHeld().answer();
    assert.deepEqual(session.pending, []);
    assert.deepEqual(ids(session.messages), [...idsOf(1, 3), "sent-1"]);
  });

  test("when the message comes first, and the service has changed its text", async () => {
    const { home, session } = await opened(messages(1, 3));
    home.hold("send");
    session.send(draft(":)"));
    await settled();
    await home.say(sent(1, "🙂"));
    assert.equal(session.pending.length, 1);
    await home.nextHeld().answer();
    assert.deepEqual(session.pending, []);
  });

  test("when one message of several is there", async () => {
    const { home, session } = await opened();
    await session.send(draft("caption", { file: photo() }));
    await home.say(sent(1, "", { attachments: [PICTURE] }));
    assert.deepEqual(session.pending, []);
  });

  test("when a text is sent twice, each for itself", async () => {
    const one = await opened();
    const { home, session } = one;
    home.hold("send");
    session.send(draft("ok"));
    session.send(draft("ok"));
    await settled();
    await home.say(sent(1, "ok"));
    assert.equal(session.pending.length, 1);
    await home.nextHeld().answer();
    assert.deepEqual(states(one), ["ok: sending"]);
    await home.nextHeld().answer();
    await home.say(sent(2, "ok"));
    assert.deepEqual(session.pending, []);
  });

  test("and a message like it from elsewhere does not stand for it", async () => {
    const { home, session } = await opened();
    home.hold("send");
    session.send(draft("ok"));
    await settled();
    await home.say(message(1, { text: "ok", sent_by_home_assistant: true }));
    await home.say(own(2, { text: "ok", sent_by_home_assistant: false }));
    await home.say(own(3, { text: "ok", attachments: [PICTURE] }));
    assert.equal(session.pending.length, 1);
  });

  test("and it comes back where one like it had taken its place", async () => {
    const one = await opened();
    const { home, session } = one;
    home.hold("send");
    session.send(draft("ok"));
    await settled();
    await home.say(own(9, { text: "ok" }));
    assert.deepEqual(session.pending, []);
    await home.nextHeld().answer();
    await home.say(own(10, { text: "ok" }));
    assert.deepEqual(states(one), ["ok: sent"]);
    await home.say(sent(1, "ok"));
    assert.equal(session.pending.length, 0);
  });

  test("and it fails visibly where one like it had taken its place", async () => {
    const one = await opened();
    const { home, session } = one;
    home.hold("send");
    session.send(draft("ok"));
    await settled();
    await home.say(own(9, { text: "ok" }));
    await home.nextHeld().refuse(REFUSED);
    assert.deepEqual(states(one), ["ok: failed"]);
  });

  test("and one of earlier with the same text does not stand for it", async () => {
    const one = await opened([own(1, { text: "ok" }), ...messages(2, 300)]);
    const { home, session } = one;
    home.history.push(own(301, { text: "ok" }));
    session.setAtEnd(false);
    for (let page = 0; page < 3; page += 1) {
      await session.loadOlder();
    }
    home.hold("send");
    session.send(draft("ok"));
    await session.toNewest();
    assert.ok(ids(session.messages).includes("m301"));
    assert.deepEqual(states(one), ["ok: sending"]);
  });

  test("when it came while nobody heard of it", async () => {
    const { home, session } = await opened(messages(1, 3));
    await session.send(draft("hello"));
    await home.connection.lose();
    home.history.push(sent(1, "hello"));
    await home.connection.comeBack();
    assert.deepEqual(session.pending, []);
  });

  test("when one gets to it from far back", async () => {
    const { home, session } = await opened(messages(1, 300));
    session.setAtEnd(false);
    for (let page = 0; page < 2; page += 1) {
      await session.loadOlder();
    }
    await session.send(draft("hello"));
    home.history.push(sent(1, "hello"));
    await session.loadNewer();
    assert.equal(session.pending.length, 1);
    await session.loadNewer();
    assert.equal(session.messages.at(-1)?.message_id, "sent-1");
    assert.deepEqual(session.pending, []);
  });

  test("when the service gives no ids", async () => {
    const { home, session } = await opened();
    home.hass.callWS = async <T>() => ({ message_id: "", messages: [] }) as T;
    await session.send(draft("hello"));
    assert.equal(session.pending.length, 1);
    await home.say(own(1, { text: "hello" }));
    assert.equal(session.pending.length, 0);
    const sending = session.send(draft("hello"));
    await home.say(own(2, { text: "hello" }));
    await sending;
    assert.equal(session.pending.length, 0);
  });
});

describe("what fails", () => {
  test("says why, and goes out when it is tried again", async () => {
    const one = await opened();
    const { home, session } = one;
    home.fail("send", REFUSED);
    await session.send(draft("first"));
    await session.send(draft("second"));
    assert.deepEqual(states(one), ["first: failed", "second: failed"]);
    assert.equal(session.pending[0]?.error, "Too long.");
    home.succeed("send");
    await session.retry(session.pending[0]?.local_id ?? "");
    assert.deepEqual(states(one), ["second: failed", "first: sent"]);
    assert.equal(session.pending[1]?.error, "");
  });

  test("is tried again only once at a time", async () => {
    const { home, session } = await opened();
    home.fail("send", REFUSED);
    await session.send(draft("hello"));
    home.hold("send");
    const id = session.pending[0]?.local_id ?? "";
    session.retry(id);
    session.retry(id);
    await settled();
    await home.nextHeld().answer();
    session.retry(id);
    await settled();
    assert.equal(home.called("send").length, 2);
  });

  test("can be discarded, what is on its way cannot", async () => {
    const { home, session } = await opened();
    home.fail("send", REFUSED);
    await session.send(draft("first"));
    session.discard(session.pending[0]?.local_id ?? "");
    assert.equal(session.pending.length, 0);
    home.hold("send");
    session.send(draft("second"));
    session.discard(session.pending[0]?.local_id ?? "");
    assert.equal(session.pending.length, 1);
  });

  test("with its file is uploaded anew", async () => {
    const one = await opened();
    const { home, session } = one;
    home.uploadStatus = 413;
    await session.send(draft("", { file: photo() }));
    assert.match(session.pending[0]?.error ?? "", /too large for Home Assistant/);
    assert.equal(home.called("send").length, 0);
    home.uploadStatus = 200;
    await session.retry(session.pending[0]?.local_id ?? "");
    assert.deepEqual(states(one), [": sent"]);
    assert.equal(home.called("send")[0]?.file_id, "file-2");
  });

  test("with the connection may have gone out, and then stands in the room", async () => {
    const one = await opened(messages(1, 3));
    const { home, session } = one;
    home.hold("send");
    session.send(draft("hello"));
    await settled();
    await home.nextHeld().refuse(CONNECTION_LOST);
    await home.connection.lose();
    assert.deepEqual(states(one), ["hello: failed"]);
    home.history.push(sent(1, "hello"));
    await home.connection.comeBack();
    assert.deepEqual(session.pending, []);
  });

  test("with the connection is no failure once it stands in the room", async () => {
    const { home, session } = await opened();
    home.hold("send");
    session.send(draft("hello"));
    await settled();
    await home.say(sent(1, "hello"));
    await home.nextHeld().refuse(CONNECTION_LOST);
    assert.deepEqual(session.pending, []);
  });

  test("with the connection stays failed where it has not gone out", async () => {
    const one = await opened([own(1, { text: "hello" }), message(2)]);
    const { home, session } = one;
    home.fail("send", CONNECTION_LOST);
    await session.send(draft("hello"));
    await home.connection.lose();
    await home.connection.comeBack();
    assert.deepEqual(states(one), ["hello: failed"]);
  });

  test("with the connection, and then for a reason of its own, has not gone out", async () => {
    const one = await opened();
    const { home, session } = one;
    home.fail("send", CONNECTION_LOST);
    await session.send(draft("hello"));
    home.fail("send", REFUSED);
    await session.retry(session.pending[0]?.local_id ?? "");
    await home.say(own(1, { text: "hello" }));
    assert.deepEqual(states(one), ["hello: failed"]);
    assert.equal(session.pending[0]?.error, "Too long.");
  });

  test("for a reason of its own is not mistaken for one that went out", async () => {
    const one = await opened();
    const { home, session } = one;
    home.fail("send", REFUSED);
    await session.send(draft("hello"));
    await home.say(own(1, { text: "hello" }));
    assert.deepEqual(states(one), ["hello: failed"]);
  });
});
