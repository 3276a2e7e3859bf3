/** The card's configuration: what is right, what is meant, and its form. */

import { texts } from "./texts.ts";
import type { CardConfig, HomeAssistant } from "./types.ts";

export const CARD = "chat-rooms-card";
const PLATFORM = "chat_rooms";
const DOMAINS = ["event", "notify"];

const ROOMS = {
  filter: DOMAINS.map((domain) => ({ domain, integration: PLATFORM })),
};

const SCHEMA = [
  { name: "entity", selector: { entity: ROOMS } },
  { name: "entities", selector: { entity: { ...ROOMS, multiple: true } } },
  { name: "title", selector: { text: {} } },
  {
    type: "grid",
    name: "",
    schema: [
      { name: "show_input", default: true, selector: { boolean: {} } },
      { name: "mark_read", default: true, selector: { boolean: {} } },
    ],
  },
  { name: "height", selector: { text: {} } },
] as const;

type Field = "entity" | "entities" | "title" | "show_input" | "mark_read" | "height";

/** Return the language of the page, for what is asked before Home Assistant is there. */
export function pageLanguage(): string {
  return document.documentElement.lang || navigator.language || "en";
}

/** Throw, in the user's language, if something is there that cannot be meant. */
export function assertConfig(config: CardConfig): void {
  const { error_entities, error_entity, error_height } = texts(pageLanguage());
  const { entity, entities, height } = config;
  if (entities !== undefined && entities !== null && !Array.isArray(entities)) {
    throw new Error(error_entities);
  }
  for (const one of [entity || [], entities ?? []].flat()) {
    const isRoom = typeof one === "string" && DOMAINS.includes(domainOf(one));
    if (!isRoom) {
      throw new Error(
        error_entity(typeof one === "string" ? one : JSON.stringify(one)),
      );
    }
  }
  if (height && !cssHeight(height)) {
    throw new Error(error_height);
  }
}

/** Return the entities of the rooms; throw if there are none. */
export function roomsOf(config: CardConfig): string[] {
  assertConfig(config);
  const { entity, entities } = config;
  const found = entities?.length
    ? entities
    : [entity].filter((one) => one !== undefined);
  const rooms = [...new Set(found.filter(Boolean))];
  if (rooms.length === 0) {
    throw new Error(texts(pageLanguage()).error_no_room);
  }
  return rooms;
}

/** Whether a list of rooms is meant, however many there are in it. */
export function isList(config: CardConfig): boolean {
  return (config.entities?.length ?? 0) > 0;
}

/** Return a height as CSS has it, "" for none; a number is one of pixels. */
export function cssHeight(height: CardConfig["height"]): string {
  const written = String(height ?? "").trim();
  const length = /^\d+(?:\.\d+)?$/u.test(written) ? `${written}px` : written;
  return length && CSS.supports("height", length) ? length : "";
}

/** Return the form in which the card is set up. */
export function configForm() {
  const words = () => texts(pageLanguage());
  return {
    schema: SCHEMA,
    assertConfig,
    computeLabel: ({ name }: { name: string }) =>
      name ? words()[`config_${name as Field}`] : undefined,
    computeHelper: ({ name }: { name: string }) =>
      name === "entities" || name === "height"
        ? words()[`config_${name}_help`]
        : undefined,
  };
}

/** Return a configuration to begin with: the first room that there is. */
export function stubConfig(hass: HomeAssistant): CardConfig {
  const entity = Object.keys(hass.entities)
    .toSorted()
    .find((id) => domainOf(id) === "event" && isOurs(hass, id));
  return { type: `custom:${CARD}`, ...(entity ? { entity } : {}) };
}

/** Return what to offer to somebody who has picked an entity. */
export function suggestion(hass: HomeAssistant, entityId: string) {
  const isRoom = DOMAINS.includes(domainOf(entityId)) && isOurs(hass, entityId);
  return isRoom ? { config: { type: `custom:${CARD}`, entity: entityId } } : null;
}

function isOurs(hass: HomeAssistant, entityId: string): boolean {
  return hass.entities[entityId]?.platform === PLATFORM;
}

function domainOf(entityId: string): string {
  return entityId.split(".", 1)[0] ?? "";
}
