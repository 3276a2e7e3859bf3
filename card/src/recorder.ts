/** The microphone. */

const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const EXTENSIONS: Record<string, string> = {
  "audio/webm": "weba",
  "audio/ogg": "ogg",
  "audio/mp4": "m4a",
};

/** Whether this browser can record here: only over HTTPS or on the machine itself. */
export function canRecord(): boolean {
  return (
    globalThis.isSecureContext === true &&
    typeof MediaRecorder !== "undefined" &&
    navigator.mediaDevices?.getUserMedia !== undefined
  );
}

/** One recording, from its start to its end. */
export class Recorder {
  startedAt = 0;
  #recorder: MediaRecorder | null = null;
  #stream: MediaStream | null = null;
  #isCancelled = false;
  readonly #pieces: Blob[] = [];

  /** Ask for the microphone and begin; throws if the user or the system refuses. */
  async start(): Promise<void> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    this.#stream = stream;
    if (this.#isCancelled) {
      this.#release();
      return;
    }
    try {
      this.#recorder = this.#record(stream);
    } catch (error) {
      this.#release();
      throw error;
    }
    this.startedAt = Date.now();
  }

  #record(stream: MediaStream): MediaRecorder {
    const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
    const recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
    recorder.addEventListener("dataavailable", (event) =>
      this.#pieces.push(event.data),
    );
    recorder.start();
    return recorder;
  }

  /** End it; return what was said as a file. */
  async stop(): Promise<File> {
    const recorder = this.#recorder;
    if (!recorder) {
      throw new Error("not recording");
    }
    // A microphone that is pulled out has ended it already.
    if (recorder.state !== "inactive") {
      const stopped = new Promise((resolve) =>
        recorder.addEventListener("stop", resolve, { once: true }),
      );
      recorder.stop();
      await stopped;
    }
    this.#release();
    const type = (recorder.mimeType || "audio/webm").split(";", 1)[0] ?? "";
    const name = `voice-message.${EXTENSIONS[type] ?? "weba"}`;
    return new File(this.#pieces, name, { type });
  }

  /** Let go of the microphone and of what was said. */
  cancel(): void {
    this.#isCancelled = true;
    if (this.#recorder?.state === "recording") {
      this.#recorder.stop();
    }
    this.#release();
  }

  #release(): void {
    for (const track of this.#stream?.getTracks() ?? []) {
      track.stop();
    }
    this.#stream = null;
    this.#recorder = null;
  }
}
