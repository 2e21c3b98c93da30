import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { Action } from "@orchlang/plan/rules";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { simplified } from "../expression/arguments.ts";
import { qualified } from "../expression/qualify.ts";
import { substitute } from "../expression/substitute.ts";
import { all, always, never, not } from "../facts/logic.ts";
import { activation } from "../facts/path-condition.ts";
import { callsInside } from "../rules/occurrence.ts";
import type { Run } from "../rules/run.ts";
import type { LinkedStatement } from "../tree.ts";
import { perRoutine, routinesOf } from "./call-graph.ts";

/** One way in which a plan completes, over its own steps and parameters. */
export interface Completion {
  readonly facts: readonly Expression[];
  /** The result; undefined if it ends without a `return`. */
  readonly value?: Expression;
  /** Under what one of the actions that are asked for stands by then. */
  readonly standing: Expression;
}

/** A step that calls a plan, or a goal: one of its plans completes, and the others have given way by then (rule 34). */
export interface PlanCall {
  readonly linked: LinkedStatement;
  readonly called: readonly AnalysedRoutine[];
}

/** One choice of how each of some calls ends, where what comes after them goes on. */
interface Case {
  readonly facts: readonly Expression[];
  /** An expression of the plan with what the calls give, and what they have done, put in. */
  within(expression: Expression): Expression;
}

/** An expression: true if the plan that a step calls has done one of the actions in question. */
export function doneBy({ id }: LinkedStatement): Expression {
  return { op: "read", from: "local", name: doneName(id) };
}

function doneName(id: string): string {
  return `done by ${id}`;
}

/**
 * Every choice of how some calls of a plan end: not begun, completed in one of their ways, and left out where they are
 * optional. `undefined`: there are more than `max`, or more than one may look into.
 */
export function casesOf(
  calls: readonly PlanCall[],
  completions: (called: AnalysedRoutine) => readonly Completion[] | undefined,
  max: number,
): readonly Case[] | undefined {
  let cases: readonly Ended[] = [{ facts: [], done: new Map(), values: new Map() }];
  for (const call of calls) {
    const ends: Ended[] = [...notDone(call)];
    for (const called of call.called) {
      const ways = completions(called);
      if (ways === undefined) return undefined;
      for (const way of ways) ends.push(done(call.linked, called, way));
    }
    if (cases.length * ends.length > max) return undefined;
    cases = cases.flatMap((one) => ends.map((other) => both(one, other)));
  }
  return cases.map(({ facts, done, values }): Case => {
    const within = (expression: Expression): Expression =>
      simplified(
        substitute(expression, ({ from, name }) =>
          from === "node" ? values.get(name) : from === "local" ? done.get(name) : undefined,
        ),
      );
    return { facts: facts.map(within), within };
  });
}

/** How some calls end. */
interface Ended {
  readonly facts: readonly Expression[];
  /** Their completed actions, by the name of the question. */
  readonly done: ReadonlyMap<string, Expression>;
  /** By step. */
  readonly values: ReadonlyMap<string, Expression>;
}

function both(one: Ended, other: Ended): Ended {
  return {
    facts: [...one.facts, ...other.facts],
    done: new Map([...one.done, ...other.done]),
    values: new Map([...one.values, ...other.values]),
  };
}

function notDone({ linked }: PlanCall): readonly Ended[] {
  const on = activation(linked);
  const values = new Map<string, Expression>();
  const stands = (standing: Expression) => new Map([[doneName(linked.id), standing]]);
  // The effects of a failed plan may stand, or not.
  const left: Expression = { op: "read", from: "local", name: `left by ${linked.id}` };
  const isNone: Expression = { op: "isNone", of: resultOf(linked) };
  return [
    ...(on === always ? [] : [{ facts: [not(on)], done: stands(never), values }]),
    ...(isOptional(linked) ? [{ facts: [on, isNone], done: stands(left), values }] : []),
  ];
}

function done(
  linked: LinkedStatement,
  called: AnalysedRoutine,
  { facts, value, standing }: Completion,
): Ended {
  const { node } = linked.statement;
  const result = asCaller(linked, node.kind === "call" ? node.attempt.args : {}, called);
  const on = activation(linked);
  const isThere: readonly Expression[] = isOptional(linked)
    ? [not({ op: "isNone", of: resultOf(linked) })]
    : [];
  return {
    facts: [on, ...isThere, ...facts.map(result)],
    done: new Map([[doneName(linked.id), all([on, result(standing)])]]),
    // An optional step has a value only if it succeeded.
    values: value === undefined || isThere.length > 0 ? new Map() : new Map([[linked.id, result(value)]]),
  };
}

function isOptional({ statement: { node } }: LinkedStatement): boolean {
  return "optional" in node && node.optional === true;
}

function resultOf({ id }: LinkedStatement): Expression {
  return { op: "read", from: "node", name: id };
}

/** Translates expressions of a called plan to its caller: parameters become arguments, and steps get longer names. */
export function asCaller(
  linked: LinkedStatement,
  args: Attempt["args"],
  called: AnalysedRoutine,
): (expression: Expression) => Expression {
  const defaults = new Map(called.checked.head.params.map(({ name, default: given }) => [name, given]));
  return (expression) =>
    substitute(expression, (read) => {
      const name = `${linked.id}>${read.name}`;
      if (read.from === "node") return { op: "read", from: "node", name };
      const arg = read.from === "input" ? args[read.name] : undefined;
      if (arg !== undefined) return qualified(arg, linked);
      const given = read.from === "input" ? defaults.get(read.name) : undefined;
      return given?.op === "constant" ? given : { op: "read", from: "local", name };
    });
}

export type Known = Pick<Run, "analysis">;

/** The steps that call plans in which some actions can happen, and have nothing in their place. */
export function planCalls(
  { analysis }: Known,
  routine: AnalysedRoutine,
  firsts: readonly Action[],
): readonly PlanCall[] {
  return perRoutine(analysis, `plan calls ${JSON.stringify(firsts)}`, routine, () =>
    callsInside(analysis, routine, firsts).flatMap((linked) => planCallAt(analysis, linked)),
  );
}

/** The plan calls of a statement: none if it calls no plan, or if its value may be replaced. */
export function planCallAt(analysis: Analysis, linked: LinkedStatement): readonly PlanCall[] {
  const { node } = linked.statement;
  if (node.kind !== "call" || node.rescues.length > 0) return [];
  const called = routinesOf(analysis, node.attempt.target);
  return called.length === 0 ? [] : [{ linked, called }];
}
