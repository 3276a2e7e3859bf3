/** One message, or one that is on its way out. */

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { attached, attachmentStyles, isPicture, placed } from "./attachment.ts";
import { avatar, avatarStyles } from "./avatar.ts";
import { bubbleStyles } from "./bubble-styles.ts";
import { fire } from "./events.ts";
import { clock, duration, fileSize, hue, summary } from "./format.ts";
import { isNotice } from "./grouping.ts";
import { tool } from "./parts.ts";
import { isEmoji, needMarkdown, said, saidStyles } from "./said.ts";
import { local, previewPath, signed } from "./signed.ts";
import { base } from "./styles.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Message, MessageKind, Pending } from "./types.ts";

const QUOTE_PIXELS = 160;
const LONG_TEXT = 1200;
const MANY_LINES = 20;

const NOTICE_ICONS: Partial<Record<MessageKind, string>> = {
  like: "mdi:heart",
  sensor: "mdi:access-point",
};

export class Bubble extends LitElement {
  static override properties = {
    around: { attribute: false },
    message: { attribute: false },
    pending: { attribute: false },
    quoted: { attribute: false },
    isFirst: { attribute: false },
    isLast: { attribute: false },
    canReply: { attribute: false },
    isWhole: { state: true },
  };
  static override styles = [
    base,
    avatarStyles,
    attachmentStyles,
    saidStyles,
    bubbleStyles,
  ];

  declare around: Surroundings;
  declare message: Message | null;
  declare pending: Pending | null;
  /** What it answers: null if that cannot be had, undefined while it is asked for. */
  declare quoted: Message | null | undefined;
  declare isFirst: boolean;
  declare isLast: boolean;
  declare canReply: boolean;
  declare private isWhole: boolean;

  override render(): TemplateResult | typeof nothing {
    const { message, pending } = this;
    if (message) {
      return isNotice(message) ? this.#notice(message) : this.#row(message);
    }
    return pending ? this.#outgoing(pending) : nothing;
  }

