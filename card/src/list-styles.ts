/** What the list of messages looks like. */

import { css } from "lit";

export const listStyles = css`
  :host {
    display: block;
    position: relative;
    min-height: 0;
    flex: 1;
    container-type: inline-size;
  }
  .list {
    position: absolute;
    inset: 0;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: color-mix(in srgb, var(--chat-ink) 25%, transparent) transparent;
    outline-offset: -2px !important;
  }
  .all {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    min-height: 100%;
  }
  .edge {
    display: grid;
    place-items: center;
    flex: none;
    min-height: 40px;
  }
  .edge.end {
    min-height: 10px;
  }
  .date {
    position: sticky;
    inset-block-start: 8px;
    z-index: 1;
    display: grid;
    justify-items: center;
    margin-block: 14px 6px;
    pointer-events: none;
  }
  .date span {
    padding: 2px 12px;
    border-radius: 14px;
    transition: opacity 300ms;
    border: 1px solid var(--chat-line);
    background: color-mix(in srgb, var(--chat-surface) 94%, transparent);
    color: var(--chat-soft);
    font-size: var(--ha-font-size-s, 12px);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: 18px;
  }
  /* Over messages the day is only shown while one scrolls. */
  .list:not([moving]) .date[stuck] span {
    opacity: 0;
  }
  .unread {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 14px 16px 6px;
    color: var(--chat-link);
    font-size: var(--ha-font-size-s, 12px);
    font-weight: var(--ha-font-weight-medium, 500);
  }
  .unread::before,
  .unread::after {
    content: "";
    flex: 1;
    height: 1px;
    background: color-mix(in srgb, var(--chat-accent) 55%, transparent);
  }
  .empty {
    margin: auto;
    padding: 24px;
    color: var(--chat-soft);
    text-align: center;
  }
  .newest {
    position: absolute;
    inset-block-end: 12px;
    inset-inline-end: 16px;
    z-index: 2;
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    background: var(--chat-surface);
    border: 1px solid var(--chat-line);
    box-shadow: 0 2px 8px rgb(0 0 0 / 22%);
    color: var(--chat-soft);
    --mdc-icon-size: 24px;
  }
  .newest .badge {
    position: absolute;
    inset-block-start: -9px;
    inset-inline-end: -4px;
  }
`;
