import type { IntentState } from "@orchlang/kernel/run";
import type { Json, Plan, Routine } from "@orchlang/plan";
import type { Attempt, Node } from "@orchlang/plan/nodes";
import type { Trial } from "../case.ts";
import { counterpartNotCome } from "../counterpart.ts";
import { effectsOf } from "../effects.ts";
import {
  attemptsOf,
  isInFinally,
  isUndo,
  leavesSomething,
  nodeOf,
  type PlacedNode,
  partsOf,
  routineAt,
} from "../plan-facts.ts";
import { givenUp } from "../stranded.ts";
import { short, type Violation } from "../violation.ts";
import { unusedUndo } from "../wrong-undo-arguments.ts";

/**
 * A run that does not complete undoes its effects, and so does a goal that turns to its next plan. A call without any
 * undo stays, and the plan file lists it (semantics, rule 46a). But if everything else of a plan, or another way of
 * doing the same, is undone, a missing undo was probably forgotten.
 */
export function leftStanding(trial: Trial): readonly Violation[] {
  const { run } = trial;
  const { closed } = run.state;
  if (closed === undefined) return [];
  const { plan } = run.file;
  const hasCompleted = closed.outcome.status === "completed";
  const isGivenUp = givenUp(run);
  const ended = hasCompleted ? "A plan is given up for another" : `The run ends as ${closed.outcome.status}`;
  return effectsOf(trial).flatMap(({ intent, stands, irreversible, hasUndo }) => {
    if (!stands || irreversible || hasUndo || intent.kept || intent.outcome !== "completed") return [];
    if (hasCompleted && !isGivenUp(intent.intent.call, intent.key)) return [];
    const { routine, node } = intent.intent.call;
    const placed = nodeOf(plan, routine, node);
    if (placed === undefined || isInFinally(plan, routine, node)) return [];
    const spare = unusedUndo(trial, intent.capability);
    const forgotten = spare !== undefined || isForgotten(trial, intent, placed, hasCompleted);
    const ending = forgotten || hasCompleted ? undefined : counterpartNotCome(trial, intent, placed);
    if (!forgotten && ending === undefined) return [];
    const what = short(intent.capability);
    return [
      {
        property: "left standing" as const,
        about: `${routine}/${node}`,
        says: `${ended}, ${howLeft(what, spare, ending)}.`,
        expect:
          ending === undefined
            ? { kind: "expect" as const, expects: "undone" as const, target: intent.capability }
            : { kind: "expect" as const, expects: "once" as const, target: ending, each: false },
      },
    ];
  });
}

function howLeft(what: string, spare: string | undefined, ending: string | undefined): string {
  if (spare !== undefined) return `what ${what} did stays, and nobody calls ${short(spare)}`;
  if (ending !== undefined) return `what ${what} did stays: ${short(ending)} comes only where all goes well`;
  return `other things are undone, and what ${what} did stays`;
}

/** `replaced`: another plan has come to what its own was to come to. */
function isForgotten(
  trial: Trial,
  { intent, capability }: IntentState,
  placed: PlacedNode,
  replaced: boolean,
): boolean {
  const { plan } = trial.run.file;
  // A call that undoes another has nothing to be undone itself.
  if (isWord(plan, capability) || isUndo(plan, capability)) return false;
  const { node, around } = placed;
  const path = intent.call.routine;
  const others = attemptsOf(node).filter((attempt) => leaves(plan, attempt));
  if (others.some((attempt) => isCompensated(plan, attempt))) return true;
  const routine = plan.routines[routineAt(path)];
  if (routine === undefined) return false;
  // A plan that fails by its own decision after it means what it did before that.
  if (isBeforeFail(routine, placed)) return false;
  const all = effects(plan, routine);
  if (!isMaterial(routine, node)) {
    if (isOnlyOne(plan, all, 3)) return true;
    // If there are two effects, one without a result may well be a notice about the other.
    const whole = Object.values(plan.routines).flatMap((each) => effects(plan, each));
    const isWorth =
      plan.capabilities[capability]?.result !== null &&
      (replaced || effectsOf(trial).some(({ undone }) => undone));
    if (isWorth && (isOnlyOne(plan, all, 2) || isOnlyOne(plan, whole, 2))) return true;
  }
  const branch = around.find(({ kind }) => kind === "branch");
  return (
    branch !== undefined &&
    all.some(
      ({ node: other, attempt }) =>
        other.block !== node.block &&
        nodeOf(plan, path, other.id)?.around.includes(branch) === true &&
        isCompensated(plan, attempt),
    )
  );
}

const saying =
  /^(alert|announce|audit|broadcast|congratulate|email|greet|inform|log|mail|message|note|notify|page|ping|record|remind|report|say|sms|tell|thank|warn|welcome|write)(_|$)/;
const words = /^(body|message|note|text)$/;

/** Notices may stay as they are: the name shows that it is one, or it has no result and takes a text. */
function isWord({ capabilities }: Plan, capability: string): boolean {
  const declared = capabilities[capability];
  const saysText = declared?.result === null && declared.params.some(({ name }) => words.test(name));
  return saying.test(short(capability)) || saysText;
}

/** True if a `fail` stands in its block, or in one around that: all runs that come to the effect come to it as well. */
function isBeforeFail({ nodes }: Routine, { node, around }: PlacedNode): boolean {
  const blocks = new Set([node, ...around].map(({ block }) => block));
  return nodes.some(({ kind, block }) => kind === "fail" && blocks.has(block));
}

/** Material for later steps, a picture or a document, takes nothing from anybody while it stays. */
function isMaterial({ nodes }: Routine, { id }: Node): boolean {
  return nodes.some(
    (node) =>
      node.kind === "call" &&
      [...partsOf(node.attempt.args as Json)].some(
        (part) => isRead(part) && part.from === "node" && part.name === id,
      ),
  );
}

function isRead(part: Json): part is { readonly op: "read"; readonly from: Json; readonly name: Json } {
  return typeof part === "object" && part !== null && "op" in part && part.op === "read";
}

/** It is the only one, of at least so many, without an undo. */
function isOnlyOne(plan: Plan, all: ReturnType<typeof effects>, least: number): boolean {
  return all.length >= least && all.filter(({ attempt }) => !isCompensated(plan, attempt)).length === 1;
}

function effects(
  plan: Plan,
  routine: Routine,
): readonly { readonly node: Node; readonly attempt: Attempt }[] {
  return routine.nodes
    .filter(({ id }) => nodeOf(plan, routine.name, id)?.inFinally !== true)
    .flatMap((node) =>
      attemptsOf(node)
        .filter((attempt) => leaves(plan, attempt))
        .map((attempt) => ({ node, attempt })),
    );
}

function leaves(plan: Plan, { target }: Attempt): boolean {
  return "capability" in target && leavesSomething(plan, target.capability);
}

/** Or that it is not is said. */
function isCompensated(plan: Plan, { target, options }: Attempt): boolean {
  const declared = "capability" in target ? plan.capabilities[target.capability] : undefined;
  return (
    (options.undo ?? declared?.undo) !== undefined ||
    (options.irreversible ?? declared?.irreversible) !== undefined
  );
}
