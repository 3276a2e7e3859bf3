/** One live subscription of a room, which comes back by itself. */

import { errorCode } from "./errors.ts";
import type { Connection, HassEntity, HomeAssistant, RoomEvent } from "./types.ts";

const DOMAIN = "chat_rooms";

export type Trouble = "disconnected" | "unavailable" | "not_found";

export interface Listener {
  /** Something has happened; after a trouble the first thing is the room itself. */
  event(event: RoomEvent): void;
  trouble(trouble: Trouble): void;
}

/**
 * Subscribes once it can, and again whenever it has to.
 *
 * It waits for what Home Assistant tells anyway: a connection that is ready again, an
 * integration that is set up, an entity whose state changes. There is no timer.
 */
export class Subscription {
  readonly #entityId: string;
  readonly #listener: Listener;
  #hass: HomeAssistant | null = null;
  #connection: Connection | null = null;
  #isRunning = false;
  #isRefused = false;
  /** What Home Assistant was like when it was asked. */
  #askedAt: Condition | null = null;
  #turn = 0;
  #unsubscribe: (() => Promise<void>) | null = null;

  constructor(entityId: string, listener: Listener) {
    this.#entityId = entityId;
    this.#listener = listener;
  }

  setHass(hass: HomeAssistant): void {
    this.#hass = hass;
    if (!this.#isRunning) {
      return;
    }
    if (hass.connection !== this.#connection) {
      if (this.#connection) {
        this.#unbind();
        // Nobody has heard what came in between.
        this.#listener.trouble("disconnected");
      }
      this.#bind(hass.connection);
      this.#subscribe();
    } else if (this.#isRefused && this.#isDifferent) {
      this.#subscribe();
    }
  }

  start(): void {
    if (this.#isRunning) {
      return;
    }
    this.#isRunning = true;
    if (this.#hass) {
      this.#bind(this.#hass.connection);
      this.#subscribe();
    }
  }

  stop(): void {
    if (!this.#isRunning) {
      return;
    }
    this.#isRunning = false;
    this.#unbind();
  }

  readonly #ready = (): void => {
    this.#subscribe();
  };

  readonly #disconnected = (): void => {
    this.#turn += 1;
    // The connection has taken the subscription along.
    this.#unsubscribe = null;
    this.#isRefused = false;
    this.#listener.trouble("disconnected");
  };

  #bind(connection: Connection): void {
    this.#connection = connection;
    connection.addEventListener("ready", this.#ready);
    connection.addEventListener("disconnected", this.#disconnected);
  }

  #unbind(): void {
    this.#turn += 1;
    this.#isRefused = false;
    this.#connection?.removeEventListener("ready", this.#ready);
    this.#connection?.removeEventListener("disconnected", this.#disconnected);
    this.#connection = null;
    this.#end();
  }

  #end(): void {
    const unsubscribe = this.#unsubscribe;
    this.#unsubscribe = null;
    unsubscribe?.().catch(() => undefined);
  }

  async #subscribe(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#end();
    this.#isRefused = false;
    const connection = this.#connection;
    if (!connection || !this.#hass) {
      return;
    }
    this.#askedAt = conditionOf(this.#hass, this.#entityId);
    try {
      const unsubscribe = await connection.subscribeMessage<RoomEvent>(
        (event) => this.#isCurrent(turn) && this.#listener.event(event),
        { type: "chat_rooms/subscribe", entity_id: this.#entityId },
        { resubscribe: false },
      );
      if (this.#isCurrent(turn)) {
        this.#unsubscribe = unsubscribe;
      } else {
        await unsubscribe();
      }
    } catch (error) {
      if (this.#isCurrent(turn)) {
        this.#refused(error);
      }
    }
  }

  #refused(error: unknown): void {
    if (!this.#connection?.connected) {
      // It asks again once it is connected.
      this.#listener.trouble("disconnected");
      return;
    }
    this.#isRefused = true;
    // Until the integration is set up, nobody knows the command.
    const isUnknown = errorCode(error) === "not_found";
    this.#listener.trouble(isUnknown ? "not_found" : "unavailable");
    if (this.#isDifferent) {
      // It has been set up while the refusal was on its way.
      this.#subscribe();
    }
  }

  #isCurrent(turn: number): boolean {
    return this.#isRunning && turn === this.#turn;
  }

  get #isDifferent(): boolean {
    const then = this.#askedAt;
    const now = this.#hass && conditionOf(this.#hass, this.#entityId);
    return (
      now?.config !== then?.config ||
      now?.isSetUp !== then?.isSetUp ||
      now?.entity !== then?.entity
    );
  }
}

/** What decides whether Home Assistant knows the room. */
interface Condition {
  readonly config: string;
  readonly isSetUp: boolean;
  readonly entity: HassEntity | undefined;
}

function conditionOf({ config, states }: HomeAssistant, entityId: string): Condition {
  return {
    config: config.state,
    isSetUp: config.components.includes(DOMAIN),
    entity: states[entityId],
  };
}
