/** What a room looks like around its messages. */

import { css } from "lit";

export const roomStyles = css`
  :host {
    display: block;
    height: 100%;
    min-height: 0;
  }
  .room {
    position: relative;
    display: flex;
    flex-direction: column;
    height: 100%;
    overflow: hidden;
  }
  header {
    flex: none;
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 56px;
    padding: 8px 14px;
    border-block-end: 1px solid var(--chat-line);
    --avatar: 38px;
  }
  header .back.tool {
    display: var(--chat-back, inline-grid);
    margin-inline: -8px -6px;
  }
  .avatar.none {
    background: var(--chat-theirs);
  }
  .names {
    flex: 1;
    display: grid;
    min-width: 0;
  }
  h2 {
    margin: 0;
    font-size: var(--ha-font-size-l, 16px);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: 1.35;
  }
  .under {
    color: var(--chat-soft);
    font-size: var(--ha-font-size-s, 12px);
    line-height: 1.35;
  }
  .sign {
    flex: none;
    color: var(--chat-soft);
    --mdc-icon-size: 20px;
  }
  .sign.call {
    color: var(--success-color, #43a047);
  }
  .banner {
    flex: none;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 10px;
    padding: 5px 14px;
    background: var(--chat-theirs);
    font-size: var(--ha-font-size-s, 12px);
    line-height: 1.5;
  }
  .banner .spinner {
    width: 14px;
    height: 14px;
    border-width: 2px;
    vertical-align: middle;
  }
  .banner.error,
  .alert.plain.error {
    color: var(--chat-error);
  }
  .banner button {
    font-weight: var(--ha-font-weight-bold, 700);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .alert {
    flex: none;
    display: block;
    font-size: var(--ha-font-size-s, 12px);
  }
  .alert.plain {
    padding: 6px 14px;
    background: var(--chat-theirs);
    text-align: center;
  }
  .instead {
    flex: 1;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 8px;
    padding: 24px;
    color: var(--chat-soft);
    text-align: center;
    --mdc-icon-size: 40px;
  }
  .instead p {
    margin: 0;
    max-width: 34ch;
  }
  .read-only {
    flex: none;
    margin: 0;
    padding: 12px 16px;
    border-block-start: 1px solid var(--chat-line);
    color: var(--chat-soft);
    font-size: var(--ha-font-size-s, 12px);
    text-align: center;
  }
  .drop {
    position: absolute;
    inset: 8px;
    z-index: 3;
    display: grid;
    place-items: center;
    border: 2px dashed var(--chat-accent);
    border-radius: 12px;
    background: color-mix(in srgb, var(--chat-surface) 80%, transparent);
    color: var(--chat-link);
    pointer-events: none;
    --mdc-icon-size: 48px;
  }
`;
