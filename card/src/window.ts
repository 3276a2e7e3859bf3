/** The messages that are held of a room: a piece of its history, never more. */

import type { Message } from "./types.ts";

/** More than this is never held, however long the room is looked at. */
export const MOST_HELD = 100;

/** A gapless piece of a room's history, in order; it may end before the newest. */
export class MessageWindow {
  messages: readonly Message[] = [];
  hasOlder = false;
  hasNewer = false;

  /** Begin anew with the newest messages. */
  reset(messages: readonly Message[], hasOlder: boolean): void {
    this.messages = messages.slice(-MOST_HELD);
    this.hasOlder = hasOlder || messages.length > MOST_HELD;
    this.hasNewer = false;
  }

  /** Put older ones before; what is too much goes at the other end. */
  addOlder(messages: readonly Message[], hasOlder: boolean): void {
    const unknown = this.#unknown(messages);
    const all = [...unknown, ...this.messages];
    // Who says that there are more, but tells none, would be asked for ever.
    this.hasOlder = hasOlder && unknown.length > 0;
    this.hasNewer ||= all.length > MOST_HELD;
    this.messages = all.slice(0, MOST_HELD);
  }

  /** Put newer ones behind; what is too much goes at the other end. */
  addNewer(messages: readonly Message[], hasNewer: boolean): void {
    const unknown = this.#unknown(messages);
    const all = [...this.messages, ...unknown];
    this.hasNewer = hasNewer && unknown.length > 0;
    this.hasOlder ||= all.length > MOST_HELD;
    this.messages = all.slice(-MOST_HELD);
  }

  /** Take those after the oldest as they are now: edited, or gone from among them. */
  renew(following: readonly Message[], hasNewer: boolean): void {
    const isKnown = following.some((message) => this.find(message.message_id));
    if (this.oldest && isKnown) {
      this.messages = [this.oldest, ...following].slice(0, MOST_HELD);
      this.hasNewer = hasNewer || following.length >= MOST_HELD;
    }
  }

  /** Show a message as it is now; false if it is not held. */
  replace(message: Message): boolean {
    return this.update(message.message_id, () => message);
  }

  /** Change a message in its place; false if it is not held. */
  update(messageId: string, change: (message: Message) => Message): boolean {
    const index = this.messages.findIndex((one) => one.message_id === messageId);
    const found = this.messages[index];
    if (!found) {
      return false;
    }
    this.messages = this.messages.with(index, change(found));
    return true;
  }

  /** Show as read what is there, up to a message if it is held. */
  readUpTo(messageId: string): void {
    const last = this.messages.findIndex((one) => one.message_id === messageId);
    this.messages = this.messages.map((message, index) =>
      last < 0 || index <= last ? { ...message, unread: false } : message,
    );
  }

  find(messageId: string): Message | undefined {
    return this.messages.find((message) => message.message_id === messageId);
  }

  /** Return those that are newer than all that are held. */
  newerAmong(messages: readonly Message[]): readonly Message[] {
    const last = messages.findLastIndex((message) => this.find(message.message_id));
    return messages.slice(last + 1);
  }

  get oldest(): Message | undefined {
    return this.messages[0];
  }

  get newest(): Message | undefined {
    return this.messages.at(-1);
  }

  #unknown(messages: readonly Message[]): Message[] {
    const known = new Set(this.messages.map((message) => message.message_id));
    return messages.filter((message) => !known.has(message.message_id));
  }
}

/** Return where the unread ones begin: a message's id, null if there are none. */
export function firstUnread(messages: readonly Message[]): string | null {
  return messages.find((message) => message.unread)?.message_id ?? null;
}

/** What is left to show of a deleted message. */
export function emptied(message: Message): Message {
  return {
    ...message,
    deleted: true,
    text: "",
    title: "",
    attachments: [],
    reactions: [],
    location: null,
    unread: false,
  };
}
