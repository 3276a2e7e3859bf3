/** Times, names and texts as people read them. */

import type { Texts } from "./texts.ts";
import type { HomeAssistant, Message } from "./types.ts";

const DAY = 24 * 3600 * 1000;
const HUES = 360;
const KIB = 1024;

type Locale = Pick<HomeAssistant, "locale" | "config" | "language">;

export interface Piece {
  text: string;
  href?: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(
  hass: Locale,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const zone = hass.locale.time_zone === "server" ? hass.config.time_zone : undefined;
  const key = JSON.stringify([hass.language, zone, options]);
  let found = formats.get(key);
  if (!found) {
    const zoned = zone ? { ...options, timeZone: zone } : options;
    found = new Intl.DateTimeFormat(hass.language, zoned);
    formats.set(key, found);
  }
  return found;
}

/** Return what tells one day from another, for those who look. */
export function dayKey(moment: string | number, hass: Locale): string {
  const options = { year: "numeric", month: "numeric", day: "numeric" } as const;
  return format(hass, options).format(new Date(moment));
}

/** Days with a change of the clocks have 23 or 25 hours, so hours tell nothing. */
function daysBetween(moment: string, now: number, hass: Locale): number {
  const dates = [now, Date.parse(moment)].map((time) => {
    const english = { ...hass, language: "en" };
    const options = { year: "numeric", month: "numeric", day: "numeric" } as const;
    return Date.parse(`${format(english, options).format(time)} UTC`);
  });
  const [today = 0, then = 0] = dates;
  return (today - then) / DAY;
}

/** Return the name of a day: today, yesterday, or its date. */
export function dayLabel(
  moment: string,
  hass: Locale,
  texts: Texts,
  now = Date.now(),
): string {
  const key = dayKey(moment, hass);
  if (key === dayKey(now, hass)) {
    return texts.today;
  }
  if (daysBetween(moment, now, hass) === 1) {
    return texts.yesterday;
  }
  const isRecent = now - Date.parse(moment) < 300 * DAY;
  return format(hass, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(isRecent ? {} : { year: "numeric" }),
  }).format(new Date(moment));
}

/** Return the time of the day, with 12 or 24 hours as the user has chosen. */
export function clock(moment: string, hass: Locale): string {
  return format(hass, {
    hour: "numeric",
    minute: "2-digit",
    ...hours(hass.locale.time_format),
  }).format(new Date(moment));
}

function hours(timeFormat: string): Intl.DateTimeFormatOptions {
  switch (timeFormat) {
    case "12":
      return { hour12: true };
    case "24":
      // hour12: false would make midnight 24:00 in some languages.
      return { hourCycle: "h23" };
    case "system": {
      const { hour12 } = new Intl.DateTimeFormat(undefined, {
        hour: "numeric",
      }).resolvedOptions();
      return hours(hour12 ? "12" : "24");
    }
    default:
      return {};
  }
}

/** Return the time of today, or the day of what is older, for lists. */
export function shortMoment(
  moment: string,
  hass: Locale,
  texts: Texts,
  now = Date.now(),
): string {
  const key = dayKey(moment, hass);
  if (key === dayKey(now, hass)) {
    return clock(moment, hass);
  }
  if (daysBetween(moment, now, hass) === 1) {
    return texts.yesterday;
  }
  return format(hass, { day: "numeric", month: "short" }).format(new Date(moment));
}

/** Return one or two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const letters = words.map((word) => [...word].find((c) => /[\p{L}\p{N}]/u.test(c)));
  const found = letters.filter((letter) => letter !== undefined);
  const [first, last] = [found[0], found.length > 1 ? found.at(-1) : ""];
  return `${first ?? "?"}${last ?? ""}`.toLocaleUpperCase();
}

/** Return a colour's place on the wheel, in degrees: the same for the same id. */
export function hue(id: string): number {
  let sum = 0;
  for (const character of id) {
    sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  }
  return (sum * 137) % HUES;
}

/** Return a file's size, which is given in bytes. */
export function fileSize(bytes: number, language: string): string {
  const units = ["B", "KB", "MB", "GB"];
  let size = bytes;
  let unit = 0;
  while (size >= KIB && unit < units.length - 1) {
    size /= KIB;
    unit += 1;
  }
  const digits = unit > 0 && size < 10 ? 1 : 0;
  const number = size.toLocaleString(language, { maximumFractionDigits: digits });
  return `${number} ${units[unit]}`;
}

/** Return minutes and seconds. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

const LINK = /\b(?:https?:\/\/|mailto:|tel:)[^\s<>"'“”„«»、。「」『』【】（）！？]+/giu;
const TRAILING = /[.,;:!?…)\]}]+$/u;

/** Cut a text into pieces, those that are addresses with where they lead. */
export function linked(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    const address = trimmed(found[0]);
    if (!isAddress(address)) {
      continue;
    }
    if (found.index > end) {
      pieces.push({ text: text.slice(end, found.index) });
    }
    pieces.push({ text: address, href: address });
    end = found.index + address.length;
  }
  if (end < text.length) {
    pieces.push({ text: text.slice(end) });
  }
  return pieces;
}

function trimmed(address: string): string {
  let found = address;
  for (;;) {
    const tail = TRAILING.exec(found)?.[0];
    if (!tail) {
      return found;
    }
    // A bracket that was opened in the address belongs to it.
    const last = tail.at(-1) ?? "";
    if (last === ")" && count(found, "(") >= count(found, ")")) {
      return found;
    }
    found = found.slice(0, -last.length);
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function isAddress(address: string): boolean {
  if (!URL.canParse(address)) {
    return false;
  }
  const { protocol, hostname, pathname } = new URL(address);
  return protocol.startsWith("http") ? hostname !== "" : pathname !== "";
}

/** Return a message in one line: what was said, or else what it is. */
export function summary(message: Message, texts: Texts): string {
  if (message.deleted) {
    return texts.deleted;
  }
  const said = [message.title, message.text].filter(Boolean).join(" ");
  const line = said.replace(/\s+/gu, " ").trim();
  const place = message.location?.name ?? "";
  const file = message.kind === "file" ? (message.attachments[0]?.name ?? "") : "";
  return line || place || file || texts[`kind_${message.kind}`] || texts.kind_text;
}
