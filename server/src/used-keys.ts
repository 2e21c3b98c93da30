import { hash } from "node:crypto";
import type { Principal } from "./identity/principal.ts";
import { ProblemError } from "./problem.ts";
import type { Asked, Route } from "./route.ts";

/** So many of the newest keys are known; the journal itself knows many more, but not what was asked under them. */
const knownMax = 10_000;

/** What was asked under each Idempotency-Key since the server started, so that another request under it is rejected. */
export class UsedKeys {
  readonly #digests = new Map<string, string>();

  /** Throws a problem of status 409 if the key was used for another request of this operation, or by somebody else. */
  check({ operation }: Route, asked: Pick<Asked, "by" | "params" | "body" | "key">): void {
    const known = this.#digests.get(nameOf(operation, asked.key));
    if (known !== undefined && known !== digestOf(asked))
      throw new ProblemError(
        409,
        "request",
        "The Idempotency-Key was used for another request: use a fresh one, or repeat the request as it was.",
      );
  }

  /** Once it has succeeded: a request that was rejected may be mended under its key. */
  add({ operation }: Route, asked: Pick<Asked, "by" | "params" | "body" | "key">): void {
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

function digestOf({ by, params, body }: { readonly by: Principal } & Pick<Asked, "params" | "body">): string {
  return hash("sha256", JSON.stringify([by.user.id, params, body]), "base64");
}
