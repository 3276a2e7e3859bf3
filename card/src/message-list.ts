/** The messages of a room, and where in them one is. */

import {
  html,
  LitElement,
  nothing,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { repeat } from "lit/directives/repeat.js";
import { isPicture } from "./attachment.ts";
import type { Bubble } from "./bubble.ts";
import type { PictureChoice } from "./events.ts";
import { clock } from "./format.ts";
import { type Day, days, type Entry } from "./grouping.ts";
import type { Lightbox } from "./lightbox.ts";
import { listStyles } from "./list-styles.ts";
import { badge, spinner } from "./parts.ts";
import { Reading } from "./reading.ts";
import type { RoomSession } from "./room-session.ts";
import { Scrolling } from "./scrolling.ts";
import { base } from "./styles.ts";
import type { Surroundings } from "./surroundings.ts";

const BUBBLE = "chat-rooms-bubble";
const UNREAD_LINE_BELOW = 56;
const QUOTED_BELOW = 72;
const STUCK_BELOW = 12;
const STILL_AFTER_MILLISECONDS = 1200;

export class MessageList extends LitElement {
  static override properties = {
    around: { attribute: false },
    session: { attribute: false },
    canReply: { attribute: false },
    marksRead: { attribute: false },
    isAway: { state: true },
    current: { state: true },
    chosen: { state: true },
  };
  static override styles = [base, listStyles];

  declare around: Surroundings;
  declare session: RoomSession;
  declare canReply: boolean;
  /** Whether what is read here is marked as read. */
  declare marksRead: boolean;
  /** Whether the newest message is out of view. */
  declare private isAway: boolean;
  /** The message that the keyboard is at, and the one that was tapped. */
  declare private current: string | null;
  declare private chosen: string | null;
  #scrolling: Scrolling | undefined;
  /** The room that has been scrolled to where it begins. */
  #placed: RoomSession | undefined;
  /** Whether what was rendered last has its place. */
  #isSettled = false;
  #lastTop = 0;
  #stillness: ReturnType<typeof setTimeout> | undefined;
  /** The oldest message when older ones were asked for last. */
  #askedAt: string | undefined;
  readonly #sizes = new ResizeObserver(() => this.#settle());
  readonly #reading = new Reading(
    () => this.#isUnread,
    () => this.session.markRead(),
    () => this.session.reopen(),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) {
      this.#watch();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
    clearTimeout(this.#stillness);
    this.#reading.stop();
    this.#placed = undefined;
  }

  override firstUpdated(): void {
    this.#scrolling = new Scrolling(this.#scroller, () => this.#bubbles);
    this.#watch();
  }

  protected override update(changed: PropertyValues): void {
    if (changed.has("session")) {
      this.current = null;
      this.chosen = null;
      this.#placed = undefined;
    } else if (this.#isSettled) {
      this.#scrolling?.note();
    }
    this.#isSettled = false;
    super.update(changed);
  }

  override async updated(): Promise<void> {
    const { session } = this;
    // Until then they have no height.
    await Promise.all([...this.#bubbles].map((bubble) => bubble.updateComplete));
    if (this.#isSettled || !this.isConnected || session !== this.session) {
      return;
    }
    this.#isSettled = true;
    if (this.#placed !== session && session.messages.length > 0) {
      this.#placed = session;
      this.#place();
    }
    this.#settle();
    this.#noteEnd();
    if (session.messages[0]?.message_id !== this.#askedAt) {
      this.#more(0);
    }
  }

  /** Go to the newest message, and stay there as others come. */
  async toNewest(): Promise<void> {
    await this.session.toNewest();
    if (this.#scrolling) {
      this.#scrolling.isAtEnd = true;
    }
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const { around, session } = this;
    const { texts } = around;
    const { messages, pending, unreadFrom, loading } = session;
    const shown = days(around, messages, pending, unreadFrom);
    return html`<div
        class="list"
        role="log"
        tabindex="0"
        aria-label=${texts.messages_in(session.room?.name ?? "")}
        aria-live=${loading === "older" ? "off" : "polite"}
        aria-busy=${loading ? "true" : "false"}
        @scroll=${this.#scrolled}
        @keydown=${this.#pressed}
        @click=${this.#tapped}
        @focusin=${this.#focused}
        @chat-rooms-jump=${(event: CustomEvent<string>) => this.#jump(event.detail)}
        @chat-rooms-picture=${this.#open}
      >
        <div class="all">
          <div class="edge">${loading === "older" ? spinner(texts) : nothing}</div>
          ${this.#isEmpty ? html`<p class="empty">${texts.no_messages}</p>` : nothing}
          ${repeat(
            shown,
            (day) => day.key,
            (day) => this.#day(day),
          )}
          <div class="edge end">${loading === "newer" ? spinner(texts) : nothing}</div>
        </div>
      </div>
      ${this.#newest()}
      <chat-rooms-lightbox></chat-rooms-lightbox>`;
  }

  #day(day: Day): TemplateResult {
    return html`<section class="day">
      <div class="date"><span>${day.label}</span></div>
      ${repeat(
        day.entries,
        (entry) => entry.key,
        (entry) => this.#entry(entry),
      )}
    </section>`;
  }

  #entry(entry: Entry): TemplateResult {
    const { around, session, canReply } = this;
    const { key, message, pending, isFirst, isLast, isUnreadFrom } = entry;
    const replyTo = (message ?? pending)?.reply_to;
    const quoted = replyTo ? session.quoted(replyTo) : undefined;
    const isCurrent = key === (this.current ?? session.messages.at(-1)?.message_id);
    return html`${
      isUnreadFrom
        ? html`<div class="unread" role="separator" aria-label=${around.texts.new_messages}>
            <span>${around.texts.new_messages}</span>
          </div>`
        : nothing
    }<chat-rooms-bubble
        role="article"
        tabindex=${isCurrent ? 0 : -1}
        data-key=${key}
        aria-label=${this.#label(entry)}
        ?chosen=${key === this.chosen}
        .around=${around}
        .message=${message}
        .pending=${pending}
        .quoted=${quoted}
        .isFirst=${isFirst}
        .isLast=${isLast}
        .canReply=${canReply}
      ></chat-rooms-bubble>`;
  }

  #label({ message, pending }: Entry): string {
    const { hass, texts } = this.around;
    const sentAt = (message ?? pending)?.sent_at ?? "";
    const sender = message && !message.is_own ? message.sender : texts.you;
    return `${sender}, ${clock(sentAt, hass)}`;
  }

  #newest(): TemplateResult | typeof nothing {
    const { texts } = this.around;
    const { unreadBelow, hasNewer } = this.session;
    if (!this.isAway && !hasNewer) {
      return nothing;
    }
    return html`<button
      class="newest"
      type="button"
      aria-label=${texts.to_newest}
      title=${texts.to_newest}
      @click=${() => this.toNewest()}
    >
      <ha-icon icon="mdi:chevron-down" aria-hidden="true"></ha-icon>
      ${badge(texts, unreadBelow)}
    </button>`;
  }

  get #scroller(): HTMLElement {
    return this.renderRoot.querySelector(".list") as HTMLElement;
  }

  get #bubbles(): NodeListOf<Bubble> {
    return this.renderRoot.querySelectorAll<Bubble>(BUBBLE);
  }

  get #isEmpty(): boolean {
    const { status, messages, pending, hasOlder, error } = this.session;
    const isNothing = messages.length === 0 && pending.length === 0;
    return isNothing && status === "ready" && !hasOlder && !error;
  }

  get #isUnread(): boolean {
    const { room, messages, hasNewer } = this.session;
    if (!this.marksRead || hasNewer || !this.#scrolling?.isAtEnd) {
      return false;
    }
    return (room?.unread ?? 0) > 0 || messages.some((message) => message.unread);
  }

  #watch(): void {
    this.#sizes.observe(this.#scroller);
    this.#sizes.observe(this.renderRoot.querySelector(".all") as Element);
    this.#reading.start(this.renderRoot.querySelector(".end") as Element);
  }

  /** Open a room where the unread ones begin, else at its end. */
  #place(): void {
    const line = this.renderRoot.querySelector(".unread");
    const scrolling = this.#scrolling as Scrolling;
    scrolling.isAtEnd = true;
    scrolling.settle();
    if (line) {
      scrolling.show(line, UNREAD_LINE_BELOW);
    }
    this.#noteEnd();
  }

  #settle(): void {
    this.#scrolling?.settle();
  }

  #scrolled = (): void => {
    const { scrollTop } = this.#scroller;
    const by = scrollTop - this.#lastTop;
    this.#lastTop = scrollTop;
    this.#scrolling?.scrolled();
    this.#noteEnd();
    this.#more(by);
    this.#showDay();
  };

  /** Show which day it is above the messages, until nothing moves any more. */
  #showDay(): void {
    const list = this.#scroller;
    const { top } = list.getBoundingClientRect();
    for (const date of this.renderRoot.querySelectorAll(".date")) {
      const below = date.getBoundingClientRect().top - top;
      date.toggleAttribute("stuck", below < STUCK_BELOW);
    }
    list.toggleAttribute("moving", true);
    clearTimeout(this.#stillness);
    const still = () => list.removeAttribute("moving");
    this.#stillness = setTimeout(still, STILL_AFTER_MILLISECONDS);
  }

  #noteEnd(): void {
    const scrolling = this.#scrolling as Scrolling;
    if (this.session.hasNewer) {
      // The end of what is held is not the end of the room.
      scrolling.isAtEnd = false;
    }
    this.isAway = !scrolling.isAtEnd;
    this.session.setAtEnd(scrolling.isAtEnd);
    this.#reading.look();
  }

  /** Ask for what comes next where one is going, a screen ahead. */
  #more(by: number): void {
    const { session } = this;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    if (session.loading || clientHeight === 0) {
      return;
    }
    const below = scrollHeight - scrollTop - clientHeight;
    const goesUp = by < 0 || (by === 0 && !session.hasNewer);
    if (goesUp && session.hasOlder && scrollTop < clientHeight) {
      this.#askedAt = session.messages[0]?.message_id;
      session.loadOlder();
    } else if (by > 0 && session.hasNewer && below < clientHeight) {
      session.loadNewer();
    }
  }

  #jump(id: string): void {
    const bubble = [...this.#bubbles].find(({ dataset }) => dataset.key === id);
    if (!bubble) {
      return;
    }
    this.#scrolling?.show(bubble, QUOTED_BELOW);
    this.current = id;
    bubble.focus({ preventScroll: true });
    bubble.toggleAttribute("flash", true);
    const end = () => bubble.removeAttribute("flash");
    bubble.addEventListener("animationend", end, { once: true });
  }

  #open = (event: CustomEvent<PictureChoice>): void => {
    const pictures = this.session.messages.flatMap((message) =>
      message.deleted
        ? []
        : message.attachments
            .filter(isPicture)
            .map((attachment) => ({ message, attachment })),
    );
    const { attachment } = event.detail;
    const index = pictures.findIndex((one) => one.attachment === attachment);
    const lightbox = this.renderRoot.querySelector("chat-rooms-lightbox") as Lightbox;
    lightbox.open(this.around, pictures, Math.max(0, index));
  };

  #focused = (event: FocusEvent): void => {
    const key = keyOf(event.target);
    if (key) {
      this.current = key;
    }
  };

  /** Up and down go from message to message, once one is among them. */
  #pressed = (event: KeyboardEvent): void => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const isAtMessage = (event.target as Element).matches(BUBBLE);
    if (!step || !isAtMessage || event.composedPath()[0] !== event.target) {
      return;
    }
    const bubbles = [...this.#bubbles];
    const next = bubbles[bubbles.indexOf(event.target as Bubble) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  };

  /** Without a pointer that hovers, a tap shows what can be done with a message. */
  #tapped = (event: MouseEvent): void => {
    const isTool = event
      .composedPath()
      .some((one) => one instanceof Element && one.matches("a, button, audio, video"));
    if (!isTool && window.matchMedia("(hover: none)").matches) {
      const key = keyOf(event.target);
      this.chosen = key === this.chosen ? null : key;
    }
  };
}

function keyOf(target: EventTarget | null): string | null {
  const bubble = (target as Element).closest<HTMLElement>(BUBBLE);
  return bubble?.dataset.key ?? null;
}
