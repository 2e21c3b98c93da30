/** Steps and waits of a random plan. */
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt, Measure, Node } from "@orchlang/plan/nodes";
import { attempt, call, constant, context, field, local, step, yieldNode } from "../building.ts";
import { callable } from "./capabilities.ts";
import { checkOf } from "./rules.ts";
import type { Again, Options } from "./sketch.ts";

/** Left out: the pool alone, without measures. */
const measures: readonly (readonly Measure[] | undefined)[] = [
  undefined,
  ["cost", "latency"],
  ["energy", "reliability"],
  ["privacy"],
];

export function measured(by: number): { readonly at?: readonly Measure[] } {
  const at = measures[by];
  return at === undefined ? {} : { at };
}

const soonOfRun: Expression = call("instant.add", field(context("run"), "started"), constant(900));

/** Nothing that such a plan gives is accepted where results are asked for: it has failed in the end. */
export function callingAgain({ retries, every, requests }: Again): Attempt["options"] {
  return {
    ...(retries > 0 ? { retry: { times: retries, every: constant(every) } } : {}),
    ...(requests > 0
      ? { accept: constant(false), attempts: { times: requests, every: constant(every) } }
      : {}),
  };
}

/**
 * For a time; for something that never is so, or never happens, for as long; for an event, however long that takes; until
 * an instant counted from the start of the run.
 */
export function waitNode(node: Node, what: number): Node {
  if (node.kind !== "wait" || what === 0) return node;
  if (what === 4) return { ...node, for: { kind: "instant", instant: soonOfRun } };
  if (what === 3) return { ...node, for: { kind: "occurrence", event: "stop", next: false } };
  const within = constant(500);
  return {
    ...node,
    for:
      what === 1
        ? { kind: "condition", condition: context("never"), within }
        : { kind: "occurrence", event: "never", next: false, within },
  };
}

/** Where a node stands. */
export interface Placed {
  readonly block: string;
  readonly needs: readonly string[];
}

/**
 * A step with what its handler consists of, which stands before it.
 *
 * @param member the name of the member that is held around it
 */
export function stepNodes(
  id: string,
  of: number,
  { retries, limited, optional, reads, uses, by, handler, deferred }: Options,
  { member, ...placed }: Placed & { readonly member: string | undefined },
): readonly Node[] {
  const target = callable[of] ?? "read";
  const may = target !== "ask" && target !== "send";
  const held = reads && member !== undefined ? field(local(member), "id") : undefined;
  const args: Readonly<Record<string, Expression>> = { name: held ?? constant(id) };
  const own: Attempt["options"] = {
    ...(retries > 0 && may ? { retry: { times: retries, every: constant(300) } } : {}),
    ...(limited ? { timeout: constant(700) } : {}),
  };
  const instead =
    handler === "block" ? [yieldNode(`y_${id}`, constant("instead"), { block: `${id}/else1` })] : [];
  const gated = { checks: deferred.map(checkOf), gate: deferred.includes(2) ? "control" : "local" } as const;
  const made = step(id, target, {
    ...placed,
    ...(deferred.length === 0 ? {} : gated),
    args,
    options: own,
    ...(optional ? { optional: true } : {}),
    rescues:
      handler === "none"
        ? []
        : [handler === "call" ? { attempt: attempt("post") } : { block: `${id}/else1` }],
  });
  if (!uses || made.kind !== "call") return [...instead, made];
  const using = { pool: "p", ...measured(by), wait: constant(1_000) };
  return [...instead, { ...made, attempt: { ...made.attempt, using } }];
}
