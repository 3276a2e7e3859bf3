/** A room that somebody looks at: its messages, live. */

import { errorText } from "./errors.ts";
import { type Draft, Outbox } from "./outbox.ts";
import { Quotes } from "./quotes.ts";
import { Subscription, type Trouble } from "./subscription.ts";
import { texts } from "./texts.ts";
import type { HomeAssistant, Message, Pending, RoomEvent, RoomInfo } from "./types.ts";
import { emptied, firstUnread, MessageWindow, MOST_HELD } from "./window.ts";

const PAGE = 50;

export type Status = "loading" | "ready" | "gone" | Trouble;

/** What is loaded: "held" is what is held already, null the newest. */
type Wanted = "older" | "newer" | "held" | null;

interface Page {
  messages: Message[];
  more: boolean;
}

/** Tells `changed` whenever there is something else to show. It never polls. */
export class RoomSession {
  status: Status = "loading";
  room: RoomInfo | null = null;
  /** The first message that was unread when the room was opened. */
  unreadFrom: string | null = null;
  /** How many have come below what is looked at. */
  unreadBelow = 0;
  loading: "older" | "newer" | null = null;
  /** Why messages could not be loaded, in the user's language; else empty. */
  error = "";
  readonly #entityId: string;
  readonly #changed: () => void;
  readonly #window = new MessageWindow();
  readonly #outbox: Outbox;
  readonly #quotes: Quotes;
  readonly #subscription: Subscription;
  #hass: HomeAssistant | null = null;
  /** What has come while messages are loaded; null while none are. */
  #meanwhile: RoomEvent[] | null = null;
  #load = 0;
  /** What was to be loaded when it failed; null for the newest. */
  #failed: Wanted = null;
  #isOpened = false;
  #isAtEnd = true;
  #marked: string | null = null;

