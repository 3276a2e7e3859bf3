/** Makes the card known to the browser and to Home Assistant. */

import { Bubble } from "./bubble.ts";
import { ChatRoomsCard } from "./card.ts";
import { Composer } from "./composer.ts";
import { CARD, pageLanguage, suggestion } from "./config.ts";
import { Lightbox } from "./lightbox.ts";
import { MessageList } from "./message-list.ts";
import { RoomList } from "./room-list.ts";
import { RoomView } from "./room-view.ts";
import { texts } from "./texts.ts";
import { Voice } from "./voice.ts";

declare global {
  interface Window {
    customCards?: unknown[];
  }
  interface HTMLElementTagNameMap {
    "chat-rooms-bubble": Bubble;
    "chat-rooms-composer": Composer;
    "chat-rooms-lightbox": Lightbox;
    "chat-rooms-list": RoomList;
    "chat-rooms-messages": MessageList;
    "chat-rooms-room": RoomView;
    "chat-rooms-voice": Voice;
    "chat-rooms-card": ChatRoomsCard;
  }
}

const ELEMENTS: [string, CustomElementConstructor][] = [
  ["chat-rooms-bubble", Bubble],
  ["chat-rooms-composer", Composer],
  ["chat-rooms-lightbox", Lightbox],
  ["chat-rooms-list", RoomList],
  ["chat-rooms-messages", MessageList],
  ["chat-rooms-room", RoomView],
  ["chat-rooms-voice", Voice],
  // The last, for Home Assistant uses it as soon as it is there.
  [CARD, ChatRoomsCard],
];

// The file may be loaded twice, by two addresses.
if (!customElements.get(CARD)) {
  for (const [name, element] of ELEMENTS) {
    customElements.define(name, element);
  }
  const { card_name: name, card_description: description } = texts(pageLanguage());
  window.customCards ??= [];
  window.customCards.push({
    type: CARD,
    name,
    description,
    preview: true,
    documentationURL: "https://github.com/chat-rooms/chat-rooms-home-assistant",
    getEntitySuggestion: suggestion,
  });
}
