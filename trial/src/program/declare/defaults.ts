import type { Capability, Draft } from "../draft.ts";

/* Defaults of a kind: what one of its capabilities says is said once for all of them. */

/** The clauses that a capability still has to write. The first of a kind may turn some of its own into defaults. */
export function withoutDefaults(
  draft: Draft,
  kind: Capability["kind"],
  clauses: readonly string[],
): readonly string[] {
  const { dice, defaults } = draft;
  const known = defaults.get(kind);
  const shared = known ?? (dice.chance(0.3) ? clauses.filter((one) => mayBeShared.test(one)) : []);
  if (known === undefined) {
    defaults.set(kind, shared);
    if (shared.length > 0) draft.declare(`defaults ${kind} { ${shared.join("  ")} }`);
  }
  return clauses.filter((one) => !shared.includes(one) || dice.chance(0.2));
}

/** Every capability declares its effect. The others may be taken over by one that declares none. */
const mayBeShared = /^(?:effect (?:pure|idempotent|once)|latency <= \d+m?s|clearance \w+|ask \w+)$/u;