  #notice(message: Message): TemplateResult {
    const { around } = this;
    const { kind, sender, sent_at: sentAt } = message;
    const icon = NOTICE_ICONS[kind] ?? "mdi:information-outline";
    const line = [message.title, message.text].filter(Boolean).join(" — ");
    const isNamed = sender && (kind !== "system" || !line);
    return html`<div class="notice ${kind}">
      <ha-icon icon=${icon} aria-hidden="true"></ha-icon>
      <span dir="auto"
        >${isNamed ? html`<b>${sender}</b> ` : nothing}${said(
          line || around.texts[`kind_${kind}`],
          false,
        )}</span
      >
      <time datetime=${sentAt}>${clock(sentAt, around.hass)}</time>
      ${message.reply_to ? this.#quote(message.reply_to) : nothing}
    </div>`;
  }

  #row(message: Message): TemplateResult {
    const { is_own: isOwn, deleted } = message;
    const classes = {
      row: true,
      own: isOwn,
      first: this.isFirst,
      last: this.isLast,
      stamp: message.kind === "stamp" && message.attachments.some(isPicture),
      emoji: isBig(message),
      mention: message.mentions_me && !isOwn,
      gone: deleted,
    };
    return html`<div class=${classMap(classes)}>
      ${isOwn ? nothing : this.#face(message)}
      <div class="column">
        <div class="bubble">
          ${this.isFirst && !isOwn ? name(message) : nothing}
          ${message.reply_to && !deleted ? this.#quote(message.reply_to) : nothing}
          ${deleted ? this.#deleted() : this.#content(message)}${this.#meta(message)}
        </div>
        ${this.#reactions(message)}
        ${this.canReply && !deleted ? this.#reply(message) : nothing}
      </div>
    </div>`;
  }

  #face(message: Message): TemplateResult {
    const { sender, sender_id: id, avatar: path } = message;
    return this.isFirst
      ? avatar(this.around, { id, name: sender, path })
      : html`<span class="noface"></span>`;
  }

  #meta(message: Message): TemplateResult {
    const { hass, texts } = this.around;
    const {
      edited_at: editedAt,
      deleted,
      duration: seconds,
      sent_at: sentAt,
    } = message;
    return html`<span class="meta">
      ${editedAt && !deleted ? html`<span>${texts.edited}</span>` : nothing}
      ${seconds === null || deleted ? nothing : html`<span>${duration(seconds)}</span>`}
      <time datetime=${sentAt}>${clock(sentAt, hass)}</time>
    </span>`;
  }

  #deleted(): TemplateResult {
    return html`<span class="plain"><i>${this.around.texts.deleted}</i></span>`;
  }

  #content(message: Message): TemplateResult {
    const { around } = this;
    const { attachments, location, title } = message;
    const isAlbum = attachments.length > 1 && attachments.every(isPicture);
    const files = attachments.map((one) => attached(around, message, one));
    return html`${isAlbum ? html`<div class="album">${files}</div>` : files}
    ${location ? placed(around, location) : nothing}
    ${title ? html`<div class="title" dir="auto">${title}</div>` : nothing}
    ${this.#text(message)}`;
  }

  #text(message: Message): TemplateResult | typeof nothing {
    const { text, markdown, attachments, location, title, kind } = message;
    const { texts } = this.around;
    if (!text) {
      const isEmpty = attachments.length === 0 && !location && !title;
      return isEmpty
        ? html`<span class="plain"><i>${texts[`kind_${kind}`]}</i></span>`
        : nothing;
    }
    if (markdown) {
      needMarkdown(() => this.requestUpdate());
    }
    return isLong(text) ? this.#long(text, markdown) : said(text, markdown);
  }

  #long(text: string, isMarkdown: boolean): TemplateResult {
    const { texts } = this.around;
    const turn = () => {
      this.isWhole = !this.isWhole;
    };
    return html`<div class="long ${this.isWhole ? "" : "cut-off"}">
        ${said(text, isMarkdown)}
      </div>
      <button
        class="whole"
        type="button"
        aria-expanded=${this.isWhole ? "true" : "false"}
        @click=${turn}
      >
        ${this.isWhole ? texts.show_less : texts.show_more}
      </button>`;
  }

  #quote(id: string): TemplateResult {
    const { around, quoted } = this;
    const { texts } = around;
    if (!quoted) {
      const line = quoted === null ? texts.quote_gone : texts.loading;
      return html`<div class="quote empty"><span class="cut">${line}</span></div>`;
    }
    const sender = quoted.is_own ? texts.you : quoted.sender;
    const line = summary(quoted, texts);
    const picture = quoted.attachments.find(isPicture);
    return html`<button
      class="quote"
      type="button"
      style="--hue:${hue(quoted.sender_id)}"
      aria-label="${texts.in_reply_to} ${sender}: ${line}"
      @click=${() => fire(this, "chat-rooms-jump", id)}
    >
      ${
        picture
          ? html`<img
            alt=""
            ${signed(around, previewPath(picture.path, QUOTE_PIXELS))}
          />`
          : nothing
      }
      <span class="quoted">
        <span class="sender cut" dir="auto">${sender}</span>
        <span class="cut" dir="auto">${line}</span>
      </span>
    </button>`;
  }

  #reactions({ reactions, deleted }: Message): TemplateResult | typeof nothing {
    if (reactions.length === 0 || deleted) {
      return nothing;
    }
    const { reacted } = this.around.texts;
    return html`<div class="reactions" role="list">
      ${reactions.map(
        ({ text, count, is_own }) =>
          html`<span
            class="reaction ${is_own ? "mine" : ""}"
            role="listitem"
            aria-label=${reacted(text, count)}
            ><span>${text}</span>${
              count > 1 ? html`<span class="count">${count}</span>` : nothing
            }</span
          >`,
      )}
    </div>`;
  }

  #reply(message: Message): TemplateResult {
    const { reply } = this.around.texts;
    const action = () => fire(this, "chat-rooms-reply", message);
    return tool({ icon: "mdi:reply", label: reply, action, look: "answer turn" });
  }

  #outgoing(pending: Pending): TemplateResult {
    const { around } = this;
    const { text, file, reply_to: replyTo, state, sent_at: sentAt, error } = pending;
    const classes = {
      row: true,
      own: true,
      first: this.isFirst,
      last: this.isLast,
      [state]: true,
    };
    return html`<div class=${classMap(classes)}>
      <div class="column">
        <div class="bubble">
          ${replyTo ? this.#quote(replyTo) : nothing}
          ${file ? leaving(around, file, pending.voice) : nothing}
          ${text ? said(text, false) : nothing}
          <span class="meta">
            <time datetime=${sentAt}>${clock(sentAt, around.hass)}</time>
            ${mark(around, state)}
          </span>
        </div>
        ${state === "failed" ? this.#failed(pending.local_id, error) : nothing}
      </div>
    </div>`;
  }

  #failed(id: string, why: string): TemplateResult {
    const { texts } = this.around;
    return html`<div class="failure" role="alert">
      <span>${why || texts.not_sent}</span>
      <button type="button" @click=${() => fire(this, "chat-rooms-retry", id)}>
        ${texts.try_again}
      </button>
      <button type="button" @click=${() => fire(this, "chat-rooms-discard", id)}>
        ${texts.discard}
      </button>
    </div>`;
  }
}

function name({ sender, sender_id: id }: Message): TemplateResult {
  return html`<div class="sender cut" dir="auto" style="--hue:${hue(id)}">
    ${sender}
  </div>`;
}

function mark({ texts }: Surroundings, state: Pending["state"]): TemplateResult {
  const marks = {
    sending: { icon: "mdi:clock-outline", label: texts.sending },
    sent: { icon: "mdi:check", label: texts.sent },
    failed: { icon: "mdi:alert-circle-outline", label: texts.not_sent },
  };
  const { icon, label } = marks[state];
  return html`<ha-icon
    class="mark"
    icon=${icon}
    role="img"
    aria-label=${label}
    title=${label}
  ></ha-icon>`;
}

/** Return a file that is on its way out. */
function leaving(around: Surroundings, file: File, isVoice: boolean): TemplateResult {
  if (file.type.startsWith("image/")) {
    return html`<img class="leaving" alt=${file.name} ${local(file)} />`;
  }
  const icon = isVoice ? "mdi:microphone" : "mdi:file-outline";
  const label = isVoice ? around.texts.kind_audio : file.name;
  return html`<span class="file">
    <span class="tile"><ha-icon icon=${icon} aria-hidden="true"></ha-icon></span>
    <span class="about">
      <span class="name" dir="auto">${label}</span>
      <bdi class="more">${fileSize(file.size, around.language)}</bdi>
    </span>
  </span>`;
}

function isBig(message: Message): boolean {
  const { text, attachments, title, reply_to: replyTo } = message;
  return attachments.length === 0 && !title && !replyTo && isEmoji(text);
}

function isLong(text: string): boolean {
  return (
    text.length > LONG_TEXT || text.split("\n", MANY_LINES + 1).length > MANY_LINES
  );
}
