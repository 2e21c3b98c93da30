import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { Action, Selector } from "@orchlang/plan/rules";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { qualified } from "../expression/qualify.ts";
import { substitute } from "../expression/substitute.ts";
import { anywhere, callSites, perRoutine } from "../graph/call-graph.ts";
import { selects } from "../selects.ts";
import { type LinkedStatement, type Slot, targetName } from "../tree.ts";
import { undoReference } from "./effects.ts";
import type { Gate } from "./finding.ts";

/** A place in a plan at which an action that a rule speaks of can begin. */
export interface Occurrence {
  readonly routine: AnalysedRoutine;
  readonly linked: LinkedStatement;
  /** `undo` and `confirm` are calls that an attempt of the statement brings about. */
  readonly slot: Slot | "undo" | "confirm";
  /** The slot of the attempt itself, or of that which brings it about. */
  readonly way: Slot;
  /** The attempt itself, or that which brings it about. */
  readonly attempt: Attempt;
  readonly capability: string;
  /** As they are meant at the statement, by parameter. */
  readonly args: Readonly<Record<string, Expression>>;
}

/** By name, or else by the rest of what a selector says. */
const known = new WeakMap<AnalysedRoutine, Map<string, readonly Occurrence[]>>();

const nowhere: readonly Occurrence[] = [];

/** Where a plan's own statements can do what a selector means, in the order of the text. */
export function occurrencesIn(
  analysis: Analysis,
  routine: AnalysedRoutine,
  selector: Selector,
): readonly Occurrence[] {
  if ("name" in selector && !everyCall(analysis, routine).has(selector.name)) return nowhere;
  const ofRoutine = occurrencesOf(routine);
  const key = "name" in selector ? selector.name : JSON.stringify(selector);
  const before = ofRoutine.get(key);
  if (before !== undefined) return before;
  const occurrences = findOccurrences(analysis, routine, selector);
  ofRoutine.set(key, occurrences);
  return occurrences;
}

const doing = new WeakMap<Analysis, ReadonlyMap<string, readonly AnalysedRoutine[]>>();

/** The plans of the program that can themselves do what a selector means. */
export function routinesDoing(analysis: Analysis, selector: Selector): readonly AnalysedRoutine[] {
  const all = [...analysis.routines.values()];
  if (!("name" in selector))
    return all.filter((routine) => occurrencesIn(analysis, routine, selector).length > 0);
  const known = doing.get(analysis) ?? byCall(analysis, all);
  doing.set(analysis, known);
  return known.get(selector.name) ?? [];
}

/** The names of all that a plan's own statements can do. */
export function namesDone(analysis: Analysis, routine: AnalysedRoutine): readonly string[] {
  return [...everyCall(analysis, routine).keys()];
}

function byCall(
  analysis: Analysis,
  routines: readonly AnalysedRoutine[],
): ReadonlyMap<string, readonly AnalysedRoutine[]> {
  const results = new Map<string, AnalysedRoutine[]>();
  for (const routine of routines)
    for (const name of everyCall(analysis, routine).keys()) {
      const known = results.get(name);
      if (known === undefined) results.set(name, [routine]);
      else known.push(routine);
    }
  return results;
}

function occurrencesOf(routine: AnalysedRoutine): Map<string, readonly Occurrence[]> {
  const before = known.get(routine);
  if (before !== undefined) return before;
  const made = new Map<string, readonly Occurrence[]>();
  known.set(routine, made);
  return made;
}

function findOccurrences(
  analysis: Analysis,
  routine: AnalysedRoutine,
  selector: Selector,
): readonly Occurrence[] {
  const byName = everyCall(analysis, routine);
  const named = "name" in selector ? [selector.name] : [...byName.keys()];
  const placedCalls = named
    .filter((name) => selects(analysis, selector, name))
    .flatMap((name) => byName.get(name) ?? []);
  // Several names are sorted in the order of the text again.
  if (named.length > 1) placedCalls.sort((one, other) => one.place - other.place);
  return placedCalls.map(({ linked, as, way, attempt, name, args }) => ({
    routine,
    linked,
    slot: as,
    way,
    attempt,
    capability: name,
    args: args(),
  }));
}

interface PlacedCall extends Call {
  readonly linked: LinkedStatement;
  readonly way: Slot;
  readonly attempt: Attempt;
  /** Among all calls of its plan. */
  readonly place: number;
}

const everything = new WeakMap<AnalysedRoutine, ReadonlyMap<string, readonly PlacedCall[]>>();

