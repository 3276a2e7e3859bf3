/** What a message looks like. */

import { css } from "lit";

export const bubbleStyles = css`
  :host {
    display: block;
    padding-block-start: 2px;
    padding-inline: 12px;
    border-radius: 12px;
    outline-offset: -3px;
    --round: 18px;
    --tight: 6px;
  }
  :host(:focus-visible) {
    outline: 2px solid var(--chat-accent);
  }
  .row {
    display: flex;
    align-items: flex-start;
    gap: 8px;
  }
  .row.own {
    flex-direction: row-reverse;
  }
  .row.first {
    padding-block-start: 8px;
  }
  .noface {
    flex: none;
    width: var(--avatar, 32px);
  }
  .column {
    position: relative;
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    min-width: 0;
    max-width: min(76cqi, 560px);
  }
  .own .column {
    align-items: flex-end;
  }
  .bubble {
    display: flow-root;
    min-width: 0;
    max-width: 100%;
    padding: 7px 12px;
    border-radius: var(--tight) var(--round) var(--round) var(--tight);
    background: var(--chat-theirs);
    line-height: 1.4;
  }
  .bubble:dir(rtl) {
    border-radius: var(--round) var(--tight) var(--tight) var(--round);
  }
  .first .bubble {
    border-start-start-radius: var(--round);
  }
  .last .bubble {
    border-end-start-radius: var(--round);
  }
  .own .bubble {
    background: var(--chat-own);
    border-radius: var(--round) var(--tight) var(--tight) var(--round);
  }
  .own .bubble:dir(rtl) {
    border-radius: var(--tight) var(--round) var(--round) var(--tight);
  }
  .own.first .bubble {
    border-start-end-radius: var(--round);
  }
  .own.last .bubble {
    border-end-end-radius: var(--round);
  }
  .mention .bubble {
    box-shadow: inset 0 0 0 1.5px
      color-mix(in srgb, var(--chat-accent) 75%, transparent);
  }
  :is(.stamp, .emoji) .bubble {
    padding: 0 2px;
    background: none;
  }
  .gone .bubble {
    background: none;
    box-shadow: inset 0 0 0 1px var(--chat-line);
    color: var(--chat-soft);
  }
  .sender {
    font-size: var(--ha-font-size-s, 12px);
    font-weight: var(--ha-font-weight-bold, 700);
    line-height: 1.5;
    color: color-mix(in oklab, oklch(0.6 0.17 var(--hue)) 62%, var(--chat-ink));
  }
  .title {
    font-weight: var(--ha-font-weight-bold, 700);
    overflow-wrap: anywhere;
  }
  .meta {
    float: inline-end;
    display: inline-flex;
    align-items: center;
    gap: 5px;
    margin-inline-start: 10px;
    margin-block: 5px -3px;
    font-size: 11px;
    line-height: 14px;
    color: var(--chat-soft);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    user-select: none;
  }
  .mark {
    --mdc-icon-size: 13px;
    display: inline-flex;
  }
  .failed .mark {
    color: var(--chat-error);
  }
  .sending .bubble {
    opacity: 0.72;
  }
  .bubble > :is(.picture, .album, video, audio, .file, .leaving) {
    margin-block: 3px;
  }
  .bubble > .file + .meta {
    margin-block-start: 0;
  }
  .bubble > :is(.picture, .album, video, .leaving) {
    margin-inline: -6px;
  }
  .bubble > :is(.picture, .album, video, .leaving):first-child {
    margin-block-start: -1px;
  }
  .stamp .bubble > .picture {
    margin-inline: 0;
  }
  .leaving {
    display: block;
    max-width: min(66cqi, 320px);
    height: 200px;
    border-radius: 12px;
    object-fit: cover;
  }
  .long.cut-off {
    max-height: 21em;
    overflow: hidden;
    mask-image: linear-gradient(#000 82%, transparent);
  }
  .whole {
    color: var(--chat-link);
    font-weight: var(--ha-font-weight-medium, 500);
    padding-block: 4px;
  }
  .quote {
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: calc(100% + 8px);
    max-width: calc(100% + 8px);
    margin-block: 3px 5px;
    margin-inline: -4px;
    padding: 5px 10px;
    border-radius: 8px;
    border-inline-start: 3px solid
      color-mix(in oklab, oklch(0.6 0.17 var(--hue, 240)) 62%, var(--chat-ink));
    background: color-mix(in srgb, var(--chat-ink) 6%, transparent);
    font-size: var(--ha-font-size-s, 12px);
    line-height: 1.4;
    text-align: start;
  }
  .quote.empty {
    border-color: var(--chat-line);
    color: var(--chat-soft);
    font-style: italic;
  }
  .quote img {
    flex: none;
    width: 34px;
    height: 34px;
    border-radius: 6px;
    object-fit: cover;
  }
  .quote img[data-state="failed"] {
    display: none;
  }
  .quoted {
    display: grid;
    min-width: 0;
  }
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-block: -5px 4px;
    padding-inline: 8px;
    z-index: 0;
  }
  .reaction {
    display: inline-flex;
    gap: 4px;
    align-items: center;
    padding: 1px 8px;
    border-radius: 12px;
    border: 2px solid var(--chat-surface);
    background: var(--chat-theirs);
    font-size: var(--ha-font-size-s, 12px);
    line-height: 19px;
  }
  .reaction.mine {
    background: var(--chat-own);
  }
  .count {
    color: var(--chat-soft);
    font-variant-numeric: tabular-nums;
  }
  .answer.tool {
    position: absolute;
    inset-block-start: max(0px, 50% - 16px);
    inset-inline-start: calc(100% + 6px);
    z-index: 1;
    border: 1px solid var(--chat-line);
    background: var(--chat-surface);
    width: 32px;
    height: 32px;
    --ha-icon-button-size: 32px;
    --mdc-icon-button-size: 32px;
    --mdc-icon-size: 18px;
    opacity: 0;
    pointer-events: none;
  }
  :host(:is(:focus-within, [chosen])) .answer.tool {
    opacity: 1;
    pointer-events: auto;
  }
  .own .answer.tool {
    inset-inline: auto calc(100% + 6px);
  }
  @container (max-width: 420px) {
    .answer.tool {
      inset-inline-start: calc(100% - 22px);
    }
    .own .answer.tool {
      inset-inline: auto calc(100% - 22px);
    }
  }
  .failure {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 2px 12px;
    padding-block: 4px;
    font-size: var(--ha-font-size-s, 12px);
    color: var(--chat-error);
  }
  .failure button {
    padding-block: 4px;
    font-weight: var(--ha-font-weight-bold, 700);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 2px 6px;
    max-width: min(88cqi, 560px);
    margin: 6px auto;
    font-size: var(--ha-font-size-s, 12px);
    line-height: 1.4;
    text-align: center;
    color: var(--chat-soft);
    --mdc-icon-size: 15px;
  }
  .notice.like ha-icon {
    color: var(--pink-color, #e91e63);
  }
  .notice.sensor {
    width: fit-content;
    padding: 5px 12px;
    border-radius: 14px;
    border: 1px solid color-mix(in srgb, var(--warning-color, #ffa600) 55%, transparent);
    background: color-mix(in srgb, var(--warning-color, #ffa600) 12%, transparent);
    color: var(--chat-ink);
  }
  .notice time {
    padding-block-start: 1px;
    font-size: 11px;
    color: var(--chat-soft);
  }
  .notice .quote {
    min-width: 0;
    max-width: 100%;
    margin: 2px 0;
  }
  :host([flash]) {
    animation: flash 1.6s ease-out;
  }
  @keyframes flash {
    from {
      background: color-mix(in srgb, var(--chat-accent) 30%, transparent);
    }
  }
  @media (hover: hover) {
    :host(:hover) .answer.tool {
      opacity: 1;
      pointer-events: auto;
    }
    button.quote:hover {
      background: color-mix(in srgb, var(--chat-ink) 10%, transparent);
    }
  }
`;
