import type { Manifest } from "@orchlang/plan";
import { shortName } from "../4-analyse/words.ts";
import type { ReachChange } from "./model.ts";

/** What a run may reach that it could not, and no longer may. Names as readers call them, untrusted text as `capability.parameter`. */
export function reachChanges(
  old: Manifest & { readonly untrustedWords: readonly string[] },
  now: Manifest & { readonly untrustedWords: readonly string[] },
): readonly ReachChange[] {
  const compare = (
    of: ReachChange["of"],
    from: readonly string[],
    to: readonly string[],
  ): readonly ReachChange[] => [
    ...to.filter((name) => !from.includes(name)).map((name): ReachChange => ({ kind: "gained", of, name })),
    ...from.filter((name) => !to.includes(name)).map((name): ReachChange => ({ kind: "lost", of, name })),
  ];
  const short = (names: readonly string[]): readonly string[] => names.map(shortName);
  return [
    ...compare("scope", old.scopes, now.scopes),
    ...compare("address", old.addresses, now.addresses),
    // What everybody may know is no reach.
    ...compare("data", old.labels.filter(isKept), now.labels.filter(isKept)),
    ...compare("tier", old.tiers, now.tiers),
    ...compare("untrusted text", old.untrustedWords, now.untrustedWords),
    ...compare("person", short(old.humans), short(now.humans)),
    ...compare("resource", short(old.pools), short(now.pools)),
    ...compare("failure", old.failures, now.failures),
    ...compare("capability", short(old.capabilities), short(now.capabilities)),
  ];
}

function isKept(label: string): boolean {
  return label !== "public";
}

/** Of more than it could: what a reviewer would have to permit anew. */
export function widens({ kind, of }: ReachChange): boolean {
  return (
    kind === "gained" &&
    (of === "scope" || of === "address" || of === "data" || of === "tier" || of === "untrusted text")
  );
}
