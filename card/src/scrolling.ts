/** Keeps what is looked at in its place, whatever comes above or below it. */

const END_IN_PIXELS = 48;

interface Anchor {
  readonly element: Element;
  /** How far below the upper edge of the list, in pixels. */
  readonly top: number;
}

/**
 * Where a list is scrolled to: at its end, or at something in it.
 *
 * The browser's own anchoring is switched off: not all browsers have it, and none has
 * it at the very top, where older messages come.
 */
export class Scrolling {
  /** Whether what comes at the end is scrolled to. */
  isAtEnd = true;
  readonly #list: HTMLElement;
  readonly #items: () => Iterable<Element>;
  #anchors: Anchor[] = [];
  /** Where the list was scrolled to when one last looked. */
  #top = 0;

  constructor(list: HTMLElement, items: () => Iterable<Element>) {
    this.#list = list;
    this.#items = items;
  }

  /** Note what is looked at; before anything changes, and after the user scrolls. */
  note(): void {
    const { top, bottom } = this.#list.getBoundingClientRect();
    this.#anchors = [];
    for (const element of this.#items()) {
      const place = element.getBoundingClientRect();
      if (place.top > bottom) {
        break;
      }
      if (place.bottom > top) {
        this.#anchors.push({ element, top: place.top - top });
      }
    }
    // What is cut off above may still grow or shrink.
    this.#anchors.sort((one, other) => Number(one.top < 0) - Number(other.top < 0));
  }

  /** Note that the list has scrolled; only what goes up leaves the end. */
  scrolled(): void {
    const { scrollTop } = this.#list;
    if (this.#toEnd() < END_IN_PIXELS) {
      this.isAtEnd = true;
    } else if (scrollTop < this.#top - 1) {
      this.isAtEnd = false;
    }
    this.#top = scrollTop;
    this.note();
  }

  /** Put everything back into its place; after something has changed. */
  settle(): void {
    const list = this.#list;
    if (this.isAtEnd) {
      if (this.#toEnd() >= 1) {
        list.scrollTop = list.scrollHeight;
      }
      this.#top = list.scrollTop;
      return;
    }
    const anchor = this.#anchors.find(({ element }) => element.isConnected);
    if (anchor) {
      const { top } = list.getBoundingClientRect();
      const moved = anchor.element.getBoundingClientRect().top - top - anchor.top;
      if (Math.abs(moved) >= 1) {
        list.scrollTop += moved;
      }
    }
    this.#top = list.scrollTop;
  }

  /** Scroll so that an element stands so many pixels below the upper edge. */
  show(element: Element, below: number): void {
    const list = this.#list;
    const { top } = list.getBoundingClientRect();
    list.scrollTop += element.getBoundingClientRect().top - top - below;
    this.scrolled();
  }

  #toEnd(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    return scrollHeight - scrollTop - clientHeight;
  }
}
