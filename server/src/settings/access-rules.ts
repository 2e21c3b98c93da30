import type { JsonObject } from "@orchlang/plan";
import type { Principal } from "../identity/principal.ts";
import { type Role, roles } from "../identity/roles.ts";
import type { Clearance } from "../identity/token.ts";
import { list, record, text } from "../schemas.ts";

/** The access of people and machines of whom an issuer says something. */
interface AccessRule {
  /** The claim that is looked at, `groups`; and the value that it is or contains. Both left out: everybody. */
  readonly claim?: string;
  readonly has?: string;
  readonly role: Role;
  /** Roles of the program. */
  readonly roles?: readonly string[];
  readonly clearance?: Clearance;
  readonly plans?: readonly string[];
}

export const accessRuleSchema: JsonObject = {
  ...record(
    {
      claim: { ...text, minLength: 1 },
      has: text,
      role: { type: "string", enum: [...roles] },
      roles: list(text),
      clearance: { type: "string", enum: ["internal", "personal"] },
      plans: list(text),
    },
    ["claim", "has", "roles", "clearance", "plans"],
  ),
  dependencies: { claim: ["has"], has: ["claim"] },
};

/** How claims become a principal. */
export interface AccessByClaims {
  /** The claim that names the user in runs. Default: `sub`. */
  readonly user?: string;
  /** The first that fits counts, alone: rules are not added up, so none gives more than it says. */
  readonly access: readonly AccessRule[];
}

/** Claims about somebody, verified. `kind`: of the identity, for audits. */
interface Claimed {
  readonly kind: "oidc" | "jwt";
  readonly claims: Readonly<Record<string, unknown>>;
  /** ms since 1970. */
  readonly expires?: number;
}

/** The principal of verified claims; undefined: no rule gives access, or the claims name no user. */
export function principalOfClaims(
  { user = "sub", access }: AccessByClaims,
  { kind, claims, expires }: Claimed,
): Principal | undefined {
  const named = claims[user];
  const { sub, name } = claims;
  const rule = access.find((one) => fits(one, claims));
  if (rule === undefined || typeof named !== "string" || named === "" || typeof sub !== "string")
    return undefined;
  return {
    token: `${kind}:${sub}`,
    name: typeof name === "string" ? name : named,
    role: rule.role,
    user: { id: named, roles: rule.roles ?? [], consents: [] },
    clearance: rule.clearance ?? "internal",
    plans: rule.plans,
    isClaimed: true,
    ...(expires === undefined ? {} : { expires }),
  };
}

function fits({ claim, has }: AccessRule, claims: Claimed["claims"]): boolean {
  if (claim === undefined) return true;
  const value = claims[claim];
  return Array.isArray(value) ? value.includes(has) : value === has;
}
