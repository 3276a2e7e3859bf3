/** A Home Assistant with one room, whose answers can be held back. */

import type {
  Connection,
  HassEntity,
  HomeAssistant,
  Message,
  RoomEvent,
  RoomInfo,
} from "../src/types.ts";

export const ENTITY = "event.family";
export const CONNECTION_LOST = 3;

type Command = Record<string, unknown>;
type Send = (event: unknown) => void;

/** Let everything go on that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) {
    await Promise.resolve();
  }
}

/** A call that is not answered yet. */
export class HeldCall {
  readonly command: Command;
  readonly #answer: () => void;
  readonly #refuse: (error: unknown) => void;

  constructor(command: Command, answer: () => void, refuse: (error: unknown) => void) {
    this.command = command;
    this.#answer = answer;
    this.#refuse = refuse;
  }

  /** Answer with what is right now. */
  async answer(): Promise<void> {
    this.#answer();
    await settled();
  }

  async refuse(error: unknown): Promise<void> {
    this.#refuse(error);
    await settled();
  }
}

export class FakeConnection implements Connection {
  connected = true;
  /** With what the next subscriptions are refused. */
  refusal: unknown = null;
  /** Whether subscriptions are answered only when `release` is called. */
  isHeld = false;
  readonly asked: { message: Command; options: unknown }[] = [];
  readonly live = new Map<string, Send>();
  ended = 0;
  readonly #listeners = {
    ready: new Set<() => void>(),
    disconnected: new Set<() => void>(),
  };
  #release: (() => void)[] = [];
  readonly #begin: (send: Send, entityId: string) => void;

  constructor(begin: (send: Send, entityId: string) => void) {
    this.#begin = begin;
  }

  addEventListener(type: "ready" | "disconnected", listener: () => void): void {
    this.#listeners[type].add(listener);
  }

  removeEventListener(type: "ready" | "disconnected", listener: () => void): void {
    this.#listeners[type].delete(listener);
  }

  get listeners(): number {
    return this.#listeners.ready.size + this.#listeners.disconnected.size;
  }

  async subscribeMessage<T>(
    callback: (event: T) => void,
    message: Command,
    options?: { resubscribe?: boolean },
  ): Promise<() => Promise<void>> {
    this.asked.push({ message, options });
    if (this.isHeld) {
      await new Promise<void>((resolve) => this.#release.push(resolve));
    }
    if (!this.connected) {
      throw CONNECTION_LOST;
    }
    if (this.refusal !== null) {
      throw this.refusal;
    }
    const entityId = String(message.entity_id);
    const send = callback as Send;
    this.live.set(entityId, send);
    this.#begin(send, entityId);
    return async () => {
      this.ended += 1;
      if (this.live.get(entityId) === send) {
        this.live.delete(entityId);
      }
    };
  }

  async release(): Promise<void> {
    this.isHeld = false;
    for (const release of this.#release.splice(0)) {
      release();
    }
    await settled();
  }

  async lose(): Promise<void> {
    this.connected = false;
    this.live.clear();
    this.#fire("disconnected");
    await settled();
  }

  async comeBack(): Promise<void> {
    this.connected = true;
    this.#fire("ready");
    await settled();
  }

  #fire(type: "ready" | "disconnected"): void {
    for (const listener of [...this.#listeners[type]]) {
      listener();
    }
  }
}

/** Home Assistant, as far as a card sees it. */
export class FakeHome {
  /** All that was said in the room, in order. */
  history: Message[] = [];
  room: RoomInfo = roomInfo();
  readonly calls: Command[] = [];
  readonly uploads: string[] = [];
  /** Commands that wait until the test answers them. */
  readonly held: HeldCall[] = [];
  readonly heldTypes = new Set<string>();
  readonly failing = new Map<string, unknown>();
  /** Whether an uploaded file is taken; else the status of the answer. */
  uploadStatus = 200;
  /** Whether a room is told at once to who subscribes. */
  isSetUp = true;
  hass: HomeAssistant;
  connection: FakeConnection;
  #sent = 0;

  constructor() {
    this.connection = this.newConnection();
    this.hass = this.#newHass();
  }

  newConnection(): FakeConnection {
    return new FakeConnection((send, entityId) =>
      send(
        this.isSetUp
          ? { type: "room", room: { ...this.room, entity_id: entityId } }
          : { type: "unavailable" },
      ),
    );
  }

  /** Return another hass, as the frontend gives one whenever something changes. */
  changed(change: Partial<HomeAssistant>): HomeAssistant {
    this.hass = { ...this.hass, ...change };
    return this.hass;
  }

  /** Send an event to whoever looks at the room. */
  async tell(event: RoomEvent, entityId = ENTITY): Promise<void> {
    this.connection.live.get(entityId)?.(event);
    await settled();
  }

  /** Say something in the room; whoever looks is told. */
  async say(message: Message): Promise<void> {
    this.history.push(message);
    await this.tell({ type: "message", message });
  }

  /** Return the commands of one kind, oldest first. */
  called(type: string): Command[] {
    return this.calls.filter((call) => call.type === `chat_rooms/${type}`);
  }

  /** Hold back the answers to a command until the test gives them. */
  hold(type: string): void {
    this.heldTypes.add(`chat_rooms/${type}`);
  }

  fail(type: string, error: unknown): void {
    this.failing.set(`chat_rooms/${type}`, error);
  }

