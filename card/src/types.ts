/** What Home Assistant, the integration and the card tell one another. */

export interface HassEntity {
  entity_id: string;
  state: string;
  attributes: Record<string, unknown>;
}

export interface Connection {
  readonly connected: boolean;
  addEventListener(type: "ready" | "disconnected", listener: () => void): void;
  removeEventListener(type: "ready" | "disconnected", listener: () => void): void;
  subscribeMessage<T>(
    callback: (event: T) => void,
    message: Record<string, unknown>,
    options?: { resubscribe?: boolean },
  ): Promise<() => Promise<void>>;
}

export interface HomeAssistant {
  readonly connection: Connection;
  readonly connected: boolean;
  readonly states: Record<string, HassEntity>;
  readonly entities: Record<
    string,
    { entity_id: string; platform?: string; device_id?: string }
  >;
  readonly devices: Record<
    string,
    { name?: string | null; name_by_user?: string | null }
  >;
  readonly config: { components: string[]; state: string; time_zone: string };
  readonly language: string;
  readonly locale: { language: string; time_format: string; time_zone: string };
  readonly themes: { darkMode: boolean };
  callWS<T>(message: Record<string, unknown>): Promise<T>;
  fetchWithAuth(path: string, init?: RequestInit): Promise<Response>;
  hassUrl(path?: string): string;
  localize(key: string, values?: Record<string, string>): string;
  loadBackendTranslation(category: string, integration?: string): Promise<unknown>;
}

/** The card's configuration, as a user writes it. `height` is a CSS length. */
export interface CardConfig {
  type: string;
  entity?: string;
  entities?: string[];
  title?: string;
  show_input?: boolean;
  mark_read?: boolean;
  height?: string | number;
  grid_options?: Record<string, unknown>;
}

export type MessageKind =
  | "text"
  | "image"
  | "audio"
  | "video"
  | "file"
  | "stamp"
  | "location"
  | "like"
  | "sensor"
  | "system";

export interface Attachment {
  id: string;
  name: string;
  content_type: string;
  size: number | null;
  media_content_id: string;
  /** Where its file is, still to be signed; with `preview` there is a small picture. */
  path: string;
  preview: boolean;
}

export interface Place {
  latitude: number;
  longitude: number;
  name: string;
}

export interface Reaction {
  text: string;
  count: number;
  is_own: boolean;
}

export interface Message {
  message_id: string;
  room_id: string;
  kind: MessageKind;
  text: string;
  title: string;
  sender_id: string;
  sender: string;
  sender_kind: string;
  sent_at: string;
  is_own: boolean;
  sent_by_home_assistant: boolean;
  mentions_me: boolean;
  reply_to: string | null;
  attachments: Attachment[];
  location: Place | null;
  /** In seconds. */
  duration: number | null;
  detail: Record<string, unknown>;
  deleted: boolean;
  edited_at: string | null;
  reactions: Reaction[];
  markdown: boolean;
  unread: boolean;
  avatar: string | null;
}

export interface RoomInfo {
  entity_id: string;
  notify_entity_id: string | null;
  device_id: string | null;
  config_entry_id: string;
  account: string;
  service: string;
  room_id: string;
  name: string;
  avatar: string | null;
  unread: number | null;
  muted: boolean | null;
  in_call: boolean | null;
  available: boolean;
  last: Message | null;
  can_send: boolean;
  can_control: boolean;
  features: string[];
  limits: {
    text_length: number;
    /** In bytes. */
    file_size: number;
    needs_file: boolean;
    content_types: string[];
  };
  can_record: boolean;
}

export type RoomEvent =
  | { type: "room"; room: RoomInfo }
  | { type: "message"; message: Message }
  | { type: "changed"; message: Message }
  | { type: "deleted"; message_id: string }
  | { type: "stale"; message_id: string }
  | { type: "unavailable" }
  | { type: "gone" };

/** A message on its way out, as it stands in the room until it comes back. */
export interface Pending {
  local_id: string;
  text: string;
  file: File | null;
  voice: boolean;
  reply_to: string | null;
  sent_at: string;
  state: "sending" | "sent" | "failed";
  /** Why it failed, in the user's language. */
  error: string;
  /** Known once the service has taken it. */
  message_ids: string[];
}
