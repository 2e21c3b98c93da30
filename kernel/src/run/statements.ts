/** The statements of a run and of every plan that it called, as a drawing of its plan file shows them. */
import type { Json, Plan } from "@orchlang/plan";
import type { Node, NodeId } from "@orchlang/plan/nodes";
import type { Instant } from "../machine.ts";
import { callOf } from "./call.ts";
import type { Frame } from "./frame-state.ts";
import type { LaidNode } from "./layout.ts";
import type { NodeState } from "./node-state.ts";
import { frameAt, type IntentState, laidAt, type RunState } from "./state.ts";
import { nodeKey, type WaitingFor, waitsOf } from "./view.ts";

type StatementStatus = NodeState["status"] | "in doubt" | "undone";

/** A statement of a plan file, over all rounds and calls in which it stood. */
export interface StatementView {
  /** `routine/node`. */
  readonly key: string;
  readonly kind: Node["kind"];
  /** That of the instance that needs somebody most: in doubt, then active, failed, undone, completed. */
  readonly status: StatementStatus;
  /** How many instances of it have begun: rounds of a loop, calls of its plan. */
  readonly instances: number;
  readonly attempts: number;
  readonly began?: Instant;
  /** The end of the last instance; left out while one goes on. */
  readonly ended?: Instant;
  /** Why it does not go on by itself. */
  readonly waiting?: WaitingFor;
}

const urgency: readonly StatementStatus[] = [
  "in doubt",
  "active",
  "ready",
  "failed",
  "undone",
  "cancelled",
  "completed",
  "skipped",
  "waiting",
];

/** Those that something has happened to; all others wait for their turn. */
export function statementsOf(plan: Plan, state: RunState): readonly StatementView[] {
  const statementViews = new Map<string, StatementView>();
  for (const frame of state.frames) {
    frame.nodes.each((node, at) => {
      const one = viewOf(state, frame, laidAt(frame, at), node);
      const known = statementViews.get(one.key);
      statementViews.set(one.key, known === undefined ? one : joined(known, one));
    });
  }
  for (const { key, waiting } of waitsOf(plan, state)) {
    const known = statementViews.get(key);
    if (known !== undefined) statementViews.set(key, { ...known, waiting });
  }
  return [...statementViews.values()];
}

function viewOf(state: RunState, frame: Frame, laid: LaidNode, node: NodeState): StatementView {
  const { began, ended } = node;
  const intents = node.keys.flatMap((key) => state.intents.get(key) ?? []);
  return {
    key: nodeKey(callOf(frame, laid, "do")),
    kind: laid.node.kind,
    status: statusOf(node, intents),
    instances: began === undefined ? 0 : 1,
    attempts: intents.reduce((sum, { attempt }) => sum + attempt, 0),
    ...(began === undefined ? {} : { began }),
    ...(ended === undefined ? {} : { ended }),
  };
}

function statusOf({ status }: NodeState, intents: readonly IntentState[]): StatementStatus {
  if (intents.some((intent) => intent.status === "doubt")) return "in doubt";
  const isUndone = intents.length > 0 && intents.every(({ standing }) => standing === "undone");
  return isUndone ? "undone" : status;
}

function joined(one: StatementView, other: StatementView): StatementView {
  const { began: first, ended: end, ...known } = one;
  const began = least(first, other.began);
  const goesOn =
    (one.instances > 0 && end === undefined) || (other.instances > 0 && other.ended === undefined);
  const ended = goesOn ? undefined : Math.max(end ?? 0, other.ended ?? 0);
  return {
    ...known,
    status: urgency.indexOf(one.status) <= urgency.indexOf(other.status) ? one.status : other.status,
    instances: one.instances + other.instances,
    attempts: one.attempts + other.attempts,
    ...(began === undefined ? {} : { began }),
    ...(ended === undefined || ended === 0 ? {} : { ended }),
  };
}

function least(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

/** The state of a statement of the run's own plan. */
export interface NodeView {
  readonly node: NodeId;
  readonly kind: Node["kind"];
  readonly status: NodeState["status"];
  readonly value?: Json;
  readonly began?: Instant;
  readonly ended?: Instant;
}

/** Those of the run's own plan, in the order of the text; none before it has begun. */
export function nodesOf(state: RunState): readonly NodeView[] {
  const id = state.root.callee?.frame;
  const frame = id === undefined ? undefined : frameAt(state, id);
  if (frame === undefined) return [];
  return [...frame.template.number].flatMap(([node, at]) => {
    const nodeState = frame.nodes.get(at);
    if (nodeState === undefined) return [];
    const { status, value, began, ended } = nodeState;
    return [
      {
        node,
        kind: laidAt(frame, at).node.kind,
        status,
        ...(value === undefined ? {} : { value }),
        ...(began === undefined ? {} : { began }),
        ...(ended === undefined ? {} : { ended }),
      },
    ];
  });
}
