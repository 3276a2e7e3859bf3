/** Whether a room takes what somebody wants to send. */

import { fileSize } from "./format.ts";
import type { Texts } from "./texts.ts";
import type { RoomInfo } from "./types.ts";

type Limits = RoomInfo["limits"];

const ANY = "*/*";

/** Return what to offer in the browser's dialog; undefined for everything. */
export function accepted({ content_types: types }: Limits): string | undefined {
  return types.includes(ANY) ? undefined : types.join();
}

/** Whether files can be sent at all. */
export function takesFiles({ content_types: types }: Limits): boolean {
  return types.length > 0;
}

/** Return why a file cannot be sent; "" if it can, or if Home Assistant makes it fit. */
export function refusal(file: File, limits: Limits, texts: Texts, language: string) {
  const { content_types: types, file_size: most } = limits;
  const family = file.type.split("/", 1)[0] || "application";
  const isMedia = ["image", "audio", "video"].includes(family);
  const isTaken = types.some(
    (type) =>
      type === ANY ||
      type === file.type ||
      // Pictures and sounds are converted.
      (isMedia && type.startsWith(`${family}/`)),
  );
  // Some systems do not tell a file's type.
  if (!isTaken && file.type) {
    return texts.wrong_type;
  }
  const isTooLarge = most > 0 && file.size > most;
  return isTooLarge && family !== "image"
    ? texts.too_large(fileSize(most, language))
    : "";
}

/** Return how long a text is as services count it. */
export function length(text: string): number {
  return [...text].length;
}
