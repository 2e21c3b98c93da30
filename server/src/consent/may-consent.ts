import type { Context } from "../context.ts";
import type { Principal } from "../identity/principal.ts";
import { includes } from "../identity/roles.ts";
import { ProblemError } from "../problem.ts";
import { delegationFor } from "./delegations.ts";

/** The person who says something in the name of another, and the delegation; neither where it is the subject. */
interface Speaks {
  readonly by?: string;
  readonly under?: string;
}

/**
 * By what right somebody gives or withdraws a consent: as its subject, by a delegation of the subject, or as an admin. Throws
 * a problem of status 403 if there is none.
 */
export function speaksFor(
  context: Context,
  { user: { id: by }, role }: Principal,
  { user, scope }: { readonly user: string; readonly scope: string },
): Speaks {
  if (user === by) return {};
  const delegation = delegationFor(context, { user, scope, to: by });
  if (delegation !== undefined) return { by, under: delegation.id };
  if (includes(role, "admin")) return { by };
  throw new ProblemError(
    403,
    "not_yours",
    `A consent is given and withdrawn by its subject, by somebody to whom the subject has delegated that, or by an admin.`,
  );
}
