/** The card itself: a room, or a list of rooms of which one is open. */

import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { configForm, cssHeight, isList, roomsOf, stubConfig } from "./config.ts";
import type { RoomList } from "./room-list.ts";
import { RoomSession } from "./room-session.ts";
import type { RoomView } from "./room-view.ts";
import { RoomsSession } from "./rooms-session.ts";
import { base, colours } from "./styles.ts";
import { Surroundings } from "./surroundings.ts";
import type { CardConfig, HomeAssistant } from "./types.ts";

const DEFAULT_HEIGHT = 480;
const CARD_SIZE_UNIT = 50;

export class ChatRoomsCard extends LitElement {
  static override properties = {
    preview: { attribute: false },
    layout: { attribute: false },
    around: { state: true },
    config: { state: true },
    open: { state: true },
  };

  /** Whether the dashboard is being edited. */
  declare preview: boolean;
  /** What kind of view the card is in: "grid" and "panel" give it a height. */
  declare layout: string | undefined;
  declare private around: Surroundings | undefined;
  declare private config: CardConfig | undefined;
  /** The entity of the room that is shown. */
  declare private open: string | null;
  /** Rooms that have been opened; they keep what is still on its way out. */
  readonly #sessions = new Map<string, RoomSession>();
  #rooms: string[] = [];
  /** Whether it was out of the page for so long that somebody comes back to it. */
  #isLeft = false;
  #list: RoomsSession | undefined;

  constructor() {
    super();
    this.preview = false;
    this.open = null;
  }

  static getConfigForm() {
    return configForm();
  }

  static getStubConfig(hass: HomeAssistant): CardConfig {
    return stubConfig(hass);
  }

  setConfig(config: CardConfig): void {
    const rooms = roomsOf(config);
    const isSame = rooms.join() === this.#rooms.join() && this.config !== undefined;
    if (!isSame || isList(config) !== (this.#list !== undefined)) {
      this.#stop();
      this.#sessions.clear();
      this.#rooms = rooms;
      this.#list = isList(config) ? this.#newList(rooms) : undefined;
      this.open = this.#list ? null : (rooms[0] ?? null);
    }
    this.config = config;
    this.#start();
  }

  set hass(hass: HomeAssistant) {
    this.around = this.around ? this.around.with(hass) : new Surroundings(hass);
    this.#list?.setHass(hass);
    for (const session of this.#sessions.values()) {
      session.setHass(hass);
    }
    this.#start();
  }

  getCardSize(): number {
    const height = Number.parseInt(cssHeight(this.config?.height), 10);
    return Math.ceil((height || DEFAULT_HEIGHT) / CARD_SIZE_UNIT);
  }

  getGridOptions() {
    const rows = cssHeight(this.config?.height) ? "auto" : 8;
    return { columns: 12, rows, min_columns: 6, min_rows: 4 };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Dashboards move cards by taking them out and putting them in again.
    setTimeout(() => {
      if (!this.isConnected) {
        this.#isLeft = true;
        this.#stop();
      }
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { around, config, open } = this;
    if (!around || !config) {
      return nothing;
    }
    const room = open === null ? undefined : this.#sessions.get(open);
    return html`<ha-card
      class=${this.#fit}
      style=${`height: ${cssHeight(config.height)}`}
      lang=${around.language}
      dir=${around.direction}
      ?dark=${around.isDark}
      @chat-rooms-room=${(event: CustomEvent<string>) => this.#openRoom(event.detail)}
      @chat-rooms-back=${this.#closeRoom}
    >
      ${this.#list ? this.#split(around, config, this.#list, room) : this.#room(around, config, room)}
    </ha-card>`;
  }

  #split(
    around: Surroundings,
    config: CardConfig,
    list: RoomsSession,
    room: RoomSession | undefined,
  ): TemplateResult {
    return html`<div class="split ${room ? "open" : ""}">
      <chat-rooms-list
        .around=${around}
        .session=${list}
        .heading=${config.title ?? ""}
        .open=${this.open}
      ></chat-rooms-list>
      <div class="beside">
        ${room ? this.#room(around, config, room) : html`<p class="none">${around.texts.choose_room}</p>`}
      </div>
    </div>`;
  }

  #room(
    around: Surroundings,
    config: CardConfig,
    session: RoomSession | undefined,
  ): TemplateResult | typeof nothing {
    return session
      ? html`<chat-rooms-room
        .around=${around}
        .config=${config}
        .entityId=${this.open ?? ""}
        .session=${session}
        .isPreview=${this.preview}
        .hasBack=${this.#list !== undefined}
      ></chat-rooms-room>`
      : nothing;
  }

  /** Who decides how high the card is. */
  get #fit(): string {
    const rows = this.config?.grid_options?.rows;
    const isFilled =
      this.layout === "panel" || (this.layout === "grid" && rows !== "auto");
    return isFilled ? "filled" : "";
  }

