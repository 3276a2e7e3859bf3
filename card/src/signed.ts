/** Addresses that are signed when what they are for comes into view. */

import {
  AsyncDirective,
  type DirectiveResult,
  directive,
} from "lit/async-directive.js";
import type { ElementPart } from "lit/directive.js";
import { signer } from "./signing.ts";
import type { Surroundings } from "./surroundings.ts";

type Address = "src" | "poster" | "href";

const AHEAD = "400px";
const waiting = new WeakMap<Element, () => void>();
let observer: IntersectionObserver | undefined;

/** Call back once, when an element is in view or soon will be. */
function whenNear(element: Element, callback: () => void): void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const then = isIntersecting && waiting.get(target);
        if (then) {
          forget(target);
          then();
        }
      }
    },
    // scrollMargin is for the list, which scrolls within the page.
    { rootMargin: AHEAD, scrollMargin: AHEAD } as IntersectionObserverInit,
  );
  waiting.set(element, callback);
  observer.observe(element);
}

function forget(element: Element): void {
  waiting.delete(element);
  observer?.unobserve(element);
}

/** Puts the signed address into an attribute; what fails is tried once more. */
class SignedDirective extends AsyncDirective {
  #element: Element | undefined;
  #around: Surroundings | undefined;
  #path = "";
  #name: Address = "src";
  #isRetried = false;

  render(_around: Surroundings, _path: string, _name?: Address): unknown {
    return undefined;
  }

  override update(
    part: ElementPart,
    [around, path, name = "src"]: [Surroundings, string, Address?],
  ): unknown {
    this.#around = around;
    if (this.#element === part.element && this.#path === path) {
      return undefined;
    }
    this.#release();
    this.#element = part.element;
    this.#path = path;
    this.#name = name;
    this.#isRetried = false;
    this.#begin();
    return undefined;
  }

  override disconnected(): void {
    this.#release();
  }

  override reconnected(): void {
    this.#begin();
  }

  #begin(): void {
    const element = this.#element as HTMLElement | undefined;
    if (!element) {
      return;
    }
    delete element.dataset.state;
    if (this.#name === "src") {
      element.addEventListener("error", this.#failed);
      element.addEventListener("load", this.#loaded);
    }
    if (this.#name === "href") {
      // A page may be open for longer than a signature is valid.
      element.addEventListener("pointerenter", this.#renew);
      element.addEventListener("focus", this.#renew);
    }
    const known = signer.peek(this.#path);
    if (known !== undefined) {
      element.setAttribute(this.#name, known);
    } else {
      element.removeAttribute(this.#name);
      whenNear(element, this.#renew);
    }
  }

  #release(): void {
    const element = this.#element;
    if (!element) {
      return;
    }
    forget(element);
    element.removeEventListener("error", this.#failed);
    element.removeEventListener("load", this.#loaded);
    element.removeEventListener("pointerenter", this.#renew);
    element.removeEventListener("focus", this.#renew);
  }

  #renew = async (): Promise<void> => {
    const element = this.#element as HTMLElement | undefined;
    const path = this.#path;
    if (!element || !this.#around) {
      return;
    }
    try {
      const address = await signer.signed(this.#around.hass, path);
      const isSame = element.getAttribute(this.#name) === address;
      if (this.isConnected && this.#path === path && !isSame) {
        element.setAttribute(this.#name, address);
      }
    } catch {
      element.dataset.state = "failed";
    }
  };

  #loaded = (): void => {
    (this.#element as HTMLElement).dataset.state = "loaded";
  };

  #failed = async (): Promise<void> => {
    const element = this.#element as HTMLElement;
    if (!element.hasAttribute(this.#name)) {
      return;
    }
    if (this.#isRetried) {
      element.dataset.state = "failed";
      return;
    }
    this.#isRetried = true;
    signer.forget(this.#path);
    element.removeAttribute(this.#name);
    await this.#renew();
  };
}

/** Set src, poster or href of an element to the signed address of a path. */
export const signed = directive(SignedDirective) as (
  around: Surroundings,
  path: string,
  name?: Address,
) => DirectiveResult<typeof SignedDirective>;

/** Shows a file that is still on the user's side. */
class LocalDirective extends AsyncDirective {
  #element: Element | undefined;
  #file: File | undefined;
  #address = "";

  render(_file: File): unknown {
    return undefined;
  }

  override update(part: ElementPart, [file]: [File]): unknown {
    if (this.#file !== file || this.#element !== part.element) {
      this.disconnected();
      this.#element = part.element;
      this.#file = file;
      this.reconnected();
    }
    return undefined;
  }

  override disconnected(): void {
    if (this.#address) {
      URL.revokeObjectURL(this.#address);
      this.#address = "";
    }
  }

  override reconnected(): void {
    if (this.#file) {
      this.#address = URL.createObjectURL(this.#file);
      this.#element?.setAttribute("src", this.#address);
    }
  }
}

/** Set src of an element to a file that the user has chosen. */
export const local = directive(LocalDirective);

/** Return the path of an attachment's small picture, for a box of so many pixels. */
export function previewPath(path: string, pixels: number): string {
  return `${path}${path.includes("?") ? "&" : "?"}preview=${pixels}x${pixels}`;
}
