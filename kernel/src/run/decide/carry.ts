/**
 * Which calls the next plan of a goal takes over from the failed one (semantics, rule 26): calls of the same capability
 * with the same arguments, as far as those are known before it starts. A call is taken over only after all its
 * dependencies, and never out of a choice that is still open.
 */
import type { Json } from "@orchlang/plan";
import { type Evaluated, type Expression, evaluate, freeReads, type Scope } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import type { NodeId } from "@orchlang/plan/nodes";
import { attemptOf, capabilityOf } from "../call.ts";
import { isOfRun } from "../context-names.ts";
import type { Carried } from "../events.ts";
import { withDefaults } from "../evolve/frames.ts";
import type { Frame } from "../frame-state.ts";
import { type LaidNode, type Template, templateOf } from "../layout.ts";
import { membersReadAt } from "../member-readers.ts";
import { type Locals, ofRun } from "../scope.ts";
import { frameAt, type IntentState, laidAt, nodeAt, type View } from "../state.ts";
import type { Turn } from "./turn.ts";

/** The known state of the next plan: values of its statements, and which of them are taken over. */
interface Known {
  readonly input: Locals;
  readonly start: View["start"];
  readonly values: Map<NodeId, Json>;
  readonly settled: Set<NodeId>;
}

export function carriedInto(turn: Turn, before: Frame, routine: string): readonly Carried[] {
  const template = templateOf(turn.plan, routine);
  const standing = [...standsFor(turn.draft, before)].sort((one, other) => one.seq - other.seq);
  if (template === undefined || standing.length === 0) return [];
  const input = withDefaults(turn.draft, template.routine.params, before.input) as Locals;
  const known: Known = {
    input,
    start: turn.draft.start,
    values: new Map(),
    settled: new Set(),
  };
  const carried: Carried[] = [];
  for (let result = -1; result < known.settled.size; ) {
    result = known.settled.size;
    for (const laid of candidates(template, known)) {
      const one = step(turn, laid, known, standing);
      if (one !== undefined) carried.push(one);
    }
  }
  return carried;
}

/** Statements of its outermost block that wait for nothing that is still to come. */
function candidates(template: Template, { settled }: Known): readonly LaidNode[] {
  return template.root.nodes.flatMap((at) => {
    const laid = template.nodes[at];
    if (laid === undefined || settled.has(laid.node.id)) return [];
    const free = laid.node.needs.every(({ node }) => settled.has(node));
    return free ? [laid] : [];
  });
}

/** A `let` becomes known; a call is taken over, if there is one like it. */
function step(turn: Turn, { node }: LaidNode, known: Known, standing: IntentState[]): Carried | undefined {
  if (node.kind === "let") {
    const value = evaluated(node.value, known);
    if (value === undefined) return undefined;
    known.values.set(node.id, value);
    known.settled.add(node.id);
    return undefined;
  }
  if (node.kind !== "call") return undefined;
  const { target, using, options } = node.attempt;
  if (!("capability" in target) || using !== undefined || options.accept !== undefined) return undefined;
  const args: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(node.attempt.args)) {
    const value = evaluated(expression, known);
    if (value === undefined) return undefined;
    args[name] = value;
  }
  const { params } = capabilityOf(turn.plan, target.capability);
  const wanted = canonical(withDefaults(turn.draft, params, args));
  const index = standing.findIndex(
    (intent) =>
      intent.capability === target.capability &&
      canonical(intent.args) === wanted &&
      tierOf(turn.draft, intent) === options.tier &&
      (intent.status === "ended" || hasLimit(turn.draft, intent, options.timeout)),
  );
  const [intent] = index < 0 ? [] : standing.splice(index, 1);
  if (intent === undefined) return undefined;
  known.settled.add(node.id);
  if (intent.status === "ended") known.values.set(node.id, intent.result ?? null);
  return { node: node.id, key: intent.key };
}

function tierOf(state: View, { frame: id, node, intent }: IntentState): string | undefined {
  return attemptOf(laidAt(frameAt(state, id), node), intent.call.slot)?.options.tier;
}

/**
 * Whether the time that a call has is the same in both plans. The timer of one that goes on was set, or left out, by the
 * old plan, and the bounds of the new one rest on its own.
 */
function hasLimit(state: View, { frame: id, node, intent }: IntentState, wanted?: Expression): boolean {
  const own = attemptOf(laidAt(frameAt(state, id), node), intent.call.slot)?.options.timeout;
  if (own === undefined || wanted === undefined) return own === wanted;
  return (
    own.op === "constant" && wanted.op === "constant" && canonical(own.value) === canonical(wanted.value)
  );
}

/** Undefined where something that it reads is not known before the plan has run. */
function evaluated(expression: Parameters<typeof evaluate>[0], known: Known): Json | undefined {
  const { input, start, values } = known;
  const isThere = freeReads(expression).every(
    ({ from, name }) =>
      from === "input" || (from === "node" && values.has(name)) || (from === "context" && isOfRun(name)),
  );
  if (!isThere) return undefined;
  const scope: Scope = {
    read({ from, name }): Evaluated {
      if (from === "context") return { value: ofRun({ start }, name) };
      if (from === "node") return { value: values.get(name) ?? null };
      return { value: Object.hasOwn(input, name) ? (input[name] ?? null) : null };
    },
  };
  const result = evaluate(expression, scope);
  return "value" in result ? result.value : undefined;
}

/** Calls of a plan, and of its rounds, that stand applied or go on, and hang on no member that is held. */
function* standsFor(state: View, before: Frame): Iterable<IntentState> {
  for (const intent of state.intents.values()) {
    if (
      intent.role !== "do" ||
      intent.hold !== undefined ||
      intent.stopping ||
      !isIn(state, intent.frame, before)
    )
      continue;
    const frame = frameAt(state, intent.frame);
    const laid = laidAt(frame, intent.node);
    if (laid.inFinally || laid.node.kind !== "call" || membersReadAt(state, frame, laid).length > 0) continue;
    const used = attemptOf(laid, intent.intent.call.slot)?.using;
    if (used !== undefined || isBeingUndone(frame, intent)) continue;
    if (stands(intent) || goesOn(intent)) yield intent;
  }
}

/** It makes place for a handler, or is of a branch that has lost or a part that has failed: then it is undone there. */
function isBeingUndone(frame: Frame, { node, repeatedForResult, undo, todo }: IntentState): boolean {
  const isReached = nodeAt(frame, node).compensation?.released !== undefined;
  return isReached || repeatedForResult || undo !== undefined || todo === "undo";
}

function stands({ status, outcome, standing, hasResult }: IntentState): boolean {
  return status === "ended" && outcome === "completed" && standing === "applied" && hasResult;
}

/** It is done, will be tried again, or somebody is asked; whether it may begin at all has been decided. */
function goesOn({ status, show, approval, todo, attempt }: IntentState): boolean {
  // A call that is deferred before its first attempt has not begun.
  if (status === "running" || (status === "resting" && attempt > 0)) return todo === undefined;
  return status === "asking" && show !== undefined && !approval;
}

function isIn(state: View, id: number, before: Frame): boolean {
  for (let frame = frameAt(state, id); ; ) {
    if (frame.id === before.id) return true;
    if (frame.template.loop === undefined || frame.parent === undefined) return false;
    frame = frameAt(state, frame.parent.frame);
  }
}
