/** Messages as they stand below one another: by days, and in runs of one sender. */

import { dayKey, dayLabel } from "./format.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Message, MessageKind, Pending } from "./types.ts";

const RUN_IN_MILLISECONDS = 5 * 60 * 1000;
const NOTICES: ReadonlySet<MessageKind> = new Set(["system", "like", "sensor"]);

export interface Entry {
  key: string;
  message: Message | null;
  pending: Pending | null;
  /** Whether it begins what somebody says, or ends it. */
  isFirst: boolean;
  isLast: boolean;
  /** Whether the line of the unread ones is above it. */
  isUnreadFrom: boolean;
}

export interface Day {
  key: string;
  label: string;
  entries: Entry[];
}

/** Whether a message is a small line in the middle, and no bubble. */
export function isNotice(message: Message): boolean {
  return NOTICES.has(message.kind) && !message.deleted;
}

/** Return the messages by days; those on their way out stand at the end. */
export function days(
  around: Surroundings,
  messages: readonly Message[],
  pending: readonly Pending[],
  unreadFrom: string | null,
): Day[] {
  const found: Day[] = [];
  let last: Entry | undefined;
  const entries = [
    ...messages.map((message) => entryOf(message, unreadFrom)),
    ...pending.map(entryOfPending),
  ];
  for (const entry of entries) {
    const key = dayOf(around, entry);
    let day = found.at(-1);
    if (day?.key !== key) {
      day = {
        key,
        label: dayLabel(sentAt(entry), around.hass, around.texts),
        entries: [],
      };
      found.push(day);
      last = undefined;
    }
    if (last && !entry.isUnreadFrom && isRun(last, entry)) {
      last.isLast = false;
      entry.isFirst = false;
    }
    day.entries.push(entry);
    last = entry;
  }
  return found;
}

const dayOfMoment = new Map<string, string>();
let keptFor: Surroundings | undefined;

function dayOf(around: Surroundings, entry: Entry): string {
  if (keptFor !== around || dayOfMoment.size > 1000) {
    dayOfMoment.clear();
    keptFor = around;
  }
  const moment = sentAt(entry);
  let key = dayOfMoment.get(moment);
  if (key === undefined) {
    key = dayKey(moment, around.hass);
    dayOfMoment.set(moment, key);
  }
  return key;
}

function entryOf(message: Message, unreadFrom: string | null): Entry {
  return {
    key: message.message_id,
    message,
    pending: null,
    isFirst: true,
    isLast: true,
    isUnreadFrom: message.message_id === unreadFrom,
  };
}

function entryOfPending(pending: Pending): Entry {
  return {
    key: pending.local_id,
    message: null,
    pending,
    isFirst: true,
    isLast: true,
    isUnreadFrom: false,
  };
}

function sentAt(entry: Entry): string {
  return (entry.message ?? entry.pending)?.sent_at ?? "";
}

function senderOf({ message }: Entry): string {
  // Whatever is on its way out is one's own.
  return !message || message.is_own ? "own" : `other ${message.sender_id}`;
}

function isRun(one: Entry, next: Entry): boolean {
  const isTalk = [one, next].every(({ message }) => !message || !isNotice(message));
  const apart = Date.parse(sentAt(next)) - Date.parse(sentAt(one));
  return isTalk && senderOf(one) === senderOf(next) && apart < RUN_IN_MILLISECONDS;
}
