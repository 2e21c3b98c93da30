/** Data as large as it may be: for what hangs on amounts, and on how many there are. */
import type { Json, JsonObject, Plan } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { entryParameters } from "@orchlang/runtime/admission";
import { sourceFor } from "../answers/cooperate.ts";
import type { Source } from "../answers/generate.ts";
import { startDefault } from "../defaults.ts";
import type { Case, SeenCall, Trial } from "./case.ts";
import { itemsMax, type Larger, larger } from "./classes.ts";
import { attemptsOf } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/** So many ways of answering large inputs are tried. */
const variationsMax = 24;
/** Longer lists than these are not tried, and lists of lists of so many characters in all. */
const longMax = 40;
const writtenMax = 16_000;

/** Everything that can be large is, as far as three of each are many: for what hangs on amounts. */
export function largeCase(stage: Stage, { one }: Trial): Trial | undefined {
  if (!hasLimits(stage) && !asksForAmount(stage.plan)) return undefined;
  const input = largerInput(stage, one, { source: sourceOf(stage, one), items: itemsMax, numbers: true });
  if (JSON.stringify(input) === JSON.stringify(one.input) || !stage.admits(input)) return undefined;
  // Answers that fit small inputs may miss the goal with large ones, and what comes next may then be refused.
  const variations = Object.keys(stage.plan.goals).length > 0 ? variationsMax : 1;
  for (let variation = one.variation; variation < one.variation + variations; variation++) {
    const trial = stage.play({ ...one, input, variation });
    if (!isRefused(trial)) return trial;
  }
  return undefined;
}

/**
 * Whether there are limits: of money and the like, which are checked, or of time, holds and plans, which no gate checks
 * beforehand.
 */
function hasLimits({ plan }: Stage): boolean {
  const isChecked = plan.obligations.some(
    ({ source, verdict }) =>
      verdict === "checked" && ("goal" in source ? source.clause === "budget" : "guardrail" in source),
  );
  const routines = Object.values(plan.routines);
  return (
    isChecked ||
    routines.some(({ nodes, timeout }) => timeout !== undefined || nodes.some(({ kind }) => kind === "hold"))
  );
}

/** A person is asked about a fixed amount: what happens then may come to more. */
function asksForAmount({ routines, capabilities }: Plan): boolean {
  const isAmount = ({ op, value }: Expression & { readonly value?: unknown }): boolean =>
    op === "constant" && (typeof value === "number" || (typeof value === "object" && value !== null));
  return Object.values(routines).some(({ nodes }) =>
    nodes.flatMap(attemptsOf).some(({ target, args }) => {
      const called = "capability" in target ? capabilities[target.capability] : undefined;
      return called?.human !== undefined && Object.values(args).some(isAmount);
    }),
  );
}

/** A run over a limit reports that before it acts. A run that runs out of time has acted. */
function isRefused({ run }: Trial): boolean {
  const { status, failure } = run.state.closed?.outcome ?? {};
  return status !== "completed" && failure?.class !== "resource_lost" && failure?.class !== "timeout";
}

/**
 * Every list is as long as it may be, of what is given and of what comes back: rounds one after another take longer than
 * a hold lasts that is long enough for three.
 */
export function longCase(stage: Stage, { one, calls }: Trial): Trial | undefined {
  if (!hasLimits(stage) || stage.context.armed !== undefined) return undefined;
  const by: Larger = { source: sourceOf(stage, one), items: longestOf(stage.plan), numbers: false };
  const input = largerInput(stage, one, by);
  const results = new Map([...one.results, ...calls.flatMap((call) => longerResult(stage, call, by))]);
  const written = JSON.stringify(input);
  const isLonger = written !== JSON.stringify(one.input) || results.size > one.results.size;
  if (by.items <= itemsMax || !isLonger || written.length > writtenMax || !stage.admits(input))
    return undefined;
  const trial = stage.play({ ...one, input, results });
  return isRefused(trial) ? undefined : trial;
}

function longerResult(stage: Stage, call: SeenCall, by: Larger): readonly (readonly [string, Json])[] {
  const capability = stage.plan.capabilities[call.capability];
  if (capability?.result == null || call.ok === undefined || call.attempt > 1) return [];
  const value = larger(capability.result.schema, call.ok, by, capability.name);
  const isOther = JSON.stringify(value) !== JSON.stringify(call.ok);
  return isOther && stage.ensures(capability, call.args, value) ? [[call.callSite, value]] : [];
}

/** The most rounds that a loop over a list makes. */
function longestOf({ routines }: Plan): number {
  const rounds = Object.values(routines)
    .flatMap(({ nodes }) => nodes)
    .flatMap((node) => (node.kind === "loop" && node.over.kind === "list" ? [node.upTo] : []));
  const known = rounds.filter((upTo) => typeof upTo === "number");
  return Math.min(longMax, Math.max(0, ...known));
}

function largerInput(stage: Stage, { input }: Case, by: Larger): JsonObject {
  return Object.fromEntries(
    entryParameters(stage.plan).map(({ name, schema }) => [
      name,
      larger(schema, input[name] ?? null, by, name),
    ]),
  );
}

export function sourceOf({ plan, context }: Stage, { input }: Pick<Case, "input">): Source {
  return sourceFor(plan, { ...context, input }, "input", { now: startDefault, variation: 1 });
}
