/** Messages that others answer. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { message, messages, settled } from "./fake.ts";
import { opened } from "./opened.ts";

describe("quotes", () => {
  test("come from what is held", async () => {
    const { home, session } = await opened(messages(1, 3));
    assert.equal(session.quoted("m2")?.text, "text 2");
    assert.equal(home.called("message").length, 0);
  });

  test("are asked for once", async () => {
    const { home, session, shown } = await opened(messages(1, 80));
    assert.equal(session.quoted("m1"), undefined);
    assert.equal(session.quoted("m1"), undefined);
    const before = shown();
    await settled();
    assert.equal(session.quoted("m1")?.text, "text 1");
    assert.ok(shown() > before);
    assert.equal(home.called("message").length, 1);
  });

  test("that cannot be had are not asked for again, but after a break they are", async () => {
    const { home, session } = await opened(messages(1, 3));
    session.quoted("m99");
    await settled();
    assert.equal(session.quoted("m99"), null);
    await settled();
    assert.equal(home.called("message").length, 1);
    await home.connection.lose();
    await home.connection.comeBack();
    assert.equal(session.quoted("m99"), undefined);
  });

  test("are kept only for a while", async () => {
    const { home, session } = await opened(messages(301, 350));
    home.history = messages(1, 350);
    for (let number = 1; number <= 201; number += 1) {
      session.quoted(`m${number}`);
      await settled();
    }
    assert.equal(session.quoted("m201")?.text, "text 201");
    assert.equal(session.quoted("m1"), undefined);
  });

  test("stay while they are asked for again after a break", async () => {
    const { home, session } = await opened(messages(1, 300));
    session.quoted("m1");
    await settled();
    await home.connection.lose();
    home.history[0] = message(1, { deleted: true, text: "" });
    await home.connection.comeBack();
    assert.equal(session.quoted("m1")?.text, "text 1");
    await settled();
    assert.equal(session.quoted("m1")?.deleted, true);
    await settled();
    assert.equal(home.called("message").length, 2);
  });

  test("are not set back by an answer that comes after a change", async () => {
    const { home, session } = await opened(messages(1, 80));
    home.hold("message");
    session.quoted("m1");
    const slow = home.nextHeld();
    await home.tell({ type: "changed", message: message(1, { text: "edited" }) });
    await slow.answer();
    assert.equal(session.quoted("m1")?.text, "edited");
    await home.tell({ type: "deleted", message_id: "m1" });
    assert.equal(session.quoted("m1"), undefined);
    home.history[0] = message(1, { deleted: true });
    await home.nextHeld().answer();
    assert.equal(session.quoted("m1")?.deleted, true);
  });

  test("are asked for anew where nobody knows what became of them", async () => {
    const { home, session } = await opened(messages(1, 80));
    session.quoted("m1");
    await settled();
    home.history[0] = message(1, { text: "edited" });
    await home.tell({ type: "stale", message_id: "m1" });
    assert.equal(session.quoted("m1"), undefined);
    await settled();
    assert.equal(session.quoted("m1")?.text, "edited");
  });

  test("change with what they quote", async () => {
    const { home, session } = await opened(messages(1, 80));
    session.quoted("m1");
    await settled();
    await home.tell({ type: "changed", message: message(1, { text: "edited" }) });
    assert.equal(session.quoted("m1")?.text, "edited");
    home.history[0] = message(1, { deleted: true });
    await home.tell({ type: "deleted", message_id: "m1" });
    session.quoted("m1");
    await settled();
    assert.equal(session.quoted("m1")?.deleted, true);
  });

  test("that were told after a break are not asked for", async () => {
    const { home, session } = await opened(messages(1, 300));
    session.quoted("m1");
    await settled();
    await home.connection.lose();
    await home.connection.comeBack();
    await home.tell({ type: "changed", message: message(1, { text: "edited" }) });
    assert.equal(session.quoted("m1")?.text, "edited");
    await settled();
    assert.equal(home.called("message").length, 1);
  });

  test("are not kept of what nobody answers", async () => {
    const { home, session } = await opened(messages(1, 80));
    await home.tell({ type: "changed", message: message(1) });
    assert.equal(session.quoted("m1"), undefined);
  });
});
