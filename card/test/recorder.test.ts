/** The microphone, which is let go of whatever happens. */

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { canRecord, Recorder } from "../src/recorder.ts";

let stopped = 0;
let canStart = true;
let last: FakeMediaRecorder | undefined;

class FakeMediaRecorder extends EventTarget {
  static types = ["audio/mp4"];
  state: "inactive" | "recording" = "inactive";
  readonly mimeType: string;

  constructor(_stream: unknown, { mimeType = "" }: { mimeType?: string }) {
    super();
    this.mimeType = mimeType;
    last = this;
  }

  static isTypeSupported(type: string): boolean {
    return FakeMediaRecorder.types.includes(type);
  }

  start(): void {
    if (!canStart) {
      throw new Error("busy");
    }
    this.state = "recording";
  }

  stop(): void {
    if (this.state === "inactive") {
      throw new Error("inactive");
    }
    this.state = "inactive";
    const data = new Blob(["said"]);
    this.dispatchEvent(Object.assign(new Event("dataavailable"), { data }));
    this.dispatchEvent(new Event("stop"));
  }
}

const track = {
  stop: () => {
    stopped += 1;
  },
};
const microphone = { getUserMedia: async () => ({ getTracks: () => [track] }) };

function browser(parts: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(parts)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
}

beforeEach(() => {
  stopped = 0;
  canStart = true;
  last = undefined;
  FakeMediaRecorder.types = ["audio/mp4"];
  browser({
    isSecureContext: true,
    MediaRecorder: FakeMediaRecorder,
    navigator: { mediaDevices: microphone },
  });
});

describe("recording", () => {
  test("takes a secure page and a browser that can", () => {
    assert.equal(canRecord(), true);
    browser({ isSecureContext: false });
    assert.equal(canRecord(), false);
    browser({ isSecureContext: true, navigator: {} });
    assert.equal(canRecord(), false);
    browser({ navigator: { mediaDevices: microphone }, MediaRecorder: undefined });
    assert.equal(canRecord(), false);
  });

  test("ends with a file of what was said", async () => {
    const recorder = new Recorder();
    await recorder.start();
    assert.ok(recorder.startedAt > 0);
    assert.equal(stopped, 0);
    const file = await recorder.stop();
    assert.equal(file.name, "voice-message.m4a");
    assert.equal(file.type, "audio/mp4");
    assert.equal(await file.text(), "said");
    assert.equal(stopped, 1);
  });

  test("prefers what is smallest", async () => {
    FakeMediaRecorder.types = ["audio/mp4", "audio/webm;codecs=opus"];
    const recorder = new Recorder();
    await recorder.start();
    const file = await recorder.stop();
    assert.equal(file.name, "voice-message.weba");
    assert.equal(file.type, "audio/webm");
  });

  test("can be given up", async () => {
    const recorder = new Recorder();
    await recorder.start();
    recorder.cancel();
    assert.equal(stopped, 1);
    assert.equal(last?.state, "inactive");
    await assert.rejects(recorder.stop());
  });

  test("can be given up before the user allows it", async () => {
    const recorder = new Recorder();
    const started = recorder.start();
    recorder.cancel();
    await started;
    assert.equal(stopped, 1);
    assert.equal(last, undefined);
  });

  test("lets go of the microphone where it cannot begin", async () => {
    canStart = false;
    await assert.rejects(new Recorder().start());
    assert.equal(stopped, 1);
  });

  test("keeps what was said when the microphone is pulled out", async () => {
    const recorder = new Recorder();
    await recorder.start();
    last?.stop();
    const file = await recorder.stop();
    assert.equal(await file.text(), "said");
    assert.equal(stopped, 1);
  });
});
