import { calleesFirst } from "@orchlang/checker";
import type { Capability, CapabilityCoverage, Confidentiality, Coverage, Risk } from "@orchlang/plan";
import type { Action, GuardrailRule, Selector } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "./analysis.ts";
import { implies } from "./facts/implication.ts";
import { isTrue } from "./facts/met.ts";
import { factsAt } from "./facts/path-condition.ts";
import { callSites } from "./graph/call-graph.ts";
import { callsByCapability } from "./rules/capability.ts";
import { isOnce } from "./rules/effects.ts";
import { nodeName } from "./rules/finding.ts";
import { stops } from "./rules/guardrail.ts";
import { type Occurrence, occurrencesIn } from "./rules/occurrence.ts";
import { conditionOf } from "./rules/order/standing.ts";
import { appliesTo, inModuleOrder, type Run } from "./rules/run.ts";
import { selects } from "./selects.ts";
import type { LinkedStatement, Slot } from "./tree.ts";

/*
 * On how many of the paths to risky calls a rule stands guard. Ways can be many where plans call plans, so they are
 * counted by plan, never followed one by one; only the few that are listed are.
 */

/** How many ways without a guard are listed for a capability. */
const listedMax = 20;

export function coverageOf(run: Run): Coverage {
  const { program } = run.analysis;
  const rules = {
    guardrails: inModuleOrder(program.guardrails).filter(({ rule }) => stops(rule.severity)),
    policies: inModuleOrder(program.policies).filter(({ rule }) => stops(rule.severity)),
  };
  const capabilities = [...callsByCapability(run).keys()].sort().flatMap((name): CapabilityCoverage[] => {
    const capability = program.capabilities.get(name)?.capability;
    const risks = capability === undefined ? [] : risksOf(capability);
    const ways = risks.length === 0 ? undefined : new Ways(run, rules, name).counted();
    return ways === undefined || ways.paths === 0 ? [] : [{ capability: name, risks, ...ways }];
  });
  const total = (of: (one: CapabilityCoverage) => number): number =>
    Math.min(
      Number.MAX_SAFE_INTEGER,
      capabilities.reduce((sum, one) => sum + of(one), 0),
    );
  return { paths: total(({ paths }) => paths), guarded: total(({ guarded }) => guarded), capabilities };
}

function risksOf(capability: Capability): readonly Risk[] {
  const { clearance, human, params, result, tags } = capability;
  const labels = [...params.map(({ label }) => label), ...(result === null ? [] : [result.label])];
  // For a question to people the role's clearance counts.
  if (human === undefined) labels.push(clearance);
  return [
    ...(isOnce(capability) ? (["once"] as const) : []),
    ...(tags.length > 0 ? (["tagged"] as const) : []),
    ...(labels.some(({ confidentiality }) => isKept(confidentiality)) ? (["labelled"] as const) : []),
  ];
}

function isKept(confidentiality: Confidentiality): boolean {
  return confidentiality === "personal" || confidentiality === "secret";
}

/** A rule that can refuse a call of the capability, or demands something after it. */
interface Guard {
  readonly name: string;
  appliesTo(routine: AnalysedRoutine): boolean;
  /** True if it is for this very call: its own `when` may leave some out. */
  isFor(occurrence: Occurrence): boolean;
}

/** Those that stop something, in order. */
type Rules = Pick<Run["analysis"]["program"], "guardrails" | "policies">;

interface Count {
  readonly paths: number;
  readonly guarded: number;
}

/** A plan below certain rules: its own, and those of all that have called it on the way. */
interface Stage {
  readonly routine: AnalysedRoutine;
  /** A bit for each of the guards. */
  readonly over: bigint;
}

interface Call {
  readonly called: AnalysedRoutine;
  readonly linked: LinkedStatement;
  readonly slot: Slot;
}

/** How one has come to a stage, from the last call back. */
interface Way {
  readonly stage: Stage;
  readonly place?: string;
  readonly before?: Way;
}

class Ways {
  readonly #run: Run;
  readonly #capability: string;
  readonly #guards: readonly Guard[];
  readonly #used = new Set<string>();
  readonly #stages = new Map<AnalysedRoutine, Map<bigint, Stage>>();
  readonly #counts = new Map<Stage, Count>();
  /** From which some call is under no rule. */
  readonly #open = new Set<Stage>();
  readonly #calls = new Map<AnalysedRoutine, readonly Call[]>();

  constructor(run: Run, rules: Rules, capability: string) {
    this.#run = run;
    this.#capability = capability;
    this.#guards = [...guardrails(run, rules, capability), ...policies(run, rules, capability)];
  }

