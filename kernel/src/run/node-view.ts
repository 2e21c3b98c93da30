import type { Json } from "@orchlang/plan";
import type { Node, NodeId } from "@orchlang/plan/nodes";
import type { Instant } from "../machine.ts";
import { frameAt, laidAt } from "./draft.ts";
import type { NodeState } from "./frame-state.ts";
import type { RunState } from "./state.ts";

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
    const found = frame.nodes.get(at);
    if (found === undefined) return [];
    const { status, value, began, ended } = found;
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
