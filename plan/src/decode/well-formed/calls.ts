import type { Segment } from "../../canonical/pointer.ts";
import type { CallReference, Parameter } from "../../shapes/capability.ts";
import type { Attempt, Target } from "../../shapes/node.ts";
import type { Plan } from "../../shapes/plan.ts";
import { attemptsOf, eventOf, isPlainCall, picksOf } from "./children.ts";
import { has, type Report } from "./report.ts";

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
  const found = targetOf(target, plan);
  if (typeof found === "string") report([...place, "target"], found);
  else argumentsFit(found.params, args, [...place, "args"], report);
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
  const found = has(list, name) ? list[name] : undefined;
  return found ?? `no ${kind} \`${name}\``;
}

function referenceIsComplete(
  reference: CallReference | undefined,
  plan: Plan,
  place: readonly Segment[],
  report: Report,
): void {
  if (reference === undefined) return;
  const found = targetOf({ capability: reference.capability }, plan);
  if (typeof found === "string") report([...place, "capability"], found);
  else argumentsFit(found.params, reference.args, [...place, "args"], report);
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