  counted(): Omit<CapabilityCoverage, "capability" | "risks"> {
    const roots = this.#run.roots.map((root) => this.#stage(root, 0n));
    for (const stage of calleesFirst(roots, (each) => this.#below(each))) this.#count(stage);
    const { paths, guarded } = sum(roots.map((root) => this.#countOf(root)));
    return { paths, guarded, rules: [...this.#used].sort(), uncovered: this.#uncovered(roots) };
  }

  #stage(routine: AnalysedRoutine, above: bigint): Stage {
    let over = above;
    for (const [at, guard] of this.#guards.entries()) {
      const bit = 1n << BigInt(at);
      if ((over & bit) === 0n && guard.appliesTo(routine)) over |= bit;
    }
    const known = this.#stages.get(routine) ?? new Map<bigint, Stage>();
    this.#stages.set(routine, known);
    const stage = known.get(over) ?? { routine, over };
    known.set(over, stage);
    return stage;
  }

  #below({ routine, over }: Stage): readonly Stage[] {
    return this.#inner(routine).map(({ called }) => this.#stage(called, over));
  }

  #inner(routine: AnalysedRoutine): readonly Call[] {
    const calls = this.#calls.get(routine) ?? inner(this.#run, routine);
    this.#calls.set(routine, calls);
    return calls;
  }

  /** The ways from the begin of a plan, those of the plans that it calls being known. */
  #count(stage: Stage): void {
    const own = this.#callsIn(stage.routine).map((call): Count => {
      const guards = this.#guardsOf(stage, call);
      for (const { name } of guards) this.#used.add(name);
      return { paths: 1, guarded: guards.length > 0 ? 1 : 0 };
    });
    const below = this.#below(stage);
    this.#counts.set(stage, sum([...own, ...below.map((each) => this.#countOf(each))]));
    if (own.some(({ guarded }) => guarded === 0) || below.some((each) => this.#open.has(each)))
      this.#open.add(stage);
  }

  #countOf(stage: Stage): Count {
    return this.#counts.get(stage) ?? { paths: 0, guarded: 0 };
  }

  #guardsOf({ over }: Stage, call: Occurrence): readonly Guard[] {
    return this.#guards.filter((guard, at) => (over & (1n << BigInt(at))) !== 0n && guard.isFor(call));
  }

  #callsIn(routine: AnalysedRoutine): readonly Occurrence[] {
    return occurrencesIn(this.#run.analysis, routine, { name: this.#capability }).filter(
      ({ slot }) => slot !== "undo" && slot !== "confirm",
    );
  }

  /** In the order of the text, a plan's own calls before those of the plans that it calls. */
  #uncovered(roots: readonly Stage[]): readonly (readonly string[])[] {
    const results: (readonly string[])[] = [];
    const ways: Way[] = roots
      .filter((root) => this.#open.has(root))
      .map((stage) => ({ stage }))
      .reverse();
    for (let way = ways.pop(); way !== undefined && results.length < listedMax; way = ways.pop()) {
      const { stage } = way;
      for (const call of this.#callsIn(stage.routine)) {
        if (results.length >= listedMax) break;
        if (this.#guardsOf(stage, call).length > 0) continue;
        results.push([...placesOn(way), placeOf(stage.routine, call.linked, call.slot)]);
      }
      for (const { called, linked, slot } of this.#inner(stage.routine).toReversed()) {
        const next = this.#stage(called, stage.over);
        if (!this.#open.has(next)) continue;
        ways.push({ stage: next, place: placeOf(stage.routine, linked, slot), before: way });
      }
    }
    return results;
  }
}

/** The calls that have led there, the first one first. */
function placesOn(way: Way): readonly string[] {
  const places: string[] = [];
  for (let each: Way | undefined = way; each !== undefined; each = each.before)
    if (each.place !== undefined) places.push(each.place);
  return places.reverse();
}

/** `m.p/a`; of a handler `m.p/a else1`. */
function placeOf(routine: AnalysedRoutine, linked: LinkedStatement, slot: Occurrence["slot"]): string {
  const name = nodeName(routine, linked);
  return slot === "do" ? name : `${name} ${slot}`;
}

/** The plans that a plan's own statements call, once for each call. */
function inner({ analysis }: Run, routine: AnalysedRoutine): readonly Call[] {
  return callSites(analysis, routine).flatMap(({ linked, slot, called }) =>
    called.map((each) => ({ called: each, linked, slot })),
  );
}

function sum(counts: readonly Count[]): Count {
  const total = (of: (one: Count) => number): number =>
    Math.min(
      Number.MAX_SAFE_INTEGER,
      counts.reduce((all, one) => all + of(one), 0),
    );
  return { paths: total(({ paths }) => paths), guarded: total(({ guarded }) => guarded) };
}

function guardrails(run: Run, { guardrails }: Rules, capability: string): readonly Guard[] {
  return guardrails.flatMap((checked): readonly Guard[] => {
    const { name, rules } = checked.rule;
    const aimed = rules.flatMap(aimedAt);
    const own = aimed.filter(({ selector }) => selects(run.analysis, selector, capability));
    if (own.length === 0) return [];
    const isFor = (occurrence: Occurrence): boolean =>
      own.some(
        (action) =>
          action.when === undefined ||
          implies(factsAt(occurrence.linked), conditionOf(isTrue(action.when), occurrence)) === true,
      );
    return [{ name, appliesTo: (routine) => appliesTo(run.analysis, checked, routine), isFor }];
  });
}

/** The actions that a rule holds back, or asks something of. */
function aimedAt(rule: GuardrailRule): readonly Action[] {
  switch (rule.kind) {
    case "before":
      return [rule.second];
    case "preceded":
    case "followed":
      return [rule.every];
    case "atMost":
      return [rule.of];
    case "never":
      return [{ selector: rule.of }];
    case "flow":
      return "selector" in rule.to ? [{ selector: rule.to.selector }] : [];
    case "bound":
      return [];
  }
}

const deciding: ReadonlySet<string> = new Set(["deny", "allow", "defer", "consent", "approval", "limit"]);

function policies(run: Run, { policies }: Rules, capability: string): readonly Guard[] {
  return policies.flatMap((checked): readonly Guard[] => {
    const { name, on, verdicts } = checked.rule;
    const means = (selector: Selector): boolean => selects(run.analysis, selector, capability);
    if (!on.some(means) || !verdicts.some(({ kind }) => deciding.has(kind))) return [];
    return [{ name, appliesTo: (routine) => appliesTo(run.analysis, checked, routine), isFor: () => true }];
  });
}
