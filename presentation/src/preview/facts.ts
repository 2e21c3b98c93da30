import { shortName } from "@orchlang/analysis";
import type { Coverage } from "@orchlang/plan";
import type { ChoiceView, Preview } from "./model.ts";

/** The reach of a run, in a few words each; empty categories are omitted. */
interface Fact {
  readonly name: string;
  /** Stand beside one another, or each in a line of its own. */
  readonly items: readonly string[];
  readonly lines?: true;
}

export function factsOf({ manifest, untrusted, coverage, choices, rules }: Preview): readonly Fact[] {
  const sensitive = manifest.labels.filter((each) => each === "personal" || each === "secret");
  const facts: readonly Fact[] = [
    { name: "asks for", items: manifest.scopes },
    { name: "people", items: manifest.humans.map(shortName) },
    {
      name: "touches",
      items:
        sensitive.length === 0 ? [] : [`${sensitive.join(" and ")} data, on ${manifest.tiers.join(", ")}`],
    },
    { name: "holds", items: manifest.pools.map(shortName) },
    { name: "talks to", items: manifest.addresses },
    { name: "untrusted text", items: untrusted },
    { name: "guarded", items: coverageWords(coverage, rules.length > 0) },
    ...choices.map(choiceFact),
  ];
  return facts.filter(({ items }) => items.length > 0);
}

/** `1 of 2 paths to risky calls; no rule for ring at p › b`. Without any rule, the ways are all that are drawn. */
function coverageWords({ paths, guarded, capabilities }: Coverage, hasRules: boolean): readonly string[] {
  if (paths === 0) return [];
  const open = capabilities.flatMap(({ capability, uncovered }) =>
    uncovered.map((way) => `${shortName(capability)} at ${way.map(shortName).join(" › ")}`),
  );
  const more = paths - guarded - open.slice(0, openMax).length;
  const listed = `${open.slice(0, openMax).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const missing = open.length === 0 || !hasRules ? "" : `; no rule for ${listed}`;
  return [`${guarded} of ${paths} ${paths === 1 ? "path" : "paths"} to risky calls${missing}`];
}

/** How many unguarded ways are listed; JSON has more of them. */
const openMax = 4;

function choiceFact({ goal, plans }: ChoiceView): Fact {
  const items = plans.map(
    ({ plan, tried, because }, at) =>
      `${tried ? `${at + 1}. ` : "not tried: "}${shortName(plan)}, ${because}`,
  );
  return { name: goal, items, lines: true };
}
