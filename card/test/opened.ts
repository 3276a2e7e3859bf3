/** A room that is looked at. */

import { RoomSession } from "../src/room-session.ts";
import type { Message } from "../src/types.ts";
import { ENTITY, FakeHome, settled } from "./fake.ts";

export interface Opened {
  home: FakeHome;
  session: RoomSession;
  /** How often there was something else to show. */
  shown: () => number;
}

/** Return a session of a room that has not been asked for yet. */
export function closed(history: Message[] = []): Opened {
  const home = new FakeHome();
  home.history = history;
  let count = 0;
  const session = new RoomSession(ENTITY, () => {
    count += 1;
  });
  return { home, session, shown: () => count };
}

/** Return a session that has begun. */
export async function opened(history: Message[] = []): Promise<Opened> {
  const one = closed(history);
  one.session.setHass(one.home.hass);
  one.session.start();
  await settled();
  return one;
}
