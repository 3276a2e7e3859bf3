/** Somebody's picture, or the first letters of a name. */

import { css, html, nothing, type TemplateResult } from "lit";
import { hue, initials } from "./format.ts";
import { signed } from "./signed.ts";
import type { Surroundings } from "./surroundings.ts";

interface Somebody {
  /** What the colour is made of. */
  id: string;
  name: string;
  path: string | null;
}

/** Return a round picture; the name stands beside it, so nobody hears it twice. */
export function avatar(around: Surroundings, who: Somebody): TemplateResult {
  return html`<span class="avatar" style="--hue:${hue(who.id)}" aria-hidden="true"
    >${initials(who.name)}${
      who.path
        ? html`<img alt="" draggable="false" ${signed(around, who.path)} />`
        : nothing
    }</span
  >`;
}

export const avatarStyles = css`
  .avatar {
    flex: none;
    position: relative;
    display: grid;
    place-items: center;
    width: var(--avatar, 32px);
    height: var(--avatar, 32px);
    border-radius: 50%;
    overflow: hidden;
    background: oklch(0.54 0.11 var(--hue));
    color: #fff;
    font-size: calc(var(--avatar, 32px) * 0.4);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: 1;
    letter-spacing: 0.02em;
    user-select: none;
  }
  .avatar img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
    opacity: 0;
    transition: opacity 150ms;
  }
  .avatar img[data-state="loaded"] {
    opacity: 1;
  }
`;
