/** Messages that others answer and that are not among those held. */

import type { HomeAssistant, Message } from "./types.ts";

const MOST_KEPT = 200;

/** Asks for each of them once. */
export class Quotes {
  readonly #entityId: string;
  readonly #changed: () => void;
  readonly #known = new Map<string, Message | null | undefined>();
  readonly #asked = new Map<string, Promise<Message | null>>();
  /** Those that may have changed while nobody heard of it. */
  readonly #doubtful = new Set<string>();

  constructor(entityId: string, changed: () => void) {
    this.#entityId = entityId;
    this.#changed = changed;
  }

  /** Return a message: null if it cannot be had, undefined while it is asked for. */
  find(hass: HomeAssistant, messageId: string): Message | null | undefined {
    if (!this.#known.has(messageId) || this.#doubtful.delete(messageId)) {
      this.#keep(messageId, this.#known.get(messageId));
      this.#load(hass, messageId);
    }
    return this.#known.get(messageId);
  }

  async #load(hass: HomeAssistant, messageId: string): Promise<void> {
    const asked = this.ask(hass, messageId);
    this.#asked.set(messageId, asked);
    const message = await asked;
    // What was told meanwhile is newer than the answer.
    if (this.#asked.get(messageId) === asked) {
      this.#asked.delete(messageId);
      this.#keep(messageId, message);
      this.#changed();
    }
  }

  /** Return a message as it is now, null if it cannot be had. */
  async ask(hass: HomeAssistant, messageId: string): Promise<Message | null> {
    try {
      const answer = await hass.callWS<{ message: Message }>({
        type: "chat_rooms/message",
        entity_id: this.#entityId,
        message_id: messageId,
      });
      return answer.message;
    } catch {
      return null;
    }
  }

  /** Take a message as it is now. */
  note(message: Message): void {
    const { message_id } = message;
    if (this.#known.has(message_id)) {
      this.forget(message_id);
      this.#known.set(message_id, message);
    }
  }

  /** Ask again for all of them, where they are still shown. */
  doubt(): void {
    for (const [messageId, message] of this.#known) {
      if (message === null) {
        this.forget(messageId);
      } else {
        this.#doubtful.add(messageId);
      }
    }
  }

  forget(messageId: string): void {
    this.#known.delete(messageId);
    this.#asked.delete(messageId);
    this.#doubtful.delete(messageId);
  }

  #keep(messageId: string, message: Message | null | undefined): void {
    this.#known.set(messageId, message);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_KEPT) {
        break;
      }
      this.forget(oldest);
    }
  }
}
