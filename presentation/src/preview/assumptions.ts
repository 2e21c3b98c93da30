import { furtherTries, type Plan } from "@orchlang/plan";
import type { Assumption } from "@orchlang/plan/rules";

/* The assumptions of a proof (semantics, rule 37), in words. */

/** In a line. */
export function assumptionsText(
  { settings }: Pick<Plan, "settings">,
  assumes: readonly Assumption[],
): string {
  return assumes.map((each) => short(each, settings.limits.deaths ?? 0)).join(", ");
}

function short(assumption: Assumption, deaths: number): string {
  if (assumption === "process deaths within limit") return deathsText(deaths);
  return assumption === "undo succeeds" ? `undo within ${tries} tries` : assumption;
}

const tries = 1 + furtherTries;

/** `at most 1 process death`. */
export function deathsText(deaths: number): string {
  return deaths === 0 ? "no process death" : `at most ${deaths} process ${deaths === 1 ? "death" : "deaths"}`;
}

/** The meaning of an assumption. */
export function assumptionExplained({ settings }: Pick<Plan, "settings">, assumption: Assumption): string {
  const { deaths = 0 } = settings.limits;
  return `${short(assumption, deaths)}: ${meanings[assumption]}`;
}

const meanings: Readonly<Record<Assumption, string>> = {
  "declared bounds kept": "no call uses or takes more than its capability declares",
  "no redispatch": "no call is lost with its worker or process and sent again",
  "process deaths within limit": "all that is under way is lost with a process, and sent again",
  "undo succeeds": "so does a confirm; else the run waits for an operator",
  "nothing in doubt": "no call leaves open whether it happened until an operator says so",
  "no member lost": "what is held stays, and nothing is bound to another member",
  "process up": "a process that has died is there again at once",
  "consent given": "whoever is asked has agreed to all that the capabilities are declared to need",
  "pool not shared": "no other run holds members of the same pools",
  "effect as declared": "handlers have the effect that they declare, and stop when they are asked to",
};
