import { stepName } from "@orchlang/kernel/run";
import type { Trial } from "../case.ts";
import { effectsOf } from "../effects.ts";
import { withoutEntries } from "../plan-facts.ts";
import { short, type Violation } from "../violation.ts";

/** A call takes effect once: not again under another key, whether because of a retry around it or a person's order. */
export function once(trial: Trial): readonly Violation[] {
  const { run } = trial;
  const standing = new Map<string, number>();
  const found: Violation[] = [];
  for (const { intent, stands } of effectsOf(trial)) {
    if (!stands) continue;
    const { routine, site, node, slot } = intent.intent.call;
    // `attempts` are new requests, and meant to be.
    const request = intent.intent.request ?? 1;
    const written = withoutEntries(run.file.plan, routine);
    const place = `${written} ${site.plan} ${JSON.stringify(site.loops)} ${node} ${slot} ${request}`;
    const times = (standing.get(place) ?? 0) + 1;
    standing.set(place, times);
    if (times !== 2) continue;
    found.push({
      property: "once",
      about: `${written}/${node}`,
      says: `${stepName(intent.intent.call)} is done twice: ${short(intent.capability)} under two keys, and both stay.`,
      expect: { kind: "expect", expects: "once", target: intent.capability, each: site.loops.length > 0 },
    });
  }
  return found;
}
