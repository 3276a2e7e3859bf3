/** One room: who it is, what is said in it, and where one answers. */

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { avatar, avatarStyles } from "./avatar.ts";
import type { Composer } from "./composer.ts";
import { draftOf } from "./drafts.ts";
import { fire, type Outgoing } from "./events.ts";
import { takesFiles } from "./limits.ts";
import type { MessageList } from "./message-list.ts";
import { alert, badge, spinner, tool } from "./parts.ts";
import type { RoomSession } from "./room-session.ts";
import { roomStyles } from "./room-styles.ts";
import { base } from "./styles.ts";
import type { Surroundings } from "./surroundings.ts";
import type { CardConfig, Message, RoomInfo } from "./types.ts";

export class RoomView extends LitElement {
  static override properties = {
    around: { attribute: false },
    config: { attribute: false },
    entityId: { attribute: false },
    session: { attribute: false },
    isPreview: { attribute: false },
    hasBack: { attribute: false },
    isDropping: { state: true },
  };
  static override styles = [base, avatarStyles, roomStyles];

  declare around: Surroundings;
  declare config: CardConfig;
  declare entityId: string;
  declare session: RoomSession;
  /** Whether it only shows what a card would look like. */
  declare isPreview: boolean;
  /** Whether it was opened from a list, to which one can go back. */
  declare hasBack: boolean;
  declare private isDropping: boolean;

  /** Show what is new in the session. */
  changed(): void {
    this.requestUpdate();
    this.#list?.requestUpdate();
  }

  override render(): TemplateResult {
    const { room } = this.session;
    return html`<div
      class="room"
      @dragover=${this.#dragged}
      @dragleave=${this.#left}
      @drop=${this.#dropped}
    >
      ${this.#header(room)} ${this.#banner(room)} ${this.#body(room)}
      ${room ? this.#footer(room) : nothing}
      ${
        this.isDropping
          ? html`<div class="drop"><ha-icon icon="mdi:paperclip"></ha-icon></div>`
          : nothing
      }
    </div>`;
  }

