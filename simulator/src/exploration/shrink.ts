/** The smallest case that breaks the same: fewest faults first, then plainest values, then no times of its own. */
import type { Json } from "@orchlang/plan";
import { atOnce, type Case, goesOn, type Trial } from "./case.ts";
import type { Found } from "./explore.ts";
import { withinTime } from "./out-of-time.ts";
import { violationsOf } from "./properties.ts";
import type { Stage } from "./stage.ts";
import type { Violation } from "./violation.ts";

/** Tries at most; each is a run or two. With no time left it stays at what it has come to. */
const triesMax = 400;

export function shrink(stage: Stage, found: Found): Found {
  let best = found;
  let tries = 0;
  const attempt = (one: Case): boolean => {
    tries += 1;
    let next: Found | undefined;
    if (tries <= triesMax) withinTime(() => (next = breaks(stage, one, found.violation)));
    if (next !== undefined) best = next;
    return next !== undefined;
  };
  for (let isSmaller = true; isSmaller && tries < triesMax && !stage.isOver(); ) {
    isSmaller = smaller(best.trial.one).some(attempt);
  }
  return best;
}

/** The same violation in another case; `undefined` where that is sound, or breaks something else. */
function breaks(stage: Stage, one: Case, { property, about }: Violation): Found | undefined {
  const trial = playCalm(stage, one);
  if (trial === undefined) return undefined;
  const violation = violationsOf(trial).find((each) => each.property === property && each.about === about);
  return violation && { violation, trial };
}

/** A case and, for what is judged beside it, the same where nothing goes wrong. */
function playCalm(stage: Stage, one: Case): Trial | undefined {
  if (!stage.admits(one.input)) return undefined;
  const disturbed = one.faults.size > 0 || one.durations.size > 0;
  const calm = disturbed ? stage.play({ ...one, faults: new Map(), durations: new Map() }) : undefined;
  return stage.play(one, calm);
}

/** Cases that are smaller by one thing, the greatest steps first. */
function smaller(one: Case): readonly Case[] {
  const { faults, durations, results, pace, input } = one;
  return [
    ...without(faults).map((fewer) => ({ ...one, faults: fewer })),
    ...passing(faults).map((shorter) => ({ ...one, faults: shorter })),
    ...(durations.size > 1 ? [{ ...one, durations: new Map<string, number>() }] : []),
    ...without(durations).map((fewer) => ({ ...one, durations: fewer })),
    ...without(results).map((fewer) => ({ ...one, results: fewer })),
    ...(pace === "declared" ? [] : [{ ...one, pace: "declared" as const }]),
    ...Object.entries(input).flatMap(([name, value]) =>
      simpler(value).map((plainer) => ({ ...one, input: { ...input, [name]: plainer } })),
    ),
  ];
}

function without<Value>(map: ReadonlyMap<string, Value>): readonly ReadonlyMap<string, Value>[] {
  return [...map.keys()].map((key) => new Map([...map].filter(([other]) => other !== key)));
}

/** Replaces one lasting fault by a single one, which a retry may overcome. */
function passing(faults: Case["faults"]): readonly Case["faults"][] {
  return [...faults].flatMap(([point, kind]) =>
    goesOn(kind) ? [new Map(faults).set(point, atOnce(kind))] : [],
  );
}

/** Simpler values of the same type, as far as the value alone shows it. */
function simpler(value: Json): readonly Json[] {
  if (typeof value === "boolean" || value === null) return [];
  if (typeof value === "number") {
    return [1, Math.trunc(value / 2), Math.trunc(value)].filter(
      (one) => one !== 0 && Math.abs(one) < Math.abs(value),
    );
  }
  if (typeof value === "string") return [];
  if (Array.isArray(value)) {
    const shorter = value.map((_, index) => value.filter((_item, at) => at !== index));
    const inner = value.flatMap((item: Json, index) =>
      simpler(item).map((plainer) => value.map((each: Json, at) => (at === index ? plainer : each))),
    );
    return [...shorter, ...inner];
  }
  if ("amount" in value && "currency" in value) {
    return ["1", "0"]
      .filter((amount) => Number(amount) < Number(value.amount))
      .map((amount) => ({ ...value, amount }));
  }
  return Object.entries(value).flatMap(([name, field]) =>
    simpler(field as Json).map((plainer) => ({ ...value, [name]: plainer })),
  );
}
