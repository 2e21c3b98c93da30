import type {
  Action,
  Capability,
  CapabilityCoverage,
  Confidentiality,
  Coverage,
  GuardrailRule,
  Risk,
  Selector,
} from "@orchlang/plan";
import type { AnalysedRoutine } from "./analysis.ts";
import type { Slot } from "./attempts.ts";
import { factsAt } from "./facts/activation.ts";
import { implies } from "./facts/implication.ts";
import { callsByCapability } from "./rules/capability.ts";
import { isOnce } from "./rules/effects.ts";
import { nodeName } from "./rules/finding.ts";
import { stops } from "./rules/guardrail.ts";
import { type Occurrence, occurrencesIn } from "./rules/occurrence.ts";
import { appliesTo, inModuleOrder, type Run, routinesOf } from "./rules/run.ts";
import { conditionOf } from "./rules/standing.ts";
import { selects } from "./selects.ts";
import type { Located } from "./tree.ts";

/*
 * On how many of the ways to what is risky a rule stands guard. Ways can be many where plans call plans, so they are
 * counted by plan, never followed one by one; only the few that are listed are.
 */

/** How many ways without a guard are listed for a capability. */
const listedMax = 20;

export function coverageOf(run: Run): Coverage {
  const { program } = run.analysis;
  const capabilities = [...callsByCapability(run).keys()].sort().flatMap((name): CapabilityCoverage[] => {
    const capability = program.capabilities.get(name)?.capability;
    const risks = capability === undefined ? [] : risksOf(capability);
    const ways = risks.length === 0 ? undefined : new Ways(run, name).counted();
    return ways === undefined || ways.paths === 0 ? [] : [{ capability: name, risks, ...ways }];
  });
  const total = (of: (one: CapabilityCoverage) => number): number =>
    Math.min(
      Number.MAX_SAFE_INTEGER,
      capabilities.reduce((sum, one) => sum + of(one), 0),
    );
  return { paths: total(({ paths }) => paths), guarded: total(({ guarded }) => guarded), capabilities };
}

export function risksOf(capability: Capability): readonly Risk[] {
  const { clearance, human, params, result, tags } = capability;
  const labels = [...params.map(({ label }) => label), ...(result === null ? [] : [result.label])];
  // Who may be asked is cleared by the role.
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
  /** Whether it is for this very call: its own `when` may leave some out. */
  isFor(occurrence: Occurrence): boolean;
}

interface Count {
  readonly paths: number;
  readonly guarded: number;
}

class Ways {
  readonly #run: Run;
  readonly #capability: string;
  readonly #guards: readonly Guard[];
  readonly #used = new Set<string>();
  readonly #known = new Map<string, Count>();

  constructor(run: Run, capability: string) {
    this.#run = run;
    this.#capability = capability;
    this.#guards = [...guardrails(run, capability), ...policies(run, capability)];
  }

  counted(): Omit<CapabilityCoverage, "capability" | "risks"> {
    const counts = this.#run.roots.map((root) => this.#from(root, []));
    const { paths, guarded } = sum(counts);
    const uncovered: (readonly string[])[] = [];
    for (const root of this.#run.roots) this.#listUncovered(root, [], [], uncovered);
    return { paths, guarded, rules: [...this.#used].sort(), uncovered };
  }

  /** The ways from the begin of a plan, `above` being the rules that its callers are under. */
  #from(routine: AnalysedRoutine, above: readonly Guard[]): Count {
    const over = this.#over(routine, above);
    const key = [routine.checked.name, ...over.map(({ name }) => name)].join(" ");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const own = this.#callsIn(routine).map((call): Count => {
      const guards = over.filter((guard) => guard.isFor(call));
      for (const { name } of guards) this.#used.add(name);
      return { paths: 1, guarded: guards.length > 0 ? 1 : 0 };
    });
    const below = inner(this.#run, routine).map(({ called }) => this.#from(called, over));
    const counted = sum([...own, ...below]);
    this.#known.set(key, counted);
    return counted;
  }

  #over(routine: AnalysedRoutine, above: readonly Guard[]): readonly Guard[] {
    return this.#guards.filter((guard) => above.includes(guard) || guard.appliesTo(routine));
  }

  #callsIn(routine: AnalysedRoutine): readonly Occurrence[] {
    return occurrencesIn(this.#run.analysis, routine, { name: this.#capability }).filter(
      ({ slot }) => slot !== "undo" && slot !== "confirm",
    );
  }

  #listUncovered(
    routine: AnalysedRoutine,
    above: readonly Guard[],
    way: readonly string[],
    found: (readonly string[])[],
  ): void {
    const { paths, guarded } = this.#from(routine, above);
    if (paths === guarded) return;
    const over = this.#over(routine, above);
    for (const call of this.#callsIn(routine)) {
      if (found.length >= listedMax) return;
      if (over.some((guard) => guard.isFor(call))) continue;
      found.push([...way, placeOf(routine, call.located, call.slot)]);
    }
    for (const { called, located, slot } of inner(this.#run, routine)) {
      if (found.length >= listedMax) return;
      this.#listUncovered(called, over, [...way, placeOf(routine, located, slot)], found);
    }
  }
}

/** `m.p/a`; of a handler `m.p/a else1`. */
function placeOf(routine: AnalysedRoutine, located: Located, slot: Occurrence["slot"]): string {
  const name = nodeName(routine, located);
  return slot === "do" ? name : `${name} ${slot}`;
}

/** The plans that a plan's own statements call, once for each call. */
function inner(
  { analysis }: Run,
  routine: AnalysedRoutine,
): readonly { readonly called: AnalysedRoutine; readonly located: Located; readonly slot: Slot }[] {
  return routine.tree.all.flatMap((located) =>
    located.attempts.flatMap(({ slot, attempt }) =>
      routinesOf(analysis, attempt.target).map((called) => ({ called, located, slot })),
    ),
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

function guardrails(run: Run, capability: string): readonly Guard[] {
  return inModuleOrder(run.analysis.program.guardrails).flatMap((checked): Guard[] => {
    const { name, severity, rules } = checked.rule;
    if (!stops(severity)) return [];
    const aimed = rules.flatMap(aimedAt);
    const own = aimed.filter(({ selector }) => selects(run.analysis, selector, capability));
    if (own.length === 0) return [];
    const isFor = (occurrence: Occurrence): boolean =>
      own.some(
        (action) =>
          action.when === undefined ||
          implies(factsAt(occurrence.located), conditionOf(action.when, occurrence)) === true,
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

const deciding: ReadonlySet<string> = new Set(["deny", "allow", "consent", "approval", "limit"]);

function policies(run: Run, capability: string): readonly Guard[] {
  return inModuleOrder(run.analysis.program.policies).flatMap((checked): Guard[] => {
    const { name, severity, on, verdicts } = checked.rule;
    const means = (selector: Selector): boolean => selects(run.analysis, selector, capability);
    if (!stops(severity) || !on.some(means) || !verdicts.some(({ kind }) => deciding.has(kind))) return [];
    return [{ name, appliesTo: (routine) => appliesTo(run.analysis, checked, routine), isFor: () => true }];
  });
}
