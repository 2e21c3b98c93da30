import { type CheckedProgram, type CheckedRule, callersFirst } from "@orchlang/checker";
import type { Action, Guardrail, GuardrailRule, Policy, Selector } from "@orchlang/plan/rules";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { calledFrom, summaryOf } from "../graph/call-graph.ts";
import { calledAlive } from "../graph/reachability.ts";
import { targetName } from "../tree.ts";
import { isPart } from "./part.ts";
import { appliesTo, type Run } from "./run.ts";
import { withRules } from "./with-rules.ts";

/*
 * An index of the policies and guardrails that mention a capability, plan or goal. A plan that reaches no name of a
 * rule is independent of the rule: it has no mistakes by it, and the cost is not plans times rules.
 */

/** Stands for what a rule speaks of that speaks of actions by their kind or tags, or of the run as a whole. */
export const everything = "";

/** The names in a policy: actions, or `everything`. */
export function namesInPolicy({ on }: Policy): readonly string[] {
  return on.map(nameOf);
}

/** The same of a guardrail. */
export function namesInGuardrail({ rules }: Guardrail): readonly string[] {
  return rules.flatMap(namesInRule);
}

function namesInRule(rule: GuardrailRule): readonly string[] {
  // Only what a rule asks something of can break it; of what comes first, or after, there may be as much as one likes.
  const named = ({ selector }: Action) => [nameOf(selector)];
  switch (rule.kind) {
    case "before":
      return named(rule.second);
    case "preceded":
    case "followed":
      return named(rule.every);
    case "atMost":
      return named(rule.of);
    case "never":
      return [nameOf(rule.of)];
    case "flow":
      return ["selector" in rule.to ? nameOf(rule.to.selector) : everything];
    case "bound":
      return [everything];
  }
}

function nameOf(selector: Selector): string {
  return "name" in selector ? selector.name : everything;
}

/** All that a rule may name of what plans come to: themselves, what they call, and what undoes that or asks for it. */
export function namesReached(
  reached: readonly AnalysedRoutine[],
  { capabilities }: Pick<CheckedProgram, "capabilities">,
): ReadonlySet<string> {
  const names = new Set<string>();
  const called = new Set<string>();
  for (const { checked, tree } of reached) {
    names.add(checked.name);
    if (checked.head.achieves !== undefined) names.add(checked.head.achieves);
    for (const { attempts } of tree.all) {
      for (const { attempt } of attempts) {
        const name = targetName(attempt.target);
        if (called.has(name) && attempt.options.undo === undefined) continue;
        called.add(name);
        const { undo, confirm } = capabilities.get(name)?.capability ?? {};
        for (const one of [name, attempt.options.undo?.capability, undo?.capability, confirm?.capability]) {
          if (one !== undefined) names.add(one);
        }
      }
    }
  }
  return names;
}

/** For each plan an analysis with no rules but those in which a run of it can make a mistake. */
export function rulesInReach(analysis: Analysis): (routine: AnalysedRoutine) => Analysis {
  const { program } = analysis;
  const policies = byName(program.policies, namesInPolicy);
  const guardrails = byName(program.guardrails, namesInGuardrail);
  // Only names mentioned by a rule are passed from plan to plan, one bit each.
  const spoken = [...new Set([...policies.names, ...guardrails.names])];
  const bits = new Map(spoken.map((name, at) => [name, 1n << BigInt(at)]));
  const reach = (routine: AnalysedRoutine): bigint =>
    summaryOf<bigint>(analysis, "names that rules speak of", routine, (one, of) => {
      let all = 0n;
      for (const name of namesReached([one], program)) all |= bits.get(name) ?? 0n;
      for (const called of calledFrom(analysis, one)) all |= of(called);
      return all;
    });
  return (routine) => {
    if (calledFrom(analysis, routine).length === 0) {
      const own = namesReached([routine], program);
      return withRules(analysis, { policies: policies.of(own), guardrails: guardrails.of(own) });
    }
    const names = new Set(bitsSet(reach(routine)).flatMap((at) => spoken[at] ?? []));
    return withRules(analysis, { policies: policies.of(names), guardrails: guardrails.of(names) });
  };
}

/** The places of the bits that are set, the lowest first; by digits, since most of many bits are not. */
function bitsSet(bits: bigint): readonly number[] {
  const digits = bits.toString(16);
  const results: number[] = [];
  for (let at = 0; at < digits.length; at++) {
    const digit = Number.parseInt(digits.charAt(digits.length - 1 - at), 16);
    if (digit === 0) continue;
    for (let bit = 0; bit < 4; bit++) if ((digit >> bit) & 1) results.push(4 * at + bit);
  }
  return results;
}

function byName<R extends Policy | Guardrail>(
  rules: readonly CheckedRule<R>[],
  namesIn: (rule: R) => readonly string[],
): { readonly names: Iterable<string>; of(names: ReadonlySet<string>): readonly CheckedRule<R>[] } {
  const places = new Map<string, number[]>();
  for (const [place, { rule }] of rules.entries()) {
    for (const name of new Set(namesIn(rule))) {
      const known = places.get(name);
      if (known === undefined) places.set(name, [place]);
      else known.push(place);
    }
  }
  return {
    names: places.keys(),
    of: (names) => {
      const results = new Set([everything, ...names].flatMap((name) => places.get(name) ?? []));
      return [...results].sort((a, b) => a - b).flatMap((place) => rules[place] ?? []);
    },
  };
}

/**
 * The plans in whose text the places of a rule are looked for: all that the root comes to. Where only mistakes are
 * looked for, a called plan that the rule covers too is looked at when it is a root itself, unless it is a part: so of a
 * long chain each plan is looked at once.
 */
export function lookedAt(
  run: Run,
  root: AnalysedRoutine,
  rule: CheckedRule<Guardrail | Policy>,
): readonly AnalysedRoutine[] {
  return callersFirst([root], (routine) => leadsTo(run, routine, rule));
}

/** From one plan to the next of {@link lookedAt}. */
export function leadsTo(
  { analysis, mistakesOnly }: Run,
  routine: AnalysedRoutine,
  rule: CheckedRule<Guardrail | Policy>,
): readonly AnalysedRoutine[] {
  const called = calledAlive(analysis, routine);
  if (mistakesOnly !== true) return called;
  return called.filter((each) => isPart(analysis.program, each.checked) || !appliesTo(analysis, rule, each));
}
