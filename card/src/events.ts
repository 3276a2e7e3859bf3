/** What the parts of the card tell one another. */

import type { Attachment, Message } from "./types.ts";

export interface PictureChoice {
  message: Message;
  attachment: Attachment;
}

/** What the user has written, chosen or said. */
export interface Outgoing {
  text: string;
  files: File[];
  voice: boolean;
  reply_to: string | null;
}

export interface ChatEvents {
  "chat-rooms-reply": Message;
  "chat-rooms-picture": PictureChoice;
  "chat-rooms-jump": string;
  "chat-rooms-retry": string;
  "chat-rooms-discard": string;
  "chat-rooms-send": Outgoing;
  "chat-rooms-room": string;
  "chat-rooms-back": null;
}

/** Tell everything around an element what happened in it. */
export function fire<Name extends keyof ChatEvents>(
  from: EventTarget,
  name: Name,
  detail: ChatEvents[Name],
): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
