/** The piece of a room's history that is held. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { emptied, MessageWindow } from "../src/window.ts";
import { ids, idsOf, message, messages } from "./fake.ts";

test("a window begins with the newest hundred of what it is given", () => {
  const window = new MessageWindow();
  window.reset(messages(1, 130), false);
  assert.deepEqual(ids(window.messages), idsOf(31, 130));
  assert.equal(window.hasOlder, true);
  assert.equal(window.hasNewer, false);
  window.reset(messages(1, 2), false);
  assert.equal(window.hasOlder, false);
});

test("pages that overlap bring each message once, in order", () => {
  const window = new MessageWindow();
  window.reset(messages(10, 20), true);
  window.addOlder(messages(5, 12), true);
  window.addNewer(messages(18, 25), false);
  assert.deepEqual(ids(window.messages), idsOf(5, 25));
});

test("what is driven out at one end can be loaded there", () => {
  const window = new MessageWindow();
  window.reset(messages(1, 100), false);
  window.addNewer([message(101)], false);
  assert.deepEqual(ids(window.messages), idsOf(2, 101));
  assert.equal(window.hasOlder, true);
  window.addOlder([message(1)], false);
  assert.deepEqual(ids(window.messages), idsOf(1, 100));
  assert.equal(window.hasNewer, true);
});

test("a window that is just full has driven nothing out", () => {
  const window = new MessageWindow();
  window.reset(messages(1, 100), false);
  assert.equal(window.hasOlder, false);
  window.reset(messages(1, 50), false);
  window.addNewer(messages(51, 100), false);
  assert.equal(window.hasOlder, false);
  window.reset(messages(51, 100), true);
  window.addOlder(messages(1, 50), false);
  assert.equal(window.hasNewer, false);
});

test("a page at one end tells nothing of the other", () => {
  const window = new MessageWindow();
  window.reset(messages(10, 20), true);
  window.addNewer(messages(21, 25), true);
  assert.equal(window.hasOlder, true);
  window.addOlder(messages(5, 9), true);
  assert.equal(window.hasNewer, true);
});

test("what is held is renewed, and what is gone from among it goes", () => {
  const window = new MessageWindow();
  window.reset(messages(1, 5), false);
  window.addNewer(messages(6, 10), true);
  window.renew([message(2, { text: "edited" }), message(9)], false);
  assert.deepEqual(ids(window.messages), ["m1", "m2", "m9"]);
  assert.equal(window.messages[1]?.text, "edited");
  assert.equal(window.hasNewer, false);
  window.renew(messages(2, 130), false);
  assert.deepEqual(ids(window.messages), idsOf(1, 100));
  assert.equal(window.hasNewer, true);
  window.renew(messages(2, 100), false);
  assert.equal(window.hasNewer, false);
});

test("an empty window has nothing to renew", () => {
  const window = new MessageWindow();
  window.renew(messages(1, 3), false);
  assert.deepEqual(window.messages, []);
});

test("messages are read up to one of them", () => {
  const window = new MessageWindow();
  const unread = () => window.messages.map((one) => one.unread);
  window.reset([message(1, { unread: true }), message(2, { unread: true })], false);
  window.readUpTo("m1");
  assert.deepEqual(unread(), [false, true]);
  window.readUpTo("m9");
  assert.deepEqual(unread(), [false, false]);
});

test("a change makes another list, so that it can be told from the one before", () => {
  const window = new MessageWindow();
  window.reset(messages(1, 3), false);
  const before = window.messages;
  assert.equal(window.replace(message(2, { text: "edited" })), true);
  assert.notEqual(window.messages, before);
  assert.equal(before[1]?.text, "text 2");
  assert.equal(window.replace(message(9)), false);
  assert.equal(window.find("m9"), undefined);
});

test("what came after all that are held is told from what is known", () => {
  const window = new MessageWindow();
  window.reset(messages(1, 3), false);
  assert.deepEqual(ids(window.newerAmong(messages(2, 5))), idsOf(4, 5));
  assert.deepEqual(ids(window.newerAmong(messages(7, 9))), idsOf(7, 9));
  assert.deepEqual(window.newerAmong(messages(1, 3)), []);
});

test("a deleted message keeps who sent it, and when", () => {
  const before = message(1, { text: "secret" });
  const after = emptied(before);
  assert.equal(after.sender, before.sender);
  assert.equal(after.sent_at, before.sent_at);
  assert.equal(JSON.stringify(after).includes("secret"), false);
});
