import type { Segment } from "../../canonical/not-json.ts";
import { topological } from "../../graph/order.ts";
import type { CallReference, Parameter } from "../../shapes/capability.ts";
import type { Attempt, Target } from "../../shapes/node.ts";
import type { Plan } from "../../shapes/plan.ts";
import { attemptsOf, eventOf, isPlainCall, membersOf, picksOf } from "./children.ts";
import { has, type Listed, quoted, type Report } from "./report.ts";

/** Every callee exists and gets its parameters; checks, pools and events exist. */
export function callsAreComplete(plan: Plan, report: Report): void {
  for (const [name, routine] of Object.entries(plan.routines)) {
    routine.nodes.forEach((node, index) => {
      if (isPlainCall(node) && isSurelyComplete(node.attempt, plan)) return;
      const place = ["routines", name, "nodes", index];
      for (const { at, is } of attemptsOf(node)) attemptIsComplete(is, plan, [...place, ...at], report);
      for (const { at, is } of picksOf(node)) {
        if (!has(plan.pools, is.pool)) report([...place, ...at, "pool"], `no pool \`${is.pool}\``);
      }
      const event = eventOf(node);
      if (event !== undefined && !has(plan.events, event.is)) {
        report([...place, ...event.at], `no event \`${event.is}\``);
      }
    });
  }
  for (const [name, { undo, confirm }] of Object.entries(plan.capabilities)) {
    referenceIsComplete(undo, plan, ["capabilities", name, "undo"], report);
    referenceIsComplete(confirm, plan, ["capabilities", name, "confirm"], report);
  }
}

/** A quick check of most calls, without a place at hand; uncertain cases are examined in full. */
function isSurelyComplete(attempt: Attempt, plan: Plan): boolean {
  const { target, args, using, checks, options, undoChecks, confirmChecks } = attempt;
  if (using !== undefined || options.undo !== undefined || !("capability" in target)) return false;
  if (undoChecks !== undefined || confirmChecks !== undefined) return false;
  if (!has(plan.capabilities, target.capability)) return false;
  const params = plan.capabilities[target.capability]?.params ?? [];
  let given = 0;
  for (const { name } of params) if (has(args, name)) given++;
  for (const _ in args) given--;
  return (
    given === 0 &&
    checks.every((id) => has(plan.checks, id)) &&
    params.every(({ name, default: own }) => own !== undefined || has(args, name))
  );
}

function attemptIsComplete(
  { target, args, checks, undoChecks = [], confirmChecks = [], options }: Attempt,
  plan: Plan,
  place: readonly Segment[],
  report: Report,
): void {
  const result = targetOf(target, plan);
  if (typeof result === "string") report([...place, "target"], result);
  else argumentsFit(result.params, args, [...place, "args"], report);
  for (const [list, ids] of Object.entries({ checks, undoChecks, confirmChecks })) {
    ids.forEach((id, index) => {
      if (!has(plan.checks, id)) report([...place, list, index], `no check \`${id}\``);
    });
  }
  referenceIsComplete(options.undo, plan, [...place, "options", "undo"], report);
}

function targetOf(target: Target, plan: Plan): { readonly params: readonly Parameter[] } | string {
  const [kind, name, list] =
    "capability" in target
      ? (["capability", target.capability, plan.capabilities] as const)
      : "routine" in target
        ? (["routine", target.routine, plan.routines] as const)
        : (["goal", target.goal, plan.goals] as const);
  const result = has(list, name) ? list[name] : undefined;
  return result ?? `no ${kind} \`${name}\``;
}

function referenceIsComplete(
  reference: CallReference | undefined,
  plan: Plan,
  place: readonly Segment[],
  report: Report,
): void {
  if (reference === undefined) return;
  const target = targetOf({ capability: reference.capability }, plan);
  if (typeof target === "string") report([...place, "capability"], target);
  else argumentsFit(target.params, reference.args, [...place, "args"], report);
}

function argumentsFit(
  params: readonly Parameter[],
  args: Readonly<Record<string, unknown>>,
  place: readonly Segment[],
  report: Report,
): void {
  for (const name of Object.keys(args)) {
    if (!params.some((param) => param.name === name)) report([...place, name], "there is no such parameter");
  }
  for (const param of params) {
    if (param.default === undefined && !has(args, param.name))
      report(place, `\`${param.name}\` is not given`);
  }
}

/** No routine calls itself, be it through others or through a goal: a run of it would have no end. */
export function nothingRecurs(plan: Plan, report: Report): void {
  const arcs: { readonly from: string; readonly to: string }[] = [];
  for (const [name, routine] of Object.entries(plan.routines)) {
    for (const node of routine.nodes) {
      if (isPlainCall(node) && "capability" in node.attempt.target) continue;
      for (const { is } of attemptsOf(node)) {
        const callee =
          "routine" in is.target ? is.target.routine : "goal" in is.target ? is.target.goal : undefined;
        if (callee !== undefined) arcs.push({ from: name, to: callee });
      }
    }
  }
  for (const [name, goal] of Object.entries(plan.goals)) {
    for (const routine of goal.alternatives) arcs.push({ from: name, to: routine });
  }
  const names = [...new Set([...Object.keys(plan.routines), ...Object.keys(plan.goals)])];
  const known = arcs.filter(({ to }) => has(plan.routines, to) || has(plan.goals, to));
  const ordered = topological(names, known);
  if ("cycle" in ordered) report(["routines"], `these call each other without end: ${quoted(ordered.cycle)}`);
}

/** A node waits only for other nodes of its routine. */
export function nodesAreOrdered(
  { routine, places }: Listed,
  place: readonly Segment[],
  report: Report,
): void {
  const missing = (id: string, at: readonly Segment[]): void => {
    report([...place, ...at], `no node \`${id}\``);
  };
  // A text is mostly written in the order in which it runs: then nothing waits for what stands below it.
  let backward = false;
  for (const [index, node] of routine.nodes.entries()) {
    for (const [position, need] of node.needs.entries()) {
      const earlier = places.get(need.node);
      if (earlier === undefined) missing(need.node, ["nodes", index, "needs", position]);
      else if (earlier >= index) backward = true;
    }
    if (node.kind === "call") continue;
    for (const { at, is } of membersOf(node)) if (!places.has(is)) missing(is, ["nodes", index, ...at]);
  }
  routine.criticalPath.forEach((id, index) => {
    if (!places.has(id)) missing(id, ["criticalPath", index]);
  });
  for (const id in routine.nodeBounds) if (!places.has(id)) missing(id, ["nodeBounds", id]);
  if (!backward) return;
  const arcs = routine.nodes.flatMap(({ id, needs }) => needs.map(({ node }) => ({ from: node, to: id })));
  const ordered = topological([...places.keys()], arcs);
  if ("cycle" in ordered) report([...place, "nodes"], `these wait for each other: ${quoted(ordered.cycle)}`);
}
