/** Messages on their way out, until they stand in the room. */

import { errorCode, errorText } from "./errors.ts";
import { texts } from "./texts.ts";
import type { HomeAssistant, Message, Pending } from "./types.ts";
import { UploadError, upload } from "./upload.ts";

/** What a user sends: a text, a file, or both. */
export interface Draft {
  text: string;
  file: File | null;
  voice: boolean;
  reply_to: string | null;
}

interface Answer {
  message_id: string;
  messages: { message_id: string }[];
}

const MOST_SEEN = 50;

/** A room's messages on their way out. */
export class Outbox {
  pending: readonly Pending[] = [];
  readonly #entityId: string;
  readonly #changed: () => void;
  readonly #seen: string[] = [];
  /** Those that failed with the connection: they may have gone out all the same. */
  readonly #uncertain = new Set<string>();
  #count = 0;
  #lastInLine: Promise<void> = Promise.resolve();

  constructor(entityId: string, changed: () => void) {
    this.#entityId = entityId;
    this.#changed = changed;
  }

  /** Send; what is sent later goes out later. */
  async send(hass: HomeAssistant, draft: Draft): Promise<void> {
    this.#count += 1;
    const pending: Pending = {
      ...draft,
      local_id: `pending-${this.#count}`,
      sent_at: new Date().toISOString(),
      state: "sending",
      error: "",
      message_ids: [],
    };
    this.pending = [...this.pending, pending];
    this.#changed();
    await this.#inLine(hass, pending);
  }

  /** Send once more what has failed. */
  async retry(hass: HomeAssistant, localId: string): Promise<void> {
    const found = this.#find(localId);
    if (found?.state !== "failed") {
      return;
    }
    const again: Pending = {
      ...found,
      state: "sending",
      error: "",
      sent_at: new Date().toISOString(),
    };
    this.#uncertain.delete(localId);
    this.pending = [...this.pending.filter((one) => one !== found), again];
    this.#changed();
    await this.#inLine(hass, again);
  }

  /** Forget what has failed. */
  discard(localId: string): void {
    if (this.#find(localId)?.state === "failed") {
      this.#remove(localId);
    }
  }

  /**
   * Note that a message stands in the room: nothing of it is pending any more.
   *
   * What is new, and not of earlier, is known by what it says as well.
   */
  arrived(message: Message, isNew: boolean): void {
    if (!message.is_own || this.pending.length === 0) {
      return;
    }
    this.#seen.push(message.message_id);
    this.#seen.splice(0, Math.max(0, this.#seen.length - MOST_SEEN));
    const isAlike = (one: Pending) =>
      this.#isUnanswered(one) && message.sent_by_home_assistant && isSame(one, message);
    const found =
      this.pending.find((one) => one.message_ids.includes(message.message_id)) ??
      (isNew ? this.pending.find(isAlike) : undefined);
    if (found) {
      this.#remove(found.local_id);
    }
  }

  #isUnanswered({ state, local_id, message_ids }: Pending): boolean {
    if (state === "failed") {
      return this.#uncertain.has(local_id);
    }
    return message_ids.length === 0;
  }

  async #inLine(hass: HomeAssistant, pending: Pending): Promise<void> {
    const turn = this.#lastInLine.then(() => this.#goOut(hass, pending));
    this.#lastInLine = turn;
    await turn;
  }

  async #goOut(hass: HomeAssistant, pending: Pending): Promise<void> {
    try {
      const answer = await this.#post(hass, pending);
      const ids = answer.messages.map((one) => one.message_id).filter(Boolean);
      if (ids.some((id) => this.#seen.includes(id))) {
        this.#remove(pending.local_id);
        return;
      }
      if (ids.length === 0 && !this.#find(pending.local_id)) {
        return;
      }
      // A message like it may have taken its place: then it comes back until its own.
      this.#put({ ...pending, state: "sent", message_ids: ids });
    } catch (error) {
      const isRefused = errorCode(error) !== "" || error instanceof UploadError;
      const why = await errorText(error, hass, texts(hass.language));
      if (!isRefused) {
        if (!this.#find(pending.local_id)) {
          return;
        }
        this.#uncertain.add(pending.local_id);
      }
      this.#put({ ...pending, state: "failed", error: why });
    }
  }

  async #post(hass: HomeAssistant, pending: Pending): Promise<Answer> {
    const file = pending.file && { file_id: await upload(hass, pending.file) };
    return hass.callWS<Answer>({
      type: "chat_rooms/send",
      entity_id: this.#entityId,
      message: pending.text,
      ...file,
      ...(file && pending.voice ? { voice: true } : {}),
      ...(pending.reply_to ? { reply_to: pending.reply_to } : {}),
    });
  }

  #find(localId: string): Pending | undefined {
    return this.pending.find((one) => one.local_id === localId);
  }

  #put(pending: Pending): void {
    const others = this.pending.filter((one) => one.local_id !== pending.local_id);
    const index = this.pending.findIndex((one) => one.local_id === pending.local_id);
    this.pending = others.toSpliced(index < 0 ? others.length : index, 0, pending);
    this.#changed();
  }

  #remove(localId: string): void {
    this.#uncertain.delete(localId);
    this.pending = this.pending.filter((one) => one.local_id !== localId);
    this.#changed();
  }
}

function isSame(pending: Pending, message: Message): boolean {
  return (
    pending.text.trim() === message.text.trim() &&
    (pending.file !== null) === message.attachments.length > 0
  );
}