  #header(room: RoomInfo | null): TemplateResult {
    const { around, config, entityId, hasBack } = this;
    const { texts } = around;
    const title = (hasBack ? "" : config.title) || room?.name || "";
    const back = () => fire(this, "chat-rooms-back", null);
    return html`<header>
      ${
        hasBack
          ? tool({
              icon: "mdi:arrow-left",
              label: texts.back,
              action: back,
              look: "back turn",
            })
          : nothing
      }
      ${
        room
          ? avatar(around, { id: room.room_id, name: room.name, path: room.avatar })
          : html`<span class="avatar none"></span>`
      }
      <div class="names">
        <h2 class="cut" dir="auto">${title || entityId}</h2>
        <span class="under cut" dir="auto">${room ? under(room) : nothing}</span>
      </div>
      ${room?.in_call ? icon("mdi:phone-in-talk", texts.in_call, "call") : nothing}
      ${room?.muted ? icon("mdi:bell-off-outline", texts.muted) : nothing}
      ${badge(texts, room?.unread ?? 0)}
    </header>`;
  }

  #banner(room: RoomInfo | null): TemplateResult | typeof nothing {
    const { texts } = this.around;
    const { status, error } = this.session;
    if (status === "disconnected") {
      return html`<div class="banner" role="status">
        ${spinner(texts, "tiny")}<span>${texts.reconnecting}</span>
      </div>`;
    }
    if (status === "unavailable") {
      return alert("warning", texts.unavailable);
    }
    if (error) {
      return html`<div class="banner error" role="alert">
        <span>${error}</span>
        <button type="button" @click=${() => this.session.reload()}>
          ${texts.try_again}
        </button>
      </div>`;
    }
    return status === "ready" && room && !room.available
      ? alert("warning", texts.service_down)
      : nothing;
  }

  #body(room: RoomInfo | null): TemplateResult {
    const { around, session, config } = this;
    const { texts } = around;
    const { status, error } = session;
    if (status === "gone" || status === "not_found") {
      return html`<div class="instead">
        <ha-icon icon="mdi:message-off-outline" aria-hidden="true"></ha-icon>
        <p>${texts[status]}</p>
      </div>`;
    }
    const isKnown = session.messages.length > 0 || session.pending.length > 0;
    const isLoading = status === "loading" && !error;
    if (isLoading || (status !== "ready" && !isKnown)) {
      return html`<div class="instead">${isLoading ? spinner(texts) : nothing}</div>`;
    }
    return html`<chat-rooms-messages
      .around=${around}
      .session=${session}
      .canReply=${this.#canWrite(room) && room?.features.includes("reply") === true}
      .marksRead=${
        config.mark_read !== false &&
        !this.isPreview &&
        room?.can_control === true &&
        room.features.includes("mark_as_read")
      }
      @chat-rooms-reply=${(event: CustomEvent<Message>) =>
        this.#composer?.reply(event.detail)}
      @chat-rooms-retry=${(event: CustomEvent<string>) => session.retry(event.detail)}
      @chat-rooms-discard=${(event: CustomEvent<string>) =>
        session.discard(event.detail)}
    ></chat-rooms-messages>`;
  }

  #footer(room: RoomInfo): TemplateResult | typeof nothing {
    const { around, config, session } = this;
    const { status } = session;
    if (config.show_input === false || status === "gone" || status === "not_found") {
      return nothing;
    }
    if (!this.#canWrite(room)) {
      const { read_only, no_control } = around.texts;
      return html`<p class="read-only">${room.can_control ? read_only : no_control}</p>`;
    }
    return html`<chat-rooms-composer
      .around=${around}
      .room=${room}
      .draft=${draftOf(this.entityId)}
      .isOffline=${status !== "ready"}
      @chat-rooms-send=${(event: CustomEvent<Outgoing>) => this.#send(event.detail)}
    ></chat-rooms-composer>`;
  }

  #canWrite(room: RoomInfo | null): boolean {
    const isShown = this.config.show_input !== false;
    return isShown && room?.can_send === true && room.can_control;
  }

  #send({ text, files, voice, reply_to }: Outgoing): void {
    const { session } = this;
    const [first = null, ...others] = files;
    session.send({ text, file: first, voice, reply_to });
    for (const file of others) {
      session.send({ text: "", file, voice: false, reply_to: null });
    }
    this.#list?.toNewest();
  }

  get #list(): MessageList | null {
    return this.renderRoot?.querySelector("chat-rooms-messages") ?? null;
  }

  get #composer(): Composer | null {
    return this.renderRoot.querySelector("chat-rooms-composer");
  }

  #canTake(event: DragEvent): boolean {
    const { room } = this.session;
    const hasFiles = event.dataTransfer?.types.includes("Files") === true;
    return hasFiles && this.#canWrite(room) && room !== null && takesFiles(room.limits);
  }

  #dragged = (event: DragEvent): void => {
    if (this.#canTake(event)) {
      event.preventDefault();
      this.isDropping = true;
    }
  };

  #left = (event: DragEvent): void => {
    const room = event.currentTarget as Element;
    if (!room.contains(event.relatedTarget as Node | null)) {
      this.isDropping = false;
    }
  };

  #dropped = (event: DragEvent): void => {
    this.isDropping = false;
    if (this.#canTake(event)) {
      event.preventDefault();
      this.#composer?.add(event.dataTransfer?.files ?? []);
    }
  };
}

function under({ service, account }: RoomInfo): string {
  // Most accounts bear their service's name.
  return account.startsWith(service) ? account : `${service} · ${account}`;
}

function icon(name: string, label: string, look = ""): TemplateResult {
  return html`<ha-icon
    class="sign ${look}"
    icon=${name}
    role="img"
    aria-label=${label}
    title=${label}
  ></ha-icon>`;
}
