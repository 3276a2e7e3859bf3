/** Why something failed, in the user's language. */

import type { Texts } from "./texts.ts";
import type { HomeAssistant } from "./types.ts";
import { UploadError } from "./upload.ts";

const TOO_LARGE = 413;

interface Refusal {
  code?: string;
  message?: string;
  translation_domain?: string;
  translation_key?: string;
  translation_placeholders?: Record<string, string>;
}

/** Return the code of what Home Assistant refused, "" for any other failure. */
export function errorCode(error: unknown): string {
  const code = (error as Refusal | null)?.code;
  return typeof code === "string" ? code : "";
}

/** Return what to tell the user of a failure; `otherwise` where nobody says why. */
export async function errorText(
  error: unknown,
  hass: HomeAssistant,
  texts: Texts,
  otherwise = texts.send_failed,
): Promise<string> {
  if (error instanceof UploadError) {
    return error.status === TOO_LARGE ? texts.upload_too_large : texts.upload_failed;
  }
  const refusal = (error ?? {}) as Refusal;
  const { translation_domain: domain, translation_key: key } = refusal;
  if (domain && key) {
    await hass.loadBackendTranslation("exceptions", domain).catch(() => undefined);
    const text = hass.localize(
      `component.${domain}.exceptions.${key}.message`,
      refusal.translation_placeholders ?? {},
    );
    if (text) {
      return text;
    }
  }
  // Without a code it is no answer, but a connection that was lost.
  return (refusal.code && refusal.message) || otherwise;
}