  #openRoom(entityId: string): void {
    if (entityId === this.open) {
      return;
    }
    this.#stopRoom();
    this.open = entityId;
    this.#session(entityId).reopen();
    this.#start();
  }

  #closeRoom = async (): Promise<void> => {
    const { open } = this;
    this.#stopRoom();
    this.open = null;
    await this.updateComplete;
    if (open !== null) {
      this.renderRoot.querySelector<RoomList>("chat-rooms-list")?.focusRoom(open);
    }
  };

  #newList(rooms: string[]): RoomsSession {
    return new RoomsSession(rooms, () =>
      this.renderRoot?.querySelector<RoomList>("chat-rooms-list")?.requestUpdate(),
    );
  }

  #session(entityId: string): RoomSession {
    let session = this.#sessions.get(entityId);
    if (!session) {
      session = new RoomSession(entityId, () => {
        if (this.open === entityId) {
          this.renderRoot?.querySelector<RoomView>("chat-rooms-room")?.changed();
        }
      });
      this.#sessions.set(entityId, session);
    }
    return session;
  }

  /** Begin to listen, once everything is there that it takes. */
  #start(): void {
    if (!this.isConnected || !this.around || !this.config) {
      return;
    }
    const { hass } = this.around;
    this.#list?.setHass(hass);
    this.#list?.start();
    if (this.open !== null) {
      const session = this.#session(this.open);
      if (this.#isLeft) {
        session.reopen();
      }
      session.setHass(hass);
      session.start();
    }
    this.#isLeft = false;
  }

  #stopRoom(): void {
    if (this.open !== null) {
      this.#sessions.get(this.open)?.stop();
    }
  }

  #stop(): void {
    this.#list?.stop();
    this.#stopRoom();
  }

  static override styles = [
    base,
    colours,
    css`
      :host {
        display: block;
        height: 100%;
      }
      ha-card {
        display: flex;
        flex-direction: column;
        height: 480px;
        max-height: calc(100dvh - var(--header-height, 56px));
        overflow: hidden;
        font-size: var(--ha-font-size-m, 14px);
        line-height: 1.4;
        color: var(--chat-ink);
        container: chat-rooms / inline-size;
      }
      ha-card.filled {
        height: 100%;
        max-height: none;
      }
      ha-card[dark] {
        color-scheme: dark;
      }
      .split {
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
        height: 100%;
        min-height: 0;
      }
      .split:not(.open) > .beside,
      .split.open > chat-rooms-list {
        display: none;
      }
      .beside {
        min-width: 0;
        min-height: 0;
      }
      .none {
        display: grid;
        place-content: center;
        height: 100%;
        margin: 0;
        color: var(--chat-soft);
      }
      @container chat-rooms (min-width: 700px) {
        .split {
          grid-template-columns: minmax(240px, 34%) minmax(0, 1fr);
        }
        .split:not(.open) > .beside {
          display: block;
        }
        .split.open > chat-rooms-list {
          display: flex;
        }
        .beside {
          --chat-back: none;
          border-inline-start: 1px solid var(--chat-line);
        }
      }
    `,
  ];
}
