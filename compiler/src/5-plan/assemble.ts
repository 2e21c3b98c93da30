import {
  type Analysed,
  type AnalysedGoal,
  type AnalysedRoutine,
  type Analysis,
  coverageOf,
  gateKey,
  givenIn,
  type LinkedBlock,
  type LinkedStatement,
  manifestOf,
  ranksOf,
  type Slot,
  type Verdicts,
} from "@orchlang/analysis";
import { asksControl, readsControl } from "@orchlang/analysis/rules";
import { type Goal, type Plan, type PlanFile, planId, type Routine } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt, Block, Node, Pick, Rescue } from "@orchlang/plan/nodes";
import type { GuardrailRule } from "@orchlang/plan/rules";
import { aboutOf, type Sources } from "./about.ts";
import { usedBy } from "./used.ts";

/**
 * The complete plan file of a plan or goal: a runtime that has never seen the source runs it. `plan`, and therefore its
 * id, depends on the program alone, never on its location or the time of compilation.
 *
 * @returns `undefined` if the entry has a mistake.
 */
export function assemble(analysed: Analysed, entry: string, sources: Sources): PlanFile | undefined {
  const verdicts = analysed.verdicts(entry);
  if (verdicts === undefined || verdicts.diagnostics.some(({ severity }) => severity === "error"))
    return undefined;
  const plan = planOf(analysed, entry, verdicts);
  return { format: "orch.plan/1", id: planId(plan), plan, about: aboutOf(verdicts, sources) };
}

function planOf({ analysis }: Analysed, entry: string, verdicts: Verdicts): Plan {
  const { run } = verdicts;
  const routines = run.reached.map((routine) => assembleRoutine(analysis, routine, verdicts));
  return {
    semantics: 1,
    entry,
    routines: byName(routines, ({ name }) => name),
    goals: byName(goalsOf(run.analysis.goals.values(), run.reached), ({ name }) => name),
    ...usedBy(run),
    obligations: verdicts.obligations,
    checks: verdicts.checks,
    bounds: run.entry.bounds.shown(),
    manifest: manifestOf(run),
    coverage: coverageOf(run),
    settings: analysis.settings,
  };
}

function byName<T>(items: readonly T[], name: (item: T) => string): Readonly<Record<string, T>> {
  return Object.fromEntries(items.map((item) => [name(item), item]));
}

/** The goals that a run has to do with: its entry, those that its plans achieve, those that they call. */
function goalsOf(goals: Iterable<AnalysedGoal>, reached: Verdicts["run"]["reached"]): readonly Goal[] {
  const results: Goal[] = [];
  for (const { checked, alternatives } of goals) {
    const names = alternatives
      .filter((routine) => reached.includes(routine))
      .map((routine) => routine.checked.name);
    if (names.length > 0) results.push({ ...checked.goal, alternatives: names });
  }
  return results;
}

/** A routine as a run of this entry goes through it: with its order, its bounds, and what is decided at which gate. */
function assembleRoutine(analysis: Analysis, routine: AnalysedRoutine, verdicts: Verdicts): Routine {
  const { checked, tree, bounds } = routine;
  const given = givenIn(verdicts.run);
  return {
    name: checked.name,
    ...checked.head,
    params: given.params(routine),
    result: given.result(routine),
    nodes: tree.all.map((linked) => assembleNode(analysis, routine, linked, verdicts)),
    blocks: blocksOf(tree.root).concat(tree.finally === undefined ? [] : blocksOf(tree.finally)),
    root: tree.root.block.id,
    ...(tree.finally === undefined ? {} : { finally: tree.finally.block.id }),
    bounds: bounds.shown(),
    criticalPath: bounds.criticalPath,
    nodeBounds: bounds.nodes(),
  };
}

/** Outer before inner, in the order of the text. */
function blocksOf(block: LinkedBlock): readonly Block[] {
  const own: Block = {
    id: block.block.id,
    ...(block.owner === undefined ? {} : { owner: block.owner.id }),
    nodes: block.statements.map((linked) => linked.id),
  };
  return [own, ...block.statements.flatMap((linked) => linked.blocks.flatMap(blocksOf))];
}

function assembleNode(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  verdicts: Verdicts,
): Node {
  const rank = ranksOf(routine).get(linked);
  const ranked = (pick: Pick): Pick => (rank === undefined ? pick : { ...pick, rank });
  const gated = (slot: Slot, attempt: Attempt): Attempt => {
    const gate = { routine: routine.checked.name, node: linked.id, slot };
    const checks = verdicts.gates.get(gateKey(gate)) ?? [];
    const undoChecks = verdicts.gates.get(gateKey({ ...gate, about: "undo" }));
    const confirmChecks = verdicts.gates.get(gateKey({ ...gate, about: "confirm" }));
    const control = attempt.using !== undefined || checks.some((id) => needsControl(analysis, verdicts, id));
    const using = attempt.using === undefined ? {} : { using: ranked(attempt.using) };
    return {
      ...attempt,
      ...using,
      gate: control ? "control" : "local",
      checks,
      ...(undoChecks === undefined ? {} : { undoChecks }),
      ...(confirmChecks === undefined ? {} : { confirmChecks }),
    };
  };
  const { node } = linked.statement;
  const common = { needs: routine.needs.get(linked) ?? [] };
  switch (node.kind) {
    case "call":
      return {
        ...node,
        ...common,
        attempt: gated("do", node.attempt),
        rescues: rescuesOf(node.rescues, gated),
      };
    case "quorum": {
      const attempts = node.attempts.map((attempt, at) => gated(`do${at + 1}`, attempt));
      return { ...node, ...common, attempts, rescues: rescuesOf(node.rescues, gated) };
    }
    case "hold":
      return { ...node, ...common, pick: ranked(node.pick) };
    case "loop":
    case "race":
    case "wait":
      return { ...node, ...common, rescues: rescuesOf(node.rescues, gated) };
    default:
      return { ...node, ...common };
  }
}

function rescuesOf(
  rescues: readonly Rescue[],
  gated: (slot: Slot, attempt: Attempt) => Attempt,
): readonly Rescue[] {
  return rescues.map((rescue, at) =>
    "attempt" in rescue ? { ...rescue, attempt: gated(`else${at + 1}`, rescue.attempt) } : rescue,
  );
}

/** The condition that the rule at a gate has on the action that begins there. */
function conditionOf(rule: GuardrailRule | undefined): Expression | undefined {
  switch (rule?.kind) {
    case "before":
      return rule.second.when;
    case "preceded":
      return rule.every.when;
    case "atMost":
      return rule.of.when;
    case "never":
      return rule.when;
    case "followed":
    case "bound":
    case "flow":
    case undefined:
      return undefined;
  }
}

/** True if a check takes what only control knows (semantics, rule 12). */
function needsControl({ program }: Analysis, { checks }: Verdicts, id: string): boolean {
  const check = checks[id];
  if (check?.kind === "consent") return true;
  if (check?.kind === "guardrail") {
    const guardrail = program.guardrails.find(({ rule }) => rule.name === check.guardrail)?.rule;
    const asked = conditionOf(guardrail?.rules[check.rule]);
    return asked !== undefined && readsControl(asked);
  }
  if (check?.kind !== "policy") return false;
  const policy = program.policies.find(({ rule }) => rule.name === check.policy)?.rule;
  const verdict = policy?.verdicts[check.verdict];
  return verdict !== undefined && asksControl(verdict);
}
