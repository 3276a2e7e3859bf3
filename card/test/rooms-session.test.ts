/** Several rooms in a list. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RoomsSession } from "../src/rooms-session.ts";
import { entity, FakeHome, message, roomInfo, settled } from "./fake.ts";

const ROOMS = ["event.a", "event.b", "event.c"];

async function listed() {
  const home = new FakeHome();
  let count = 0;
  const session = new RoomsSession(ROOMS, () => {
    count += 1;
  });
  session.setHass(home.hass);
  session.start();
  await settled();
  const say = (entityId: string, minute: number) =>
    home.tell(
      { type: "room", room: roomInfo({ entity_id: entityId, last: message(minute) }) },
      entityId,
    );
  return { home, session, say, shown: () => count };
}

const order = (session: RoomsSession) => session.rooms.map((one) => one.entity_id);

describe("a list of rooms", () => {
  test("subscribes to each, and asks for no messages", async () => {
    const { home, session } = await listed();
    assert.deepEqual(order(session), ROOMS);
    assert.deepEqual([...home.connection.live.keys()], ROOMS);
    assert.deepEqual(home.calls, []);
    assert.ok(session.rooms.every(({ status }) => status === "ready"));
  });

  test("puts first where something was said last", async () => {
    const { session, say, shown } = await listed();
    await say("event.b", 5);
    assert.deepEqual(order(session), ["event.b", "event.a", "event.c"]);
    const before = shown();
    await say("event.c", 6);
    assert.deepEqual(order(session), ["event.c", "event.b", "event.a"]);
    assert.ok(shown() > before);
  });

  test("waits for the room itself when only a message comes", async () => {
    const { home, shown } = await listed();
    const before = shown();
    await home.tell({ type: "message", message: message(9) }, "event.b");
    assert.equal(shown(), before);
  });

  test("tells which room is not to be had", async () => {
    const { home, session } = await listed();
    await home.tell({ type: "unavailable" }, "event.a");
    await home.tell({ type: "gone" }, "event.b");
    assert.deepEqual(
      session.rooms.map(({ status }) => status),
      ["unavailable", "gone", "ready"],
    );
    assert.equal(session.rooms[0]?.room?.name, "Family");
    await home.tell({ type: "room", room: roomInfo() }, "event.a");
    assert.equal(session.rooms[0]?.status, "ready");
  });

  test("survives a lost connection and a Home Assistant that starts anew", async () => {
    const { home, session } = await listed();
    await home.connection.lose();
    assert.ok(session.rooms.every(({ status }) => status === "disconnected"));
    home.connection.refusal = { code: "unknown_command" };
    await home.connection.comeBack();
    assert.ok(session.rooms.every(({ status }) => status === "unavailable"));
    home.connection.refusal = null;
    session.setHass(home.changed({ states: { "event.b": entity("unknown") } }));
    await settled();
    assert.deepEqual(
      session.rooms.map(({ status }) => status),
      ["unavailable", "ready", "unavailable"],
    );
  });

  test("listens to nothing after its end", async () => {
    const { home, session } = await listed();
    session.stop();
    await settled();
    assert.equal(home.connection.live.size, 0);
    assert.equal(home.connection.listeners, 0);
  });
});
