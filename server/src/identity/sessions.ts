import { hash, randomBytes } from "node:crypto";
import type { Principal } from "./principal.ts";

/** Looks up who somebody is at a moment; undefined: the access has ended. */
export type Holder = (now: number) => Principal | undefined;

/** How long a browser stays signed in, ms: a working day. Access that ends earlier ends the session. */
const sessionMs = 12 * 3_600_000;

/** How long a sign-in code can be used, ms: long enough to copy a link from a terminal, too short to be found in a log. */
const codeMs = 600_000;

/** Sessions that are kept. Beyond it the oldest ends: nobody fills the memory by signing in. */
const sessionsMax = 10_000;

interface Kept {
  readonly holder: Holder;
  /** ms since 1970. */
  readonly ends: number;
}

/**
 * Browsers that are signed in, and codes that sign in once. Both live in memory as hashes: a restart of the server signs
 * everybody out, and nothing on a disk can be used to sign in.
 */
export class Sessions {
  readonly #sessions = new Map<string, Kept>();
  readonly #codes = new Map<string, Kept>();

  /** The secret of a new session, for a cookie. It is returned once and not kept. */
  open(holder: Holder, now: number): { readonly secret: string; readonly ends: number } {
    dropEnded(this.#sessions, now);
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined && this.#sessions.size >= sessionsMax) this.#sessions.delete(oldest);
    const secret = randomBytes(32).toString("base64url");
    const ends = now + sessionMs;
    this.#sessions.set(digest(secret), { holder, ends });
    return { secret, ends };
  }

  /** The holder of this secret; undefined: the session is unknown or over, or its holder has lost access. */
  principal(secret: string, now: number): Principal | undefined {
    const id = digest(secret);
    return this.#holderOf(id, now);
  }

  /** True if a session still counts. */
  counts(id: string, now: number): boolean {
    return this.#holderOf(id, now) !== undefined;
  }

  close(id: string): void {
    this.#sessions.delete(id);
  }

  /** A code that signs in once, within ten minutes. */
  code(holder: Holder, now: number): string {
    dropEnded(this.#codes, now);
    const code = randomBytes(32).toString("base64url");
    this.#codes.set(digest(code), { holder, ends: now + codeMs });
    return code;
  }

  /** The holder of a code, which counts no longer; undefined: it is unknown, used or too old. */
  redeem(code: string, now: number): Holder | undefined {
    const id = digest(code);
    const kept = this.#codes.get(id);
    this.#codes.delete(id);
    return kept !== undefined && kept.ends > now ? kept.holder : undefined;
  }

  #holderOf(id: string, now: number): Principal | undefined {
    const kept = this.#sessions.get(id);
    const principal = kept !== undefined && kept.ends > now ? kept.holder(now) : undefined;
    if (kept === undefined || principal === undefined) {
      this.#sessions.delete(id);
      return undefined;
    }
    return { ...principal, session: id, expires: Math.min(kept.ends, principal.expires ?? kept.ends) };
  }
}

function dropEnded(kept: Map<string, Kept>, now: number): void {
  for (const [id, { ends }] of kept) if (ends <= now) kept.delete(id);
}

function digest(secret: string): string {
  return hash("sha256", secret, "hex");
}
