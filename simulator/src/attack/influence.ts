import type { Json, Plan } from "@orchlang/plan";
import type { SeenCall, Trial } from "../exploration/case.ts";

/**
 * Something that a source changes: whether a call is made, what it is given, or how the run ends. `param`: left out where
 * the call is made in one of two runs alone.
 */
export interface Influence {
  /** A capability, or `the run`. */
  readonly effect: string;
  readonly param?: string;
  /** The parameter takes nothing untrusted: a person, or an `endorse`, has let the value pass. */
  readonly trusted?: true;
}

/** The differences between the effects of two runs: of their calls that leave something, and of their ends. */
export function differences(plan: Plan, before: Trial, after: Trial): readonly Influence[] {
  const [one, other] = [effectsOf(plan, before), effectsOf(plan, after)];
  const influences: Influence[] = [];
  for (const [site, call] of [...one, ...other]) {
    const [first, second] = [one.get(site), other.get(site)];
    if (first === undefined || second === undefined) influences.push({ effect: call.capability });
    else if (call === first) influences.push(...changed(plan, first, second));
  }
  if (statusOf(before) !== statusOf(after)) influences.push({ effect: "the run" });
  return distinct(influences);
}

function effectsOf(plan: Plan, { calls }: Trial): ReadonlyMap<string, SeenCall> {
  const lasting = calls.filter(({ capability, attempt }) => {
    const declared = plan.capabilities[capability];
    return attempt === 1 && (declared?.effect.kind !== "pure" || declared.human !== undefined);
  });
  return new Map(lasting.map((call) => [call.callSite, call]));
}

function changed(plan: Plan, { capability, args: before }: SeenCall, { args: after }: SeenCall): Influence[] {
  return (plan.capabilities[capability]?.params ?? []).flatMap(({ name, trusted }) => {
    if (JSON.stringify(fieldOf(before, name)) === JSON.stringify(fieldOf(after, name))) return [];
    return [{ effect: capability, param: name, ...(trusted === undefined ? {} : { trusted: true }) }];
  });
}

function fieldOf(args: Json, name: string): Json {
  return (args as Readonly<Record<string, Json>> | null)?.[name] ?? null;
}

function statusOf({ run }: Trial): string {
  return run.state.closed?.outcome.status ?? "open";
}

function distinct(influences: readonly Influence[]): readonly Influence[] {
  return [...new Map(influences.map((one) => [JSON.stringify(one), one])).values()];
}
