/** What comes with a message: pictures, films, sounds, files, places. */

import { css, html, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { fire } from "./events.ts";
import { fileSize } from "./format.ts";
import { previewPath, signed } from "./signed.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Attachment, Message, Place } from "./types.ts";

const PREVIEW_PIXELS = 640;
const DECIMALS = 5;
const MOST_KEPT = 1000;

/** How wide pictures are in relation to their height, as far as they have been seen. */
const ratios = new Map<string, number>();

/** Whether it is shown as a picture, which opens large. */
export function isPicture(attachment: Attachment): boolean {
  return attachment.preview && !/^(?:video|audio)\//u.test(attachment.content_type);
}

/** Return an attachment as what it is. */
export function attached(
  around: Surroundings,
  message: Message,
  attachment: Attachment,
): TemplateResult {
  const [media] = attachment.content_type.split("/", 1);
  if (media === "video") {
    return film(around, attachment);
  }
  if (media === "audio") {
    return sound(around, message, attachment);
  }
  return isPicture(attachment)
    ? picture(around, message, attachment)
    : file(around, attachment);
}

function picture(
  around: Surroundings,
  message: Message,
  attachment: Attachment,
): TemplateResult {
  const { texts } = around;
  const { path } = attachment;
  const open = (event: Event) =>
    fire(event.currentTarget as Element, "chat-rooms-picture", { message, attachment });
  return html`<button
    class="picture"
    type="button"
    aria-label=${texts.open_picture(attachment.name || texts.kind_image)}
    style=${ifDefined(ratios.has(path) ? `--ratio:${ratios.get(path)}` : undefined)}
    @click=${open}
  >
    <ha-icon icon="mdi:image-outline" aria-hidden="true"></ha-icon>
    <img
      alt=""
      draggable="false"
      decoding="async"
      @load=${(event: Event) => fit(path, event.currentTarget as HTMLImageElement)}
      ${signed(around, previewPath(path, PREVIEW_PIXELS))}
    />
    <span class="broken">${texts.picture_failed}</span>
  </button>`;
}

function fit(path: string, image: HTMLImageElement): void {
  const { naturalWidth: width, naturalHeight: height } = image;
  if (width === 0 || height === 0) {
    return;
  }
  const ratio = Math.min(2.4, Math.max(0.5, width / height));
  if (ratios.size >= MOST_KEPT) {
    ratios.clear();
  }
  ratios.set(path, ratio);
  image.parentElement?.style.setProperty("--ratio", String(ratio));
}

function film(around: Surroundings, attachment: Attachment): TemplateResult {
  const { path, preview, name } = attachment;
  const label = name || around.texts.kind_video;
  return html`${
    preview
      ? html`<video
        controls
        playsinline
        preload="none"
        aria-label=${label}
        ${signed(around, path)}
        ${signed(around, previewPath(path, PREVIEW_PIXELS), "poster")}
      ></video>`
      : html`<video
        controls
        playsinline
        preload="metadata"
        aria-label=${label}
        ${signed(around, path)}
      ></video>`
  }${file(around, attachment, "instead")}`;
}

function sound(
  around: Surroundings,
  message: Message,
  attachment: Attachment,
): TemplateResult {
  const isVoice = message.kind === "audio";
  const label = isVoice ? around.texts.kind_audio : attachment.name;
  // Without its length the player would say 0:00.
  const preload = message.duration === null ? "metadata" : "none";
  return html`<audio
      controls
      preload=${preload}
      aria-label=${label}
      ${signed(around, attachment.path)}
    ></audio>
    ${file(around, attachment, "instead")}`;
}

function file(around: Surroundings, attachment: Attachment, look = ""): TemplateResult {
  const { name, size, path } = attachment;
  return html`<a
    class="file ${look}"
    target="_blank"
    rel="noopener noreferrer"
    download=${name}
    ${signed(around, path, "href")}
  >
    <span class="tile"><ha-icon icon="mdi:file-outline" aria-hidden="true"></ha-icon></span>
    <span class="about">
      <span class="name" dir="auto">${name || around.texts.kind_file}</span>
      <bdi class="more"
        >${size === null ? around.texts.download : fileSize(size, around.language)}</bdi
      >
    </span>
  </a>`;
}

/** Return a link to a place on a map. */
export function placed(around: Surroundings, place: Place): TemplateResult {
  const { latitude, longitude, name } = place;
  const at = `${latitude.toFixed(DECIMALS)}, ${longitude.toFixed(DECIMALS)}`;
  const query = new URLSearchParams({ mlat: `${latitude}`, mlon: `${longitude}` });
  const href = `https://www.openstreetmap.org/?${query}#map=16/${latitude}/${longitude}`;
  return html`<a
    class="file place"
    href=${href}
    target="_blank"
    rel="noopener noreferrer"
    aria-label=${around.texts.open_map(name || at)}
  >
    <span class="tile"><ha-icon icon="mdi:map-marker" aria-hidden="true"></ha-icon></span>
    <span class="about">
      <span class="name" dir="auto">${name || around.texts.kind_location}</span>
      <bdi class="more" dir="ltr">${at}</bdi>
    </span>
  </a>`;
}

export const attachmentStyles = css`
  .picture {
    --most: min(76cqi - 12px, 320px);
    position: relative;
    display: grid;
    place-items: center;
    overflow: hidden;
    width: min(var(--most), calc(var(--ratio, 1.333) * 240px));
    aspect-ratio: var(--ratio, 1.333);
    border-radius: 12px;
    background: color-mix(in srgb, var(--chat-ink) 8%, transparent);
    color: var(--chat-soft);
    --mdc-icon-size: 32px;
  }
  .picture img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
    opacity: 0;
    transition: opacity 200ms;
  }
  .picture img[data-state="loaded"] {
    opacity: 1;
  }
  .broken {
    display: none;
    position: absolute;
    inset-inline: 8px;
    inset-block-end: 10px;
    font-size: var(--ha-font-size-s, 12px);
  }
  img[data-state="failed"] ~ .broken {
    display: block;
  }
  .album {
    display: grid;
    grid-template-columns: repeat(2, 1fr);
    gap: 3px;
    width: min(76cqi - 12px, 320px);
  }
  .album .picture {
    width: auto;
    aspect-ratio: 1;
    border-radius: 8px;
  }
  .album .picture:last-child:nth-child(odd) {
    grid-column: span 2;
    aspect-ratio: 2;
  }
  .stamp .picture {
    width: min(45cqi, 176px);
    aspect-ratio: 1;
    background: none;
  }
  .stamp .picture img {
    object-fit: contain;
  }
  video {
    display: block;
    width: min(76cqi - 12px, 340px);
    aspect-ratio: 16 / 9;
    border-radius: 12px;
    background: #000;
    object-fit: contain;
  }
  audio {
    display: block;
    width: min(76cqi - 24px, 280px);
    height: 44px;
  }
  :is(video, audio)[data-state="failed"] {
    display: none;
  }
  .file {
    display: flex;
    align-items: center;
    gap: 10px;
    min-width: min(52cqi, 180px);
    padding: 2px;
    color: inherit;
    text-decoration: none;
    border-radius: 10px;
  }
  .tile {
    flex: none;
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 10px;
    background: color-mix(in srgb, var(--chat-accent) 22%, transparent);
    color: var(--chat-link);
    --mdc-icon-size: 22px;
  }
  .about {
    display: grid;
    min-width: 0;
  }
  .name {
    font-weight: var(--ha-font-weight-medium, 500);
    overflow-wrap: anywhere;
  }
  .more {
    color: var(--chat-soft);
    font-size: var(--ha-font-size-s, 12px);
    font-variant-numeric: tabular-nums;
  }
  .file.instead {
    display: none;
  }
  :is(video, audio)[data-state="failed"] + .file.instead {
    display: flex;
  }
  @media (hover: hover) {
    .file:hover .name {
      text-decoration: underline;
    }
  }
`;