  succeed(type: string): void {
    this.failing.delete(`chat_rooms/${type}`);
    this.heldTypes.delete(`chat_rooms/${type}`);
  }

  /** Return the call that has waited longest; it waits no more in this list. */
  nextHeld(): HeldCall {
    const held = this.held.shift();
    if (!held) {
      throw new Error("nothing is held");
    }
    return held;
  }

  #newHass(): HomeAssistant {
    return {
      connection: this.connection,
      connected: true,
      states: {},
      entities: {},
      devices: {},
      config: { components: ["chat_rooms"], state: "RUNNING", time_zone: "Asia/Tokyo" },
      language: "en",
      locale: { language: "en", time_format: "24", time_zone: "server" },
      themes: { darkMode: false },
      callWS: <T>(command: Command) => this.#call(command) as Promise<T>,
      fetchWithAuth: (path, init) => this.#upload(path, init),
      hassUrl: (path = "") => `http://home${path}`,
      localize: () => "",
      loadBackendTranslation: async () => undefined,
    };
  }

  async #call(command: Command): Promise<unknown> {
    this.calls.push(command);
    const type = String(command.type);
    if (this.heldTypes.has(type)) {
      return new Promise((resolve, reject) => {
        this.held.push(
          new HeldCall(command, () => resolve(this.#answer(command)), reject),
        );
      });
    }
    if (this.failing.has(type)) {
      throw this.failing.get(type);
    }
    return this.#answer(command);
  }

  #answer(command: Command): unknown {
    switch (command.type) {
      case "chat_rooms/messages":
        return this.#page(command);
      case "chat_rooms/message": {
        const found = this.history.find((one) => one.message_id === command.message_id);
        if (!found) {
          throw { code: "not_found", message: "not there" };
        }
        return { message: found };
      }
      case "chat_rooms/send": {
        this.#sent += 1;
        const message_id = `sent-${this.#sent}`;
        return { message_id, messages: [{ message_id }] };
      }
      case "chat_rooms/mark_as_read":
        return { message_id: command.message_id, unread: 0 };
      case "auth/sign_path":
        return { path: `${command.path}?authSig=${this.calls.length}` };
      default:
        throw { code: "unknown_command", message: "Unknown command." };
    }
  }

  #page({ limit, before, after }: Command): { messages: Message[]; more: boolean } {
    const most = Number(limit);
    const index = (id: unknown) =>
      this.history.findIndex((one) => one.message_id === id);
    if (after !== undefined) {
      const newer = this.history.slice(index(after) + 1);
      return { messages: newer.slice(0, most), more: newer.length > most };
    }
    const older =
      before === undefined ? this.history : this.history.slice(0, index(before));
    return { messages: older.slice(-most), more: older.length > most };
  }

  async #upload(path: string, init?: RequestInit): Promise<Response> {
    const file = init?.body instanceof FormData ? init.body.get("file") : null;
    const name = file instanceof File ? file.name : "nothing";
    this.uploads.push(`${init?.method} ${path} ${name}`);
    const { uploadStatus } = this;
    return {
      ok: uploadStatus === 200,
      status: uploadStatus,
      json: async () => ({ file_id: `file-${this.uploads.length}` }),
    } as Response;
  }
}

/** Return an entity as it was in a moment: another object, whenever it changes. */
export function entity(state: string): HassEntity {
  return { entity_id: ENTITY, state, attributes: {} };
}

export function roomInfo(change: Partial<RoomInfo> = {}): RoomInfo {
  return {
    entity_id: ENTITY,
    notify_entity_id: "notify.family",
    device_id: "device",
    config_entry_id: "entry",
    account: "Hanako",
    service: "Nextcloud Talk",
    room_id: "room",
    name: "Family",
    avatar: null,
    unread: 0,
    muted: false,
    in_call: false,
    available: true,
    last: null,
    can_send: true,
    can_control: true,
    features: ["mark_as_read", "reply", "send"],
    limits: {
      text_length: 1000,
      file_size: 0,
      needs_file: false,
      content_types: ["*/*"],
    },
    can_record: false,
    ...change,
  };
}

/** Return the message that was sent in a certain minute of a day and those after. */
export function message(number: number, change: Partial<Message> = {}): Message {
  return {
    message_id: `m${number}`,
    room_id: "room",
    kind: "text",
    text: `text ${number}`,
    title: "",
    sender_id: "taro",
    sender: "Taro",
    sender_kind: "person",
    sent_at: new Date(Date.UTC(2026, 10, 1) + number * 60_000).toISOString(),
    is_own: false,
    sent_by_home_assistant: false,
    mentions_me: false,
    reply_to: null,
    attachments: [],
    location: null,
    duration: null,
    detail: {},
    deleted: false,
    edited_at: null,
    reactions: [],
    markdown: false,
    unread: false,
    avatar: null,
    ...change,
  };
}

/** Return a message that went out from this Home Assistant. */
export function own(number: number, change: Partial<Message> = {}): Message {
  return message(number, { is_own: true, sent_by_home_assistant: true, ...change });
}

export function messages(from: number, to: number): Message[] {
  return Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
}

export function ids(shown: readonly { message_id: string }[]): string[] {
  return shown.map((one) => one.message_id);
}

/** Return the ids of messages with these numbers, from the first to the last. */
export function idsOf(from: number, to: number): string[] {
  return ids(messages(from, to));
}
