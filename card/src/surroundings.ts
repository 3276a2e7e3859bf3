/** What every part of the card needs to know of the world around it. */

import { type Texts, texts } from "./texts.ts";
import type { HomeAssistant } from "./types.ts";

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

/** The user's language and times; a new one is made only when these change. */
export class Surroundings {
  /** Home Assistant as it is now. */
  hass: HomeAssistant;
  readonly texts: Texts;
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  readonly isDark: boolean;
  readonly #fingerprint: string;

  constructor(hass: HomeAssistant) {
    this.hass = hass;
    this.language = hass.language;
    this.texts = texts(hass.language);
    const [base = ""] = hass.language.toLowerCase().split("-", 1);
    this.direction = RIGHT_TO_LEFT.has(base) ? "rtl" : "ltr";
    this.isDark = hass.themes?.darkMode === true;
    this.#fingerprint = fingerprint(hass);
  }

  /** Take a newer state of Home Assistant; return what is true from now on. */
  with(hass: HomeAssistant): Surroundings {
    if (fingerprint(hass) !== this.#fingerprint) {
      return new Surroundings(hass);
    }
    this.hass = hass;
    return this;
  }
}

function fingerprint(hass: HomeAssistant): string {
  const { language, locale, config, themes } = hass;
  return [
    language,
    locale?.time_format,
    locale?.time_zone,
    config?.time_zone,
    themes?.darkMode,
  ].join();
}