/** By name; gone through once for all that is asked, since there may be as many rules as calls. */
function everyCall(analysis: Analysis, routine: AnalysedRoutine): ReadonlyMap<string, readonly PlacedCall[]> {
  const results = everything.get(routine);
  if (results !== undefined) return results;
  const all: PlacedCall[] = [];
  for (const linked of routine.tree.all) {
    for (const { slot, attempt } of linked.attempts) {
      for (const call of callsOf(analysis, linked, slot, attempt))
        all.push({ ...call, linked, way: slot, attempt, place: all.length });
    }
  }
  const made = Map.groupBy(all, ({ name }) => name);
  everything.set(routine, made);
  return made;
}

interface Call {
  readonly name: string;
  readonly as: Occurrence["slot"];
  /** Arguments are needed for few calls only. */
  readonly args: () => Readonly<Record<string, Expression>>;
}

/** The calls of an attempt, and those it may cause. */
function callsOf(analysis: Analysis, linked: LinkedStatement, slot: Slot, attempt: Attempt): readonly Call[] {
  const { target } = attempt;
  const args = () => allArguments(analysis, linked, attempt);
  if (!("capability" in target)) {
    return [{ name: "routine" in target ? target.routine : target.goal, as: slot, args }];
  }
  const calls: Call[] = [{ name: target.capability, as: slot, args }];
  const undo = undoReference(analysis, attempt);
  if (undo !== undefined) calls.push({ name: undo.capability, as: "undo", args: () => undo.args });
  const confirm = analysis.program.capabilities.get(target.capability)?.capability.confirm;
  if (confirm !== undefined)
    calls.push({ name: confirm.capability, as: "confirm", args: () => confirm.args });
  return calls;
}

/** The arguments given, and the defaults of those left out. */
function allArguments(
  { program }: Analysis,
  linked: LinkedStatement,
  attempt: Attempt,
): Readonly<Record<string, Expression>> {
  const args: Record<string, Expression> = {};
  for (const [name, arg] of Object.entries(attempt.args)) args[name] = qualified(arg, linked);
  if (!("capability" in attempt.target)) return args;
  const capability = program.capabilities.get(attempt.target.capability)?.capability;
  for (const param of capability?.params ?? []) {
    if (param.default === undefined || Object.hasOwn(args, param.name)) continue;
    args[param.name] = substitute(param.default, (read) =>
      read.from === "local" ? args[read.name] : undefined,
    );
  }
  return args;
}

/** Where a rule about these occurrences is decided: at each of them. */
export function gatesOf(
  occurrences: readonly Pick<Occurrence, "routine" | "linked" | "slot" | "way">[],
): readonly Gate[] {
  return occurrences.map(({ routine, linked, slot, way }) => {
    const gate = { routine: routine.checked.name, node: linked.id, slot: way };
    return slot === "undo" || slot === "confirm" ? { ...gate, about: slot } : gate;
  });
}

/** The call as if it were the action. */
export function callOccurrence(routine: AnalysedRoutine, linked: LinkedStatement): Occurrence | undefined {
  const [own] = linked.attempts;
  if (own === undefined) return undefined;
  const { slot, attempt } = own;
  return { routine, linked, slot, way: slot, attempt, capability: targetName(attempt.target), args: {} };
}

/** True if what a selector means can happen in a plan or in anything that it calls. */
export function happensIn(analysis: Analysis, routine: AnalysedRoutine, selector: Selector): boolean {
  return anywhere(
    analysis,
    `happens ${JSON.stringify(selector)}`,
    routine,
    (one) => occurrencesIn(analysis, one, selector).length > 0,
  );
}

/** The statements of a plan that call plans in which one of the actions can happen. */
export function callsInside(
  analysis: Analysis,
  routine: AnalysedRoutine,
  actions: readonly Action[],
): readonly LinkedStatement[] {
  const question = `inside ${JSON.stringify(actions.map(({ selector }) => selector))}`;
  return perRoutine(analysis, question, routine, () => {
    const does = (called: AnalysedRoutine): boolean =>
      actions.some(({ selector }) => happensIn(analysis, called, selector));
    const sites = callSites(analysis, routine).filter(({ called }) => called.some(does));
    return [...new Set(sites.map(({ linked }) => linked))];
  });
}

/** `review granted`, `send`, `any llm`: an action in words. */
export function actionText(action: Action): string {
  const outcome = action.outcome === undefined ? "" : ` ${action.outcome}`;
  return `${selectorText(action.selector)}${outcome}`;
}

export function selectorText(selector: Selector): string {
  if ("name" in selector) return `\`${selector.name.slice(selector.name.lastIndexOf(".") + 1)}\``;
  if ("tagged" in selector) return `what is tagged \`${selector.tagged}\``;
  return "kind" in selector ? `any \`${selector.kind}\`` : "any action";
}
