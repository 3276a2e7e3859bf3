/** Several rooms, as a list shows them: live, the one that spoke last first. */

import { Subscription, type Trouble } from "./subscription.ts";
import type { HomeAssistant, RoomInfo } from "./types.ts";

export interface ListedRoom {
  readonly entity_id: string;
  status: "loading" | "ready" | "gone" | Trouble;
  room: RoomInfo | null;
}

export class RoomsSession {
  readonly #listed: ListedRoom[];
  readonly #subscriptions: Subscription[];

  constructor(entityIds: readonly string[], changed: () => void) {
    this.#listed = entityIds.map((entity_id) => ({
      entity_id,
      status: "loading",
      room: null,
    }));
    this.#subscriptions = this.#listed.map(
      (listed) =>
        new Subscription(listed.entity_id, {
          event: (event) => {
            if (event.type === "room") {
              listed.room = event.room;
              listed.status = "ready";
            } else if (event.type === "unavailable" || event.type === "gone") {
              listed.status = event.type;
            } else {
              return;
            }
            changed();
          },
          trouble: (trouble) => {
            listed.status = trouble;
            changed();
          },
        }),
    );
  }

  /** The rooms, newest message first; those without any stay in their order. */
  get rooms(): readonly ListedRoom[] {
    return this.#listed.toSorted((one, other) => sentAt(other) - sentAt(one));
  }

  setHass(hass: HomeAssistant): void {
    for (const subscription of this.#subscriptions) {
      subscription.setHass(hass);
    }
  }

  start(): void {
    for (const subscription of this.#subscriptions) {
      subscription.start();
    }
  }

  stop(): void {
    for (const subscription of this.#subscriptions) {
      subscription.stop();
    }
  }
}

function sentAt({ room }: ListedRoom): number {
  return room?.last ? Date.parse(room.last.sent_at) : 0;
}
