/** What the field to write in looks like. */

import { css } from "lit";

export const composerStyles = css`
  :host {
    display: block;
    flex: none;
    border-block-start: 1px solid var(--chat-line);
    background: var(--chat-surface);
  }
  .line {
    display: flex;
    align-items: flex-end;
    gap: 4px;
    padding: 8px;
  }
  textarea {
    flex: 1;
    min-width: 0;
    max-height: 132px;
    margin: 0;
    padding: 9px 16px;
    border: 1px solid transparent;
    border-radius: 20px;
    background: var(--chat-theirs);
    color: inherit;
    font: inherit;
    font-size: var(--ha-font-size-m, 14px);
    line-height: 20px;
    resize: none;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  textarea::placeholder {
    color: var(--chat-soft);
    opacity: 1;
  }
  .line textarea:focus-visible {
    outline: none;
    border-color: var(--chat-accent);
  }
  .send {
    color: var(--chat-link);
  }
  .above {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 12px 0;
    font-size: var(--ha-font-size-s, 12px);
    line-height: 1.4;
  }
  .reply {
    padding-inline: 16px 8px;
    color: var(--chat-link);
    --mdc-icon-size: 20px;
  }
  .about {
    flex: 1;
    display: grid;
    min-width: 0;
    color: var(--chat-ink);
  }
  .reply .about {
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--chat-accent);
  }
  .files {
    gap: 6px;
    overflow-x: auto;
    scrollbar-width: thin;
  }
  .chip {
    flex: 0 0 auto;
    display: flex;
    align-items: center;
    gap: 8px;
    max-width: min(260px, 100%);
    padding: 4px;
    padding-inline-start: 6px;
    border-radius: 12px;
    background: var(--chat-theirs);
    color: var(--chat-soft);
    --mdc-icon-size: 24px;
  }
  .chip img {
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: 8px;
    object-fit: cover;
  }
  .chip .tool {
    width: 32px;
    height: 32px;
    --ha-icon-button-size: 32px;
    --mdc-icon-button-size: 32px;
    --mdc-icon-size: 18px;
  }
  .more,
  .count {
    color: var(--chat-soft);
    font-variant-numeric: tabular-nums;
  }
  .count {
    justify-content: flex-end;
    padding-inline: 20px;
  }
  .error {
    padding-inline: 20px;
    color: var(--chat-error);
  }
  @media (pointer: coarse) {
    /* Smaller, and a phone would zoom in. */
    textarea {
      font-size: 16px;
    }
  }
`;
