/** The words of a message. They never become HTML but through Home Assistant. */

import { css, html, type TemplateResult } from "lit";
import { linked } from "./format.ts";

interface CardHelpers {
  createCardElement(config: { type: string; content: string }): unknown;
}

const MARKDOWN = "ha-markdown";
const CODE = /(```[\s\S]*?```|`[^`\n]*`)/u;
/** Without any of these a text is the same as Markdown and as it is. */
const MARKUP = /[*_`~#>|[\]\\<&]|^\s*(?:[-+=]|\d+[.)])/mu;
const AUTOLINK = /<(https?:\/\/[^\s<>]+)>/giu;
const WORD_JOINER = "\u2060";
const EMOJI_ONLY =
  /^(?:\p{Extended_Pictographic}(?:\uFE0F|\u20E3|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*\s?){1,3}$/u;

let isAskedFor = false;

/** Let Home Assistant load what renders Markdown; call back once it is there. */
export function needMarkdown(then: () => void): void {
  if (customElements.get(MARKDOWN)) {
    return;
  }
  customElements.whenDefined(MARKDOWN).then(then);
  if (isAskedFor) {
    return;
  }
  isAskedFor = true;
  const { loadCardHelpers } = window as {
    loadCardHelpers?: () => Promise<CardHelpers>;
  };
  // The card of that name brings it along.
  loadCardHelpers?.()
    .then((helpers) => helpers.createCardElement({ type: "markdown", content: " " }))
    .catch(() => undefined);
}

/** Return a text as people read it, with links; Markdown where it is some. */
export function said(text: string, isMarkdown: boolean): TemplateResult {
  return isMarkdown && MARKUP.test(text) && customElements.get(MARKDOWN)
    ? html`<ha-markdown class="markdown" dir="auto" breaks .content=${tamed(text)}></ha-markdown>`
    : html`<span class="plain" dir="auto"
        >${linked(text).map(({ text, href }) =>
          href
            ? html`<a href=${href} target="_blank" rel="noopener noreferrer">${text}</a>`
            : text,
        )}</span
      >`;
}

/** Whether a text is a few emoji and nothing else. */
export function isEmoji(text: string): boolean {
  return EMOJI_ONLY.test(text.trim());
}

/**
 * Return Markdown without HTML and without pictures.
 *
 * Both would be sanitised, but a picture from elsewhere tells its server who reads,
 * and Home Assistant's own elements may stand in HTML. In code, entities would be seen;
 * there an invisible character takes the tags apart.
 */
export function tamed(text: string): string {
  return text
    .split(CODE)
    .map((piece, index) =>
      index % 2 === 0
        ? piece.replace(AUTOLINK, "$1").replaceAll("<", "&lt;")
        : piece.replace(/<(?=[a-z/!?])/giu, `<${WORD_JOINER}`),
    )
    .join("")
    .replaceAll("![", `!${WORD_JOINER}[`);
}

export const saidStyles = css`
  .plain {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
  }
  .plain a {
    color: var(--chat-link);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .markdown {
    overflow-wrap: anywhere;
    --markdown-link-color: var(--chat-link);
    --markdown-code-background-color: color-mix(
      in srgb,
      var(--chat-ink) 9%,
      transparent
    );
  }
  .emoji .plain {
    font-size: 2.4em;
    line-height: 1.25;
  }
`;
