/** Where one writes, chooses files and speaks. */

import {
  html,
  LitElement,
  nothing,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { composerStyles } from "./composer-styles.ts";
import type { Draft } from "./drafts.ts";
import { fire } from "./events.ts";
import { fileSize, summary } from "./format.ts";
import { accepted, length, refusal, takesFiles } from "./limits.ts";
import { tool } from "./parts.ts";
import { canRecord } from "./recorder.ts";
import { local } from "./signed.ts";
import { base } from "./styles.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Message, RoomInfo } from "./types.ts";

const COUNTED_FROM = 0.8;
/** What a browser says of a key that an input method has taken. */
const IN_COMPOSITION = 229;

export class Composer extends LitElement {
  static override properties = {
    around: { attribute: false },
    room: { attribute: false },
    draft: { attribute: false },
    isOffline: { attribute: false },
    error: { state: true },
    isRecording: { state: true },
  };
  static override styles = [base, composerStyles];

  declare around: Surroundings;
  declare room: RoomInfo;
  declare draft: Draft;
  /** Whether nothing can be sent right now. */
  declare isOffline: boolean;
  declare private error: string;
  declare private isRecording: boolean;

  constructor() {
    super();
    this.error = "";
    this.isRecording = false;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("draft")) {
      this.error = "";
      this.isRecording = false;
    }
  }

  override updated(): void {
    this.#grow();
  }

  /** Put files to what is written; what the room does not take is told. */
  add(files: Iterable<File>): void {
    const { texts, language } = this.around;
    this.error = "";
    for (const file of files) {
      const why = refusal(file, this.room.limits, texts, language);
      if (why) {
        this.error = why;
      } else {
        this.draft.files = [...this.draft.files, file];
      }
    }
    this.requestUpdate();
    this.#field?.focus();
  }

  /** Answer a message. */
  reply(message: Message): void {
    this.draft.reply = message;
    this.requestUpdate();
    this.#field?.focus();
  }

  override render(): TemplateResult {
    const { texts } = this.around;
    const { limits } = this.room;
    if (this.isRecording) {
      return html`<chat-rooms-voice
        .around=${this.around}
        .limits=${limits}
        .replyTo=${this.draft.reply?.message_id ?? null}
        @chat-rooms-send=${this.#stopped}
        @chat-rooms-voice-end=${this.#ended}
      ></chat-rooms-voice>`;
    }
    return html`
      ${this.#reply()} ${this.#files()} ${this.#notice()}
      <div class="line">
        ${
          takesFiles(limits)
            ? html`${tool({
                icon: "mdi:paperclip",
                label: texts.attach,
                action: () => this.#picker?.click(),
              })}<input
              type="file"
              multiple
              hidden
              accept=${ifDefined(accepted(limits))}
              @change=${this.#picked}
            />`
            : nothing
        }
        ${this.#textField()}
        ${this.#canSpeak ? this.#speak() : this.#send()}
      </div>
    `;
  }

  #textField(): TemplateResult {
    const { texts } = this.around;
    const hasFile = this.draft.files.length > 0;
    return html`<textarea
      rows="1"
      dir="auto"
      autocomplete="off"
      aria-label=${texts.write_to(this.room.name)}
      placeholder=${hasFile ? texts.caption : texts.write}
      .value=${this.draft.text}
      @input=${this.#typed}
      @keydown=${this.#pressed}
      @paste=${this.#pasted}
    ></textarea>`;
  }

  #send(): TemplateResult {
    return tool({
      icon: "mdi:send",
      label: this.around.texts.send,
      action: () => this.#submit(),
      isDisabled: !this.#isReady,
      look: "send turn",
    });
  }

  #speak(): TemplateResult {
    const start = () => {
      this.error = "";
      this.isRecording = true;
    };
    const label = this.around.texts.record;
    return tool({
      icon: "mdi:microphone",
      label,
      action: start,
      isDisabled: this.isOffline,
    });
  }

  #reply(): TemplateResult | typeof nothing {
    const { texts } = this.around;
    const { reply } = this.draft;
    if (!reply) {
      return nothing;
    }
    return html`<div class="above reply">
      <ha-icon class="turn" icon="mdi:reply" aria-hidden="true"></ha-icon>
      <span class="about">
        <b class="cut">${texts.replying_to(reply.is_own ? texts.you : reply.sender)}</b>
        <span class="cut" dir="auto">${summary(reply, texts)}</span>
      </span>
      ${tool({
        icon: "mdi:close",
        label: texts.cancel_reply,
        action: () => {
          this.draft.reply = null;
          this.requestUpdate();
          this.#field?.focus();
        },
      })}
    </div>`;
  }

  #files(): TemplateResult | typeof nothing {
    const { files } = this.draft;
    if (files.length === 0) {
      return nothing;
    }
    return html`<div class="above files" role="list">
      ${files.map((file) => this.#file(file))}
    </div>`;
  }

  #file(file: File): TemplateResult {
    const { texts, language } = this.around;
    const remove = () => {
      this.draft.files = this.draft.files.filter((one) => one !== file);
      this.error = "";
      this.requestUpdate();
      this.#field?.focus();
    };
    return html`<span class="chip" role="listitem">
      ${
        file.type.startsWith("image/")
          ? html`<img alt="" ${local(file)} />`
          : html`<ha-icon icon="mdi:file-outline" aria-hidden="true"></ha-icon>`
      }
      <span class="about">
        <span class="cut">${file.name}</span>
        <span class="more">${fileSize(file.size, language)}</span>
      </span>
      ${tool({ icon: "mdi:close", label: texts.remove_file, action: remove })}
    </span>`;
  }

  #notice(): TemplateResult | typeof nothing {
    const { texts } = this.around;
    const { limits } = this.room;
    const written = length(this.draft.text);
    if (this.error || written > limits.text_length) {
      const text = this.error || texts.too_long(limits.text_length);
      return html`<div class="above error" role="alert">${text}</div>`;
    }
    if (written > limits.text_length * COUNTED_FROM) {
      return html`<div class="above count">${written} / ${limits.text_length}</div>`;
    }
    const isMissing = limits.needs_file && this.draft.files.length === 0;
    return isMissing && written > 0
      ? html`<div class="above count">${texts.needs_file}</div>`
      : nothing;
  }

  get #field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("textarea");
  }

  get #picker(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input");
  }

  get #canSpeak(): boolean {
    const { text, files } = this.draft;
    return this.room.can_record && !text && files.length === 0 && canRecord();
  }

  get #isReady(): boolean {
    const { text, files } = this.draft;
    const { needs_file: needsFile, text_length: most } = this.room.limits;
    const isSomething = files.length > 0 || (text.trim() !== "" && !needsFile);
    return isSomething && length(text) <= most && !this.isOffline;
  }

  #submit(): void {
    if (!this.#isReady) {
      return;
    }
    const { text, files, reply } = this.draft;
    fire(this, "chat-rooms-send", {
      text: text.trim(),
      files,
      voice: false,
      reply_to: reply?.message_id ?? null,
    });
    Object.assign(this.draft, { text: "", files: [], reply: null });
    this.error = "";
    this.requestUpdate();
    this.#field?.focus();
  }

  /** Make the field as high as its text; styles say where that ends. */
  #grow(): void {
    const field = this.#field;
    if (field) {
      // While it is measured nothing around it may move, or the list would scroll.
      this.style.minHeight = `${this.offsetHeight}px`;
      field.style.height = "auto";
      field.style.height = `${field.scrollHeight}px`;
      this.style.minHeight = "";
    }
  }

  #typed = (event: Event): void => {
    this.draft.text = (event.target as HTMLTextAreaElement).value;
    this.error = "";
    this.requestUpdate();
  };

  /** Enter sends, but not what an input method still works on, nor on a touch screen. */
  #pressed = (event: KeyboardEvent): void => {
    const isComposing = event.isComposing || event.keyCode === IN_COMPOSITION;
    if (event.key === "Escape" && !isComposing && this.draft.reply) {
      event.stopPropagation();
      this.draft.reply = null;
      this.requestUpdate();
    }
    const breaks = event.shiftKey || event.altKey || isTouched();
    if (event.key === "Enter" && !isComposing && !breaks) {
      event.preventDefault();
      this.#submit();
    }
  };

  #pasted = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    // Office programs put a picture of the text beside the text.
    const hasText = event.clipboardData?.types.includes("text/plain") === true;
    if (files.length > 0 && !hasText && takesFiles(this.room.limits)) {
      event.preventDefault();
      this.add(files);
    }
  };

  #picked = (event: Event): void => {
    const picker = event.target as HTMLInputElement;
    this.add([...(picker.files ?? [])]);
    // The same file can be chosen again.
    picker.value = "";
  };

  #stopped = (): void => {
    this.draft.reply = null;
    this.isRecording = false;
  };

  #ended = (event: CustomEvent<string>): void => {
    this.error = event.detail;
    this.isRecording = false;
  };
}

function isTouched(): boolean {
  return window.matchMedia("(hover: none) and (pointer: coarse)").matches;
}
