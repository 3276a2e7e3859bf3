/** Pictures, large: one after another. */

import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { PictureChoice } from "./events.ts";
import { clock, dayLabel } from "./format.ts";
import { previewPath, signed } from "./signed.ts";
import { base } from "./styles.ts";
import type { Surroundings } from "./surroundings.ts";

const PREVIEW_PIXELS = 640;
const SWIPE_IN_PIXELS = 60;

export class Lightbox extends LitElement {
  static override properties = {
    around: { state: true },
    pictures: { state: true },
    index: { state: true },
  };

  declare private around: Surroundings | undefined;
  declare private pictures: PictureChoice[];
  declare private index: number;
  #touchedAt: number | undefined;

  constructor() {
    super();
    this.pictures = [];
    this.index = 0;
  }

  /** Show these pictures, beginning with one of them. */
  async open(around: Surroundings, pictures: PictureChoice[], index: number) {
    this.around = around;
    this.pictures = pictures;
    this.index = index;
    await this.updateComplete;
    // The browser gives the focus back to what had it.
    this.#dialog?.showModal();
  }

  override render(): TemplateResult | typeof nothing {
    const { around } = this;
    const shown = this.pictures[this.index];
    if (!around || !shown) {
      return nothing;
    }
    const { texts } = around;
    return html`<dialog
      aria-label=${shown.attachment.name || texts.kind_image}
      lang=${around.language}
      dir=${around.direction}
      @close=${this.#closed}
      @keydown=${this.#pressed}
      @click=${this.#clicked}
      @touchstart=${this.#touched}
      @touchend=${this.#swiped}
    >
      <div class="bar">
        ${this.#about(around, shown)}
        ${this.#download(around, shown)}
        ${button("mdi:close", texts.close, () => this.#dialog?.close())}
      </div>
      <div class="stage">${keyed(shown.attachment, this.#picture(around, shown))}</div>
      ${this.#step(-1, texts.previous)}${this.#step(1, texts.next)}
    </dialog>`;
  }

  #about(around: Surroundings, { message }: PictureChoice): TemplateResult {
    const { hass, texts } = around;
    const { sent_at: sentAt, text, sender, is_own: isOwn } = message;
    return html`<div class="about">
      <span class="cut" dir="auto"><b>${isOwn ? texts.you : sender}</b> ${text}</span>
      <span class="when">${dayLabel(sentAt, hass, texts)}, ${clock(sentAt, hass)}</span>
    </div>`;
  }

  #download(around: Surroundings, { attachment }: PictureChoice): TemplateResult {
    const { download } = around.texts;
    return html`<a
      class="tool"
      target="_blank"
      rel="noopener noreferrer"
      download=${attachment.name}
      aria-label=${download}
      title=${download}
      ${signed(around, attachment.path, "href")}
      ><ha-icon icon="mdi:download" aria-hidden="true"></ha-icon
    ></a>`;
  }

  /** The small picture is there already and stays where the large one does not load. */
  #picture(around: Surroundings, { attachment }: PictureChoice): TemplateResult {
    const { path, name } = attachment;
    return html`<img
        class="small"
        alt=""
        ${signed(around, previewPath(path, PREVIEW_PIXELS))}
      />
      <img class="large" alt=${name} ${signed(around, path)} />`;
  }

  #step(by: -1 | 1, label: string): TemplateResult | typeof nothing {
    if (!this.pictures[this.index + by]) {
      return nothing;
    }
    const icon = by < 0 ? "mdi:chevron-left" : "mdi:chevron-right";
    const look = by < 0 ? "step back turn" : "step turn";
    return button(icon, label, () => this.#go(by), look);
  }

  #go(by: number): void {
    if (this.pictures[this.index + by]) {
      this.index += by;
    }
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  get #forward(): number {
    return this.around?.direction === "rtl" ? -1 : 1;
  }

  #closed = (): void => {
    this.pictures = [];
  };

  #pressed = (event: KeyboardEvent): void => {
    // The dashboard below has keys of its own.
    event.stopPropagation();
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      this.#go(step * this.#forward);
    }
  };

  #clicked = (event: MouseEvent): void => {
    if ((event.target as Element).matches("dialog, .stage")) {
      this.#dialog?.close();
    }
  };

  #touched = (event: TouchEvent): void => {
    this.#touchedAt =
      event.touches.length === 1 ? event.touches[0]?.clientX : undefined;
  };

  #swiped = (event: TouchEvent): void => {
    const by =
      (event.changedTouches[0]?.clientX ?? 0) - (this.#touchedAt ?? Number.NaN);
    if (Math.abs(by) > SWIPE_IN_PIXELS) {
      this.#go((by < 0 ? 1 : -1) * this.#forward);
    }
    this.#touchedAt = undefined;
  };

  static override styles = [
    base,
    css`
      dialog {
        position: fixed;
        inset: 0;
        width: 100%;
        height: 100%;
        max-width: none;
        max-height: none;
        margin: 0;
        padding: 0;
        border: none;
        overflow: hidden;
        background: rgb(12 12 14 / 97%);
        color: #fff;
        --chat-soft: #fff;
        --chat-ink: #fff;
      }
      dialog::backdrop {
        background: none;
      }
      .bar {
        position: absolute;
        inset-block-start: 0;
        inset-inline: 0;
        z-index: 1;
        display: flex;
        align-items: center;
        gap: 4px;
        padding: 8px 8px 8px 16px;
        padding-block-start: calc(8px + env(safe-area-inset-top, 0px));
        background: linear-gradient(rgb(0 0 0 / 55%), transparent);
      }
      .about {
        flex: 1;
        display: grid;
        min-width: 0;
      }
      .when {
        font-size: var(--ha-font-size-s, 12px);
        opacity: 0.8;
      }
      .stage {
        position: absolute;
        inset: 64px 0 24px;
      }
      .stage img {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        object-fit: contain;
        pointer-events: none;
      }
      .small {
        filter: blur(6px);
      }
      .large {
        opacity: 0;
      }
      .large[data-state="loaded"] {
        opacity: 1;
      }
      .small:has(~ .large[data-state="loaded"]) {
        display: none;
      }
      .small:has(~ .large[data-state="failed"]) {
        filter: none;
      }
      .step {
        position: absolute;
        inset-block-start: calc(50% - 24px);
        inset-inline-end: 12px;
        width: 48px;
        height: 48px;
        background: rgb(0 0 0 / 40%);
        --mdc-icon-size: 32px;
      }
      .step.back {
        inset-inline: 12px auto;
      }
      :is(a, button):focus-visible {
        outline-color: #fff;
      }
    `,
  ];
}

function button(
  icon: string,
  label: string,
  action: () => void,
  look = "",
): TemplateResult {
  return html`<button
    class="tool ${look}"
    type="button"
    aria-label=${label}
    title=${label}
    @click=${action}
  >
    <ha-icon icon=${icon} aria-hidden="true"></ha-icon>
  </button>`;
}
