/** A voice message while it is spoken. */

import { css, html, LitElement, type TemplateResult } from "lit";
import { fire } from "./events.ts";
import { duration, fileSize } from "./format.ts";
import { tool } from "./parts.ts";
import { Recorder } from "./recorder.ts";
import { base } from "./styles.ts";
import type { Surroundings } from "./surroundings.ts";
import type { RoomInfo } from "./types.ts";

const TICK_IN_MILLISECONDS = 500;

/** Records from the moment it is there; ends with it. */
export class Voice extends LitElement {
  static override properties = {
    around: { attribute: false },
    limits: { attribute: false },
    replyTo: { attribute: false },
    seconds: { state: true },
    isStarted: { state: true },
  };

  declare around: Surroundings;
  declare limits: RoomInfo["limits"];
  declare replyTo: string | null;
  declare private seconds: number;
  declare private isStarted: boolean;
  #recorder: Recorder | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.seconds = 0;
    this.isStarted = false;
    this.replyTo = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release();
  }

  override render(): TemplateResult {
    const { texts } = this.around;
    return html`
      ${tool({ icon: "mdi:trash-can-outline", label: texts.cancel, action: () => this.#end() })}
      <span class="state" role="timer" aria-label=${texts.recording}>
        <span class="dot"></span>
        <span class="time">${duration(this.seconds)}</span>
        <span class="cut">${texts.recording}</span>
      </span>
      ${tool({
        icon: "mdi:send",
        label: texts.send,
        action: () => this.#send(),
        isDisabled: !this.isStarted,
        look: "send turn",
      })}
    `;
  }

  async #start(): Promise<void> {
    const recorder = new Recorder();
    this.#recorder = recorder;
    try {
      await recorder.start();
    } catch {
      this.#end(this.around.texts.no_microphone);
      return;
    }
    if (this.#recorder !== recorder) {
      return;
    }
    this.isStarted = true;
    this.#timer = setInterval(() => {
      this.seconds = Math.floor((Date.now() - recorder.startedAt) / 1000);
    }, TICK_IN_MILLISECONDS);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".send")?.focus();
  }

  async #send(): Promise<void> {
    const recorder = this.#recorder;
    this.#recorder = undefined;
    clearInterval(this.#timer);
    if (!recorder) {
      return;
    }
    const file = await recorder.stop();
    const { file_size: most } = this.limits;
    if (most > 0 && file.size > most) {
      this.#end(this.around.texts.too_large(fileSize(most, this.around.language)));
      return;
    }
    fire(this, "chat-rooms-send", {
      text: "",
      files: [file],
      voice: true,
      reply_to: this.replyTo,
    });
  }

  /** Throw away what was said; `why` tells the user of a failure. */
  #end(why = ""): void {
    this.#release();
    this.dispatchEvent(new CustomEvent("chat-rooms-voice-end", { detail: why }));
  }

  #release(): void {
    clearInterval(this.#timer);
    this.#recorder?.cancel();
    this.#recorder = undefined;
  }

  static override styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 8px;
      }
      .state {
        flex: 1;
        display: flex;
        align-items: center;
        gap: 10px;
        min-width: 0;
      }
      .dot {
        flex: none;
        width: 12px;
        height: 12px;
        border-radius: 50%;
        background: var(--error-color, #db4437);
        animation: breathe 1.4s ease-in-out infinite alternate;
      }
      .time {
        font-variant-numeric: tabular-nums;
      }
      .state .cut {
        color: var(--chat-soft);
      }
      .send {
        color: var(--chat-link);
      }
      @keyframes breathe {
        to {
          opacity: 0.25;
        }
      }
    `,
  ];
}
