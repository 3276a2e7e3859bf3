/** Notices when somebody has really read down to the newest message. */

const LOOK_IN_MILLISECONDS = 1000;

/**
 * Watches the end of the list.
 *
 * It counts as read when the end is in view, the page is visible, and the window has
 * the focus; without the focus (a wall panel never has it) after it has been in view
 * for a moment. Without anything unread there is no timer.
 */
export class Reading {
  readonly #isUnread: () => boolean;
  readonly #read: () => void;
  readonly #back: () => void;
  #isInView = false;
  #observer: IntersectionObserver | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `read` is called when it has been read, `back` when the page is seen again. */
  constructor(isUnread: () => boolean, read: () => void, back: () => void) {
    this.#isUnread = isUnread;
    this.#read = read;
    this.#back = back;
  }

  start(end: Element): void {
    this.#observer = new IntersectionObserver((entries) => {
      this.#isInView = entries.at(-1)?.isIntersecting ?? false;
      this.look();
    });
    this.#observer.observe(end);
    document.addEventListener("visibilitychange", this.#seen);
    window.addEventListener("focus", this.look);
  }

  stop(): void {
    this.#observer?.disconnect();
    this.#observer = null;
    this.#isInView = false;
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#seen);
    window.removeEventListener("focus", this.look);
  }

  /** Look again: something may have come, or somebody. */
  look = (): void => {
    if (!this.#isLookedAt) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else if (this.#timer === undefined && this.#isUnread()) {
      if (document.hasFocus()) {
        this.#read();
      } else {
        this.#timer = setTimeout(this.#looked, LOOK_IN_MILLISECONDS);
      }
    }
  };

  #seen = (): void => {
    if (document.visibilityState === "visible" && this.#isUnread()) {
      this.#back();
    }
    this.look();
  };

  #looked = (): void => {
    this.#timer = undefined;
    if (this.#isLookedAt && this.#isUnread()) {
      this.#read();
    }
  };

  get #isLookedAt(): boolean {
    return this.#isInView && document.visibilityState === "visible";
  }
}
