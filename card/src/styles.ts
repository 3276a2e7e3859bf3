/** What all parts of the card look like. */

import { css } from "lit";

/** The card's own colours, made of the theme's. */
export const colours = css`
  :host {
    --chat-surface: var(--card-background-color, #fff);
    --chat-ink: var(--primary-text-color, #212121);
    --chat-accent: var(--primary-color, #03a9f4);
    --chat-line: var(--divider-color, rgb(127 127 127 / 25%));
    --chat-soft: color-mix(in srgb, var(--chat-ink) 70%, transparent);
    --chat-theirs: color-mix(in srgb, var(--chat-ink) 7%, var(--chat-surface));
    --chat-own: color-mix(in srgb, var(--chat-accent) 24%, var(--chat-surface));
    --chat-strong: color-mix(in srgb, var(--chat-accent) 78%, #000);
    --chat-on-strong: var(--text-primary-color, #fff);
    --chat-link: color-mix(in srgb, var(--chat-accent) 45%, var(--chat-ink));
    --chat-error: color-mix(in srgb, var(--error-color, #db4437) 75%, var(--chat-ink));
  }
`;

export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button {
    font: inherit;
    color: inherit;
    cursor: pointer;
    border: none;
    background: none;
    padding: 0;
    margin: 0;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled {
    cursor: default;
    opacity: 0.45;
  }
  :is(a, button, textarea, [tabindex]):focus-visible {
    outline: 2px solid var(--chat-accent);
    outline-offset: 2px;
  }
  /* Names and texts have their own direction, but stand where the others do. */
  :is(bdi, [dir="auto"]):not(textarea) {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-width: 0;
  }
  .tool {
    flex: none;
    display: inline-grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    color: var(--chat-soft);
    --mdc-icon-size: 22px;
  }
  ha-icon-button.tool {
    --ha-icon-button-size: 40px;
    --mdc-icon-button-size: 40px;
  }
  button.tool {
    transition: background-color 120ms;
  }
  ha-icon.turn:dir(rtl) {
    transform: scaleX(-1);
  }
  .badge {
    flex: none;
    min-width: 20px;
    padding: 0 6px;
    border-radius: 10px;
    background: var(--chat-strong);
    color: var(--chat-on-strong);
    font-size: var(--ha-font-size-s, 12px);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: 20px;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  .spinner {
    display: inline-block;
    width: 28px;
    height: 28px;
    border-radius: 50%;
    border: 3px solid var(--chat-line);
    border-block-start-color: var(--chat-accent);
    animation: turn 1s linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  @media (hover: hover) {
    button.tool:not(:disabled):hover {
      background: color-mix(in srgb, var(--chat-ink) 9%, transparent);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      transition: none !important;
      animation-duration: 2.5s !important;
    }
  }
`;
