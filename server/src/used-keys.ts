import { hash } from "node:crypto";
import type { JsonObject } from "@orchlang/plan";
import { notJson } from "@orchlang/plan/json";
import type { Principal } from "./identity/principal.ts";
import { ProblemError } from "./problem.ts";

/** So many of the newest keys are known; the journal itself knows many more, but not what was asked under them. */
const knownMax = 10_000;

/** A request under a key. */
interface Keyed {
  readonly by: Principal;
  readonly params: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly key: string;
}

/** Requests by their Idempotency-Key since the server started, so that another one under the same key is rejected. */
export class UsedKeys {
  readonly #digests = new Map<string, string>();

  /** Throws a problem of status 409 if the key was used for another request of this operation, or by somebody else. */
  check(operation: string, asked: Keyed): void {
    const known = this.#digests.get(nameOf(operation, asked.key));
    if (known !== undefined && known !== digestOf(asked))
      throw new ProblemError(
        409,
        "request",
        "The Idempotency-Key was used for another request: use a fresh one, or repeat the request as it was.",
      );
  }

  /** Once it has succeeded: a request that was rejected may be mended under its key. */
  add(operation: string, asked: Keyed): void {
    const name = nameOf(operation, asked.key);
    if (this.#digests.has(name)) return;
    this.#digests.set(name, digestOf(asked));
    if (this.#digests.size <= knownMax) return;
    for (const oldest of this.#digests.keys()) {
      this.#digests.delete(oldest);
      return;
    }
  }
}

function nameOf(operation: string, key: string): string {
  return `${operation} ${key}`;
}

function digestOf({ by, params, body }: Keyed): string {
  // One that is nested too deeply to be written is never taken, so it is another than any that was.
  if (notJson(body) !== undefined) return "none";
  return hash("sha256", JSON.stringify([by.user.id, params, body]), "base64");
}
