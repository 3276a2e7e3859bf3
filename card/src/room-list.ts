/** Several rooms, one below the other. */

import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { avatar, avatarStyles } from "./avatar.ts";
import { fire } from "./events.ts";
import { shortMoment, summary } from "./format.ts";
import { badge, spinner } from "./parts.ts";
import type { ListedRoom, RoomsSession } from "./rooms-session.ts";
import { base } from "./styles.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Message, RoomInfo } from "./types.ts";

export class RoomList extends LitElement {
  static override properties = {
    around: { attribute: false },
    session: { attribute: false },
    heading: { attribute: false },
    open: { attribute: false },
  };

  declare around: Surroundings;
  declare session: RoomsSession;
  /** What stands above the rooms; "" for nothing. */
  declare heading: string;
  /** The entity of the room that is shown beside the list. */
  declare open: string | null;

  /** Put the keyboard back to where a room was opened. */
  focusRoom(entityId: string): void {
    const buttons = this.renderRoot.querySelectorAll<HTMLElement>("button");
    [...buttons].find(({ dataset }) => dataset.entity === entityId)?.focus();
  }

  override render(): TemplateResult {
    const { texts } = this.around;
    const { rooms } = this.session;
    const isReconnecting = rooms.some(({ status }) => status === "disconnected");
    return html`
      ${this.heading ? html`<h2 class="cut" dir="auto">${this.heading}</h2>` : nothing}
      ${
        isReconnecting
          ? html`<div class="banner" role="status">${texts.reconnecting}</div>`
          : nothing
      }
      <ul aria-label=${texts.rooms}>
        ${repeat(
          rooms,
          ({ entity_id }) => entity_id,
          (listed) => html`<li>${this.#item(listed)}</li>`,
        )}
      </ul>
    `;
  }

  #item({ entity_id, status, room }: ListedRoom): TemplateResult {
    const { texts } = this.around;
    if (!room || status === "gone" || status === "not_found") {
      const isLost = status === "gone" || status === "not_found";
      return html`<div class="item lost">
        ${isLost ? html`<span class="avatar none"></span>` : spinner(texts)}
        <span class="about">
          <span class="cut">${room?.name ?? entity_id}</span>
          ${isLost ? html`<span class="said">${texts[status]}</span>` : nothing}
          ${status === "unavailable" ? html`<span class="said">${texts.unavailable}</span>` : nothing}
        </span>
      </div>`;
    }
    return this.#room(entity_id, room);
  }

  #room(entityId: string, room: RoomInfo): TemplateResult {
    const { around } = this;
    const { texts } = around;
    const { last, unread, muted, in_call: inCall } = room;
    return html`<button
      class="item ${unread ? "unread" : ""}"
      type="button"
      data-entity=${entityId}
      aria-current=${entityId === this.open ? "true" : "false"}
      @click=${() => fire(this, "chat-rooms-room", entityId)}
    >
      ${avatar(around, { id: room.room_id, name: room.name, path: room.avatar })}
      <span class="about">
        <span class="line">
          <span class="name cut" dir="auto">${room.name}</span>
          ${inCall ? sign("mdi:phone-in-talk", texts.in_call) : nothing}
          ${muted ? sign("mdi:bell-off-outline", texts.muted) : nothing}
          ${
            last
              ? html`<time datetime=${last.sent_at}
                >${shortMoment(last.sent_at, around.hass, texts)}</time
              >`
              : nothing
          }
        </span>
        <span class="line">
          <span class="said cut" dir="auto">${last ? line(last, around) : texts.no_messages}</span>
          ${badge(texts, unread ?? 0)}
        </span>
      </span>
    </button>`;
  }

  static override styles = [
    base,
    avatarStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
        min-height: 0;
        --avatar: 46px;
      }
      h2 {
        flex: none;
        margin: 0;
        padding: 14px 16px 8px;
        font-size: var(--ha-font-size-xl, 20px);
        font-weight: var(--ha-font-weight-medium, 500);
        line-height: 1.3;
      }
      .banner {
        padding: 5px 14px;
        background: var(--chat-theirs);
        font-size: var(--ha-font-size-s, 12px);
        text-align: center;
      }
      ul {
        flex: 1;
        min-height: 0;
        margin: 0;
        padding: 6px;
        list-style: none;
        overflow-y: auto;
        overscroll-behavior: contain;
        scrollbar-width: thin;
      }
      .item {
        display: flex;
        align-items: center;
        gap: 12px;
        width: 100%;
        padding: 8px 10px;
        border-radius: 12px;
        text-align: start;
      }
      .item:focus-visible {
        outline-offset: -2px;
      }
      .item[aria-current="true"] {
        background: var(--chat-own);
      }
      .about {
        flex: 1;
        display: grid;
        gap: 2px;
        min-width: 0;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 6px;
        min-width: 0;
        min-height: 20px;
      }
      .name {
        font-weight: var(--ha-font-weight-medium, 500);
        flex: 0 1 auto;
      }
      .said {
        flex: 1;
        color: var(--chat-soft);
        font-size: var(--ha-font-size-s, 12px);
        line-height: 1.4;
      }
      .unread .said {
        color: var(--chat-ink);
      }
      time {
        flex: none;
        margin-inline-start: auto;
        color: var(--chat-soft);
        font-size: 11px;
        font-variant-numeric: tabular-nums;
      }
      .unread time {
        color: var(--chat-link);
      }
      .sign {
        flex: none;
        color: var(--chat-soft);
        --mdc-icon-size: 15px;
      }
      .avatar.none {
        background: var(--chat-theirs);
      }
      .lost {
        color: var(--chat-soft);
      }
      @media (hover: hover) {
        button.item:not([aria-current="true"]):hover {
          background: color-mix(in srgb, var(--chat-ink) 6%, transparent);
        }
      }
    `,
  ];
}

function line(message: Message, { texts }: Surroundings): string {
  const said = summary(message, texts);
  if (message.kind === "system" || message.kind === "sensor") {
    return said;
  }
  const sender = message.is_own ? texts.you : message.sender;
  return sender ? `${sender}: ${said}` : said;
}

function sign(icon: string, label: string): TemplateResult {
  return html`<ha-icon class="sign" icon=${icon} role="img" aria-label=${label} title=${label}></ha-icon>`;
}
