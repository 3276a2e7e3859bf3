/** Small parts: Home Assistant's own where they are loaded, the browser's otherwise. */

import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "./texts.ts";

interface Tool {
  icon: string;
  label: string;
  action: (event: Event) => void;
  isDisabled?: boolean;
  /** Another class for the button. */
  look?: string;
}

/** Return a round button with an icon. */
export function tool({
  icon,
  label,
  action,
  isDisabled = false,
  look = "",
}: Tool): TemplateResult {
  const picture = html`<ha-icon class=${look} icon=${icon} aria-hidden="true"></ha-icon>`;
  return customElements.get("ha-icon-button")
    ? html`<ha-icon-button
        class="tool ${look}"
        .label=${label}
        .disabled=${isDisabled}
        @click=${action}
      >
        ${picture}
      </ha-icon-button>`
    : html`<button
        class="tool ${look}"
        type="button"
        aria-label=${label}
        title=${label}
        ?disabled=${isDisabled}
        @click=${action}
      >
        ${picture}
      </button>`;
}

/** Return what turns while something is awaited. */
export function spinner(
  texts: Texts,
  size: "tiny" | "small" = "small",
): TemplateResult {
  return html`<span role="status" aria-label=${texts.loading}
    >${
      customElements.get("ha-spinner")
        ? html`<ha-spinner .size=${size}></ha-spinner>`
        : html`<span class="spinner"></span>`
    }</span
  >`;
}

/** Return a notice across the card. */
export function alert(
  kind: "info" | "warning" | "error",
  text: string,
): TemplateResult | typeof nothing {
  if (!text) {
    return nothing;
  }
  return customElements.get("ha-alert")
    ? html`<ha-alert class="alert" alert-type=${kind}>${text}</ha-alert>`
    : html`<div class="alert plain ${kind}" role="alert">${text}</div>`;
}

/** Return how many are unread, as a badge; large numbers stay small. */
export function badge(texts: Texts, count: number): TemplateResult | typeof nothing {
  if (count <= 0) {
    return nothing;
  }
  return html`<span class="badge" role="img" aria-label=${texts.unread_count(count)}
    >${count > 99 ? "99+" : count}</span
  >`;
}
