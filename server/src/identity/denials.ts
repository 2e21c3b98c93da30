import type { IncomingHttpHeaders } from "node:http";
import type { JsonObject } from "@orchlang/plan";
import { type Problem, type ProblemError, tooMany } from "../problem.ts";
import { Allowance, type Rate } from "./allowance.ts";
import { idOf } from "./token.ts";

/** Requests that were denied for the same reason, from the same place. */
interface Denial {
  /** ms since 1970. */
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly address: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly status: number;
  readonly code: string;
  /** The id of the token that was sent, if it had the form of one. */
  readonly token?: string;
}

/** A request that is about to be denied. */
export interface Denied {
  readonly address: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Failed sign-ins of one address: twenty at once, then one in three seconds. Many people may share an address. */
const byAddress: Rate = { burst: 20, perSecond: 1 / 3 };

/** Failed sign-ins with the id of one token: a script with an old token is slowed down, not its neighbours. */
const byToken: Rate = { burst: 10, perSecond: 1 / 6 };

/** Kinds of denials that are kept. Beyond it the oldest is dropped. */
const keptMax = 1_000;

const denying = new Set([401, 403, 429]);

/** Attempts with something that does not count. A request without a token, or of a page left open, is no attempt. */
const attempts = new Set(["token_invalid", "code_invalid", "signature_invalid"]);

/**
 * A bounded list of what was denied, and the limit of failed sign-ins. Only failures are slowed down: whoever sends what
 * counts is never locked out by others, who may share an address or know a token's id.
 */
export class Denials {
  readonly #kept = new Map<string, Denial>();
  readonly #addresses = new Allowance(byAddress);
  readonly #tokens = new Allowance(byToken);
  readonly #log: (entry: JsonObject) => void;

  /** `log` is called for the first denial of each kind, and then whenever its number has doubled. */
  constructor(log: (entry: JsonObject) => void) {
    this.#log = log;
  }

  /** Newest first. */
  list(): readonly Denial[] {
    return [...this.#kept.values()].reverse();
  }

  /** Notes a denial. Returns the problem to send, which is another one after too many failed sign-ins. */
  note(denied: Denied, error: ProblemError, now: number): ProblemError {
    if (!denying.has(error.problem.status)) return error;
    const token = idOf(denied.headers.authorization?.replace(/^Bearer /iu, "") ?? "");
    const sent = attempts.has(error.problem.code) ? this.#paced(denied.address, token, error, now) : error;
    this.#keep(denied, sent.problem, token, now);
    return sent;
  }

  #paced(address: string, token: string | undefined, error: ProblemError, now: number): ProblemError {
    const wait = Math.max(
      this.#addresses.take(address, now),
      token === undefined ? 0 : this.#tokens.take(token, now),
    );
    return wait === 0 ? error : tooMany("too_many_failures", "Too many failed sign-ins.", wait);
  }

  #keep(
    { address, method, url }: Denied,
    { status, code }: Problem,
    token: string | undefined,
    now: number,
  ): void {
    // A path may be as long as a request: only so much of it is kept.
    const path = (url.split("?")[0] ?? "").slice(0, 200);
    const kind = JSON.stringify([address, method, path, code, token]);
    const before = this.#kept.get(kind);
    const denial: Denial = {
      first: before?.first ?? now,
      last: now,
      count: (before?.count ?? 0) + 1,
      address,
      method,
      path,
      status,
      code,
      ...(token === undefined ? {} : { token }),
    };
    this.#kept.delete(kind);
    this.#kept.set(kind, denial);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size > keptMax) this.#kept.delete(oldest);
    if (Math.log2(denial.count) % 1 === 0) this.#log({ kind: "denied", ...denial });
  }
}
