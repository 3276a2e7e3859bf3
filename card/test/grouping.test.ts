import assert from "node:assert/strict";
import { test } from "node:test";
import { days } from "../src/grouping.ts";
import { Surroundings } from "../src/surroundings.ts";
import type { HomeAssistant, Message, Pending } from "../src/types.ts";

const around = new Surroundings({
  language: "en",
  locale: { language: "en", time_format: "24", time_zone: "server" },
  config: { components: [], state: "RUNNING", time_zone: "Asia/Tokyo" },
  themes: { darkMode: false },
} as unknown as HomeAssistant);

let count = 0;

function message(sentAt: string, more: Partial<Message> = {}): Message {
  count += 1;
  return {
    message_id: `m${count}`,
    kind: "text",
    sender_id: "hanako",
    is_own: false,
    deleted: false,
    sent_at: sentAt,
    ...more,
  } as Message;
}

function runs(messages: Message[], pending: Pending[] = [], unreadFrom = ""): string[] {
  return days(around, messages, pending, unreadFrom).map(({ entries }) =>
    entries
      .map(({ isFirst, isLast }) => `${isFirst ? "[" : ""}x${isLast ? "]" : ""}`)
      .join(""),
  );
}

test("what one sender says within five minutes belongs together", () => {
  assert.deepEqual(
    runs([
      message("2026-05-01T10:00:00Z"),
      message("2026-05-01T10:04:00Z"),
      message("2026-05-01T10:09:00Z"),
      message("2026-05-01T10:10:00Z", { sender_id: "taro" }),
    ]),
    ["[xx][x][x]"],
  );
});

test("a day ends where it does for the user", () => {
  assert.deepEqual(
    runs([message("2026-05-01T14:59:00Z"), message("2026-05-01T15:01:00Z")]),
    ["[x]", "[x]"],
  );
});

test("notices and the line of the unread ones come between", () => {
  const unread = message("2026-05-01T10:03:00Z");
  assert.deepEqual(
    runs(
      [
        message("2026-05-01T10:00:00Z"),
        message("2026-05-01T10:01:00Z", { kind: "system" }),
        message("2026-05-01T10:02:00Z"),
        unread,
      ],
      [],
      unread.message_id,
    ),
    ["[x][x][x][x]"],
  );
  const [day] = days(around, [unread], [], unread.message_id);
  assert.equal(day?.entries[0]?.isUnreadFrom, true);
});

test("what is on its way out joins one's own", () => {
  const pending = { local_id: "p", sent_at: "2026-05-01T10:01:00Z" } as Pending;
  const own = message("2026-05-01T10:00:00Z", { is_own: true });
  assert.deepEqual(runs([own], [pending]), ["[xx]"]);
  assert.deepEqual(runs([message("2026-05-01T10:00:00Z")], [pending]), ["[x][x]"]);
});