  constructor(entityId: string, changed: () => void) {
    this.#entityId = entityId;
    this.#changed = changed;
    this.#outbox = new Outbox(entityId, changed);
    this.#quotes = new Quotes(entityId, changed);
    this.#subscription = new Subscription(entityId, {
      event: (event) => this.#take(event),
      trouble: (trouble) => this.#fail(trouble),
    });
  }

  get messages(): readonly Message[] {
    return this.#window.messages;
  }

  get pending(): readonly Pending[] {
    return this.#outbox.pending;
  }

  get hasOlder(): boolean {
    return this.#window.hasOlder;
  }

  get hasNewer(): boolean {
    return this.#window.hasNewer;
  }

  setHass(hass: HomeAssistant): void {
    this.#hass = hass;
    this.#subscription.setHass(hass);
  }

  start(): void {
    this.#subscription.start();
  }

  stop(): void {
    this.#subscription.stop();
    this.#load += 1;
    this.#meanwhile = null;
    this.loading = null;
    if (this.status === "ready") {
      // What comes from now on is loaded when somebody looks again.
      this.status = "loading";
    }
  }

  /** Note whether the newest message is in view; what comes then is not below it. */
  setAtEnd(isAtEnd: boolean): void {
    this.#isAtEnd = isAtEnd;
    if (isAtEnd && !this.hasNewer && this.unreadBelow > 0) {
      this.unreadBelow = 0;
      this.#changed();
    }
  }

  /** Draw the line of the unread ones anew: somebody comes back to the room. */
  reopen(): void {
    const isLoaded =
      this.status === "ready" && (!this.#isBusy || this.loading !== null);
    this.#isOpened &&= isLoaded;
    this.unreadFrom = isLoaded ? firstUnread(this.messages) : null;
    this.#changed();
  }

  async loadOlder(): Promise<void> {
    const oldest = this.#window.oldest;
    if (this.#isBusy || !oldest || !this.hasOlder) {
      return;
    }
    await this.#page("older", { before: oldest.message_id }, (page) =>
      this.#window.addOlder(page.messages, page.more),
    );
  }

  async loadNewer(): Promise<void> {
    const newest = this.#window.newest;
    if (this.#isBusy || !newest || !this.hasNewer) {
      return;
    }
    await this.#page("newer", { after: newest.message_id }, (page) => {
      this.#window.addNewer(page.messages, page.more);
      this.#arrived(page.messages);
    });
  }

  /** Try again to load what could not be loaded. */
  async reload(): Promise<void> {
    if (this.#failed === "older") {
      await this.loadOlder();
    } else if (this.#failed === "newer") {
      await this.loadNewer();
    } else if (this.#failed === "held" && !this.#isBusy) {
      await this.#renew();
    } else if (this.#canLoad) {
      await this.#loadNewest();
    }
  }

  /** Show the newest messages, however far back one has gone. */
  async toNewest(): Promise<void> {
    this.#isAtEnd = true;
    this.unreadBelow = 0;
    if (this.hasNewer && this.#canLoad) {
      await this.#loadNewest();
    }
    this.#changed();
  }

  async send(draft: Draft): Promise<void> {
    if (this.#hass) {
      await this.#outbox.send(this.#hass, draft);
    }
  }

  async retry(localId: string): Promise<void> {
    if (this.#hass) {
      await this.#outbox.retry(this.#hass, localId);
    }
  }

  discard(localId: string): void {
    this.#outbox.discard(localId);
  }

  /** Mark everything as read, if there is something that is not. */
  async markRead(): Promise<void> {
    const newest = this.#window.newest;
    const { room } = this;
    if (!this.#hass || !room || !newest || this.hasNewer || this.status !== "ready") {
      return;
    }
    const canMark = room.can_control && room.features.includes("mark_as_read");
    const isUnread = room.unread ?? this.messages.filter((one) => one.unread).length;
    if (!canMark || isUnread === 0 || this.#marked === newest.message_id) {
      return;
    }
    this.#marked = newest.message_id;
    try {
      await this.#hass.callWS({
        type: "chat_rooms/mark_as_read",
        entity_id: this.#entityId,
        message_id: newest.message_id,
      });
      this.#window.readUpTo(newest.message_id);
      this.#changed();
    } catch {
      // What is looked at later marks it as well.
      this.#marked = this.#marked === newest.message_id ? null : this.#marked;
    }
  }

  /** Return a message that another one answers: null if it cannot be had. */
  quoted(messageId: string): Message | null | undefined {
    const held = this.#window.find(messageId);
    return held ?? (this.#hass ? this.#quotes.find(this.#hass, messageId) : undefined);
  }

  /** Whether the room is there, so that its messages can be asked for. */
  get #canLoad(): boolean {
    return this.status === "ready" || this.status === "loading";
  }

  get #isBusy(): boolean {
    return this.status !== "ready" || this.#meanwhile !== null;
  }

  #fail(trouble: Trouble | "gone"): void {
    this.#load += 1;
    this.#meanwhile = null;
    this.loading = null;
    this.status = trouble;
    this.error = "";
    this.#changed();
  }

  #take(event: RoomEvent): void {
    if (event.type === "room") {
      this.room = event.room;
      if (this.status !== "ready" && this.#meanwhile === null) {
        this.#begin();
      }
    } else if (event.type === "unavailable" || event.type === "gone") {
      this.#fail(event.type);
      return;
    } else if (this.#meanwhile) {
      this.#meanwhile.push(event);
      return;
    } else if (this.status === "ready") {
      this.#apply(event);
    } else {
      // It comes with the messages that are still to be loaded.
      return;
    }
    this.#changed();
  }

  #apply(event: RoomEvent): void {
    switch (event.type) {
      case "message":
        this.#add(event.message);
        break;
      case "changed":
        this.#window.replace(event.message);
        this.#quotes.note(event.message);
        break;
      case "deleted":
        this.#window.update(event.message_id, emptied);
        this.#quotes.forget(event.message_id);
        break;
      case "stale":
        this.#quotes.forget(event.message_id);
        this.#refresh(event.message_id);
    }
  }

  #add(message: Message): void {
    this.#outbox.arrived(message, true);
    // What was loaded before Home Assistant heard of it is there already.
    if (this.#window.replace(message)) {
      return;
    }
    if (!this.hasNewer) {
      this.#window.addNewer([message], false);
    }
    if (!message.is_own && (this.hasNewer || !this.#isAtEnd)) {
      this.unreadBelow += 1;
    }
  }

  #begin(): void {
    this.#quotes.doubt();
    if (this.#isOpened && this.hasNewer && !this.#isAtEnd) {
      // Whoever looks at what is older stays there; newer ones are asked for later.
      this.status = "ready";
      this.#renew();
    } else {
      this.#loadNewest();
    }
  }

  /** Take what is held as it is now: nobody has heard what was edited or deleted. */
  async #renew(): Promise<void> {
    const { oldest } = this.#window;
    if (oldest) {
      const wanted = { after: oldest.message_id, limit: MOST_HELD - 1 };
      this.#refresh(oldest.message_id);
      await this.#page("held", wanted, (page) => {
        this.#window.renew(page.messages, page.more);
        this.#arrived(page.messages);
      });
    }
  }

  async #refresh(messageId: string): Promise<void> {
    if (!this.#hass || !this.#window.find(messageId)) {
      return;
    }
    const message = await this.#quotes.ask(this.#hass, messageId);
    if (message && this.#window.replace(message)) {
      this.#changed();
    }
  }

  async #loadNewest(): Promise<void> {
    // All that may be held, and not only what came: some of it may have been edited
    // or deleted while nobody heard of it.
    const limit = this.#isOpened ? MOST_HELD : this.#firstPage;
    await this.#page(null, { limit }, (page) => {
      const wasAtNewest = this.#isOpened && !this.hasNewer;
      const came = wasAtNewest ? this.#window.newerAmong(page.messages) : [];
      this.#window.reset(page.messages, page.more);
      this.status = "ready";
      if (!this.#isOpened) {
        this.#isOpened = true;
        this.unreadBelow = 0;
        this.unreadFrom = firstUnread(this.messages);
      } else if (!this.#isAtEnd) {
        this.unreadBelow += came.filter((message) => !message.is_own).length;
      }
      this.#arrived(page.messages, came);
    });
  }

  #arrived(messages: readonly Message[], came: readonly Message[] = []): void {
    for (const message of messages) {
      this.#outbox.arrived(message, came.includes(message));
    }
  }

  /** So many that the line of the unread ones is among them, if that can be. */
  get #firstPage(): number {
    return Math.min(MOST_HELD, Math.max(PAGE, (this.room?.unread ?? 0) + PAGE / 2));
  }

  async #page(
    loading: Wanted,
    wanted: Record<string, unknown>,
    use: (page: Page) => void,
  ): Promise<void> {
    const hass = this.#hass;
    if (!hass) {
      return;
    }
    this.#load += 1;
    const load = this.#load;
    this.loading = loading === "held" ? null : loading;
    this.error = "";
    this.#meanwhile ??= [];
    this.#changed();
    let why = "";
    let isLoaded = false;
    try {
      const page = await hass.callWS<Page>({
        type: "chat_rooms/messages",
        entity_id: this.#entityId,
        limit: PAGE,
        ...wanted,
      });
      if (load === this.#load) {
        use(page);
        isLoaded = true;
      }
    } catch (error) {
      const said = texts(hass.language);
      why = await errorText(error, hass, said, said.load_failed);
    }
    if (load !== this.#load) {
      return;
    }
    this.error = why;
    this.loading = null;
    const meanwhile = this.#meanwhile ?? [];
    this.#meanwhile = null;
    if (!isLoaded) {
      this.#failed = loading;
      // The room is there; what is in it is still to be loaded.
      this.status = this.status === "ready" ? "ready" : "loading";
    }
    for (const event of this.status === "ready" ? meanwhile : []) {
      this.#apply(event);
    }
    this.#changed();
  }
}
