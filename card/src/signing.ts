/** Addresses of files, signed for the user for some hours. */

import type { Connection, HomeAssistant } from "./types.ts";

const EXPIRES_IN_SECONDS = 6 * 3600;
const KEPT_IN_MILLISECONDS = 5 * 3600 * 1000;
const MOST_KEPT = 500;

interface Signature {
  readonly promise: Promise<string>;
  readonly signedAt: number;
  address?: string;
}

/** Signs each address once, and anew before the signature ends. */
export class Signer {
  readonly #known = new Map<string, Signature>();
  #connection: Connection | null = null;

  /** Return an address that a browser can load by itself. */
  signed(hass: HomeAssistant, path: string): Promise<string> {
    this.#follow(hass.connection);
    const known = this.#fresh(path);
    if (known) {
      return known.promise;
    }
    const signature: Signature = {
      signedAt: Date.now(),
      promise: hass
        .callWS<{ path: string }>({
          type: "auth/sign_path",
          path,
          expires: EXPIRES_IN_SECONDS,
        })
        .then((answer) => {
          signature.address = hass.hassUrl(answer.path);
          return signature.address;
        })
        .catch((error: unknown) => {
          if (this.#known.get(path) === signature) {
            this.#known.delete(path);
          }
          throw error;
        }),
    };
    this.#known.set(path, signature);
    this.#forgetOldest();
    return signature.promise;
  }

  /** Return the address if it is known already. */
  peek(path: string): string | undefined {
    return this.#fresh(path)?.address;
  }

  /** Forget an address that did not load. */
  forget(path: string): void {
    this.#known.delete(path);
  }

  /** Forget all of them. */
  readonly release = (): void => {
    this.#known.clear();
  };

  /** A Home Assistant that was started anew knows none of its signatures. */
  #follow(connection: Connection): void {
    if (connection !== this.#connection) {
      this.#connection?.removeEventListener("ready", this.release);
      connection.addEventListener("ready", this.release);
      this.#connection = connection;
      this.release();
    }
  }

  #fresh(path: string): Signature | undefined {
    const known = this.#known.get(path);
    if (known && Date.now() - known.signedAt < KEPT_IN_MILLISECONDS) {
      return known;
    }
    this.#known.delete(path);
    return undefined;
  }

  #forgetOldest(): void {
    for (const path of this.#known.keys()) {
      if (this.#known.size <= MOST_KEPT) {
        return;
      }
      this.#known.delete(path);
    }
  }
}

/** All cards of a page share what has been signed. */
export const signer = new Signer();
