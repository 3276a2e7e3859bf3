/** Messages that others answer and that are not among those held. */

import type { HomeAssistant, Message } from "./types.ts";

const MOST_KEPT = 200;

/** Asks for each of them once. */
export class Quotes {
  readonly #entityId: string;
  readonly #changed: () => void;
  readonly #known = new Map<string, Message | null | undefined>();

  constructor(entityId: string, changed: () => void) {
    this.#entityId = entityId;
    this.#changed = changed;
  }

  /** Return a message: null if it cannot be had, undefined while it is asked for. */
  find(hass: HomeAssistant, messageId: string): Message | null | undefined {
    if (!this.#known.has(messageId)) {
      this.#keep(messageId, undefined);
      this.ask(hass, messageId).then((message) => {
        this.#keep(messageId, message);
        this.#changed();
      });
    }
    return this.#known.get(messageId);
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
    if (this.#known.has(message.message_id)) {
      this.#known.set(message.message_id, message);
    }
  }

  /** Ask again for those that could not be had. */
  forgetMissing(): void {
    for (const [messageId, message] of this.#known) {
      if (message === null) {
        this.#known.delete(messageId);
      }
    }
  }

  forget(messageId: string): void {
    this.#known.delete(messageId);
  }

  #keep(messageId: string, message: Message | null | undefined): void {
    this.#known.set(messageId, message);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_KEPT) {
        break;
      }
      this.#known.delete(oldest);
    }
  }
}
