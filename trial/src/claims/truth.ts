import type { Json, Plan } from "@orchlang/plan";
import { type Evaluated, type Expression, evaluate } from "@orchlang/plan/expressions";
import { formatInstant } from "@orchlang/plan/quantities";
import type { Action } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Act, Begin, End } from "./acts.ts";
import { placeAt } from "./acts.ts";
import { type EventOf, fieldsOf } from "./journal.ts";
import { loopsText, roundsOf, startsWith } from "./layout.ts";
import { selects } from "./rules.ts";

export type Truth = boolean | "unknown";

/** When something is asked: a place in the journal, and the time there in ms. */
type Moment = Pick<Begin, "seq" | "at"> & Partial<Pick<Begin, "reads">>;

/** The truth of a rule's condition over an action's arguments, its result, and the context at that time. */
export function truthOf(
  run: SimulatedRun,
  condition: Expression,
  moment: Moment,
  locals: Readonly<Record<string, Json>>,
): Truth {
  const evaluated = evaluate(condition, {
    read: ({ from, name }): Evaluated => {
      if (from === "context") return contextAt(run, name, moment);
      return Object.hasOwn(locals, name) ? { value: locals[name] ?? null } : { unknown: [name] };
    },
  });
  return "value" in evaluated ? evaluated.value === true : "unknown";
}

/** The context at a time: as the run read it at its gate, else as control had last sensed it. */
function contextAt(run: SimulatedRun, name: string, { at, reads = [] }: Moment): Evaluated {
  if (name === "now") return { value: formatInstant(at) };
  const start = startOf(run);
  if (name === "run" && start !== undefined)
    return { value: { id: start.run, started: formatInstant(start.at) } };
  if (name === "user") return { value: (startOf(run)?.user ?? null) as Json };
  const read = reads.find((one) => one.name === name);
  if (read !== undefined) return read.value === undefined ? { unknown: [name] } : { value: read.value };
  const sensed = run.controlEvents.findLast(
    (event) => event.t === "Sensed" && event.name === name && event.at <= at,
  );
  if (sensed?.t !== "Sensed" || sensed.value === undefined) return { unknown: [name] };
  return isFresh(run.file.plan, name, at - sensed.at) ? { value: sensed.value } : { unknown: [name] };
}

function isFresh({ signals }: Plan, name: string, age: number): boolean {
  const fresh = signals[name]?.fresh;
  if (fresh === undefined) return true;
  const evaluated = evaluate(fresh, { read: () => ({ unknown: [] }) });
  return !("value" in evaluated && typeof evaluated.value === "number") || age <= evaluated.value;
}

export function startOf({ events }: SimulatedRun): EventOf<"Started"> | undefined {
  const [first] = events;
  return first?.t === "Started" ? first : undefined;
}

/** True if a begin is one that a rule speaks of: where it cannot be known, it is (semantics, rule 13). */
export function begins(run: SimulatedRun, { selector, when }: Action, act: Act, moment: Moment): boolean {
  if (!selects(run.file.plan, selector, act.name)) return false;
  return when === undefined || truthOf(run, when, moment, withArgs(act)) !== false;
}

export function withArgs({ args }: Act): Readonly<Record<string, Json>> {
  return { ...fieldsOf(args), args };
}

/** True if an act ended as a rule asks, before a place in the journal, and is not undone there (rule 35). */
export function stands(run: SimulatedRun, action: Action, act: Act, seq: number): boolean {
  const { end, learnt, undone } = act;
  const isPast = (one: End | undefined): boolean =>
    one !== undefined && one.seq < seq && endsAs(run, action, act, one);
  const isCompensated = action.outcome !== "failed" && (undone ?? seq) < seq;
  return !isCompensated && (isPast(end) || isPast(learnt));
}

/** True if an act ended as a rule asks, whatever became of it later. */
export function endedAs(run: SimulatedRun, action: Action, act: Act): boolean {
  return act.end !== undefined && endsAs(run, action, act, act.end);
}

function endsAs(run: SimulatedRun, { selector, outcome, when }: Action, act: Act, end: End): boolean {
  if (!selects(run.file.plan, selector, act.name)) return false;
  if (end.status !== (outcome === "failed" ? "failed" : "completed")) return false;
  const result = end.value ?? null;
  if (outcome === "granted" && !isGranted(result)) return false;
  return when === undefined || truthOf(run, when, end, { ...withArgs(act), result }) === true;
}

function isGranted(result: Json): boolean {
  return typeof result === "object" && result !== null && "granted" in result && result.granted === true;
}

/**
 * The rounds in which an act counts for another at a place in the journal (rule 34), outermost first; `undefined`: it
 * counts in itself alone, as what it was done in has given way to another plan or was called anew.
 */
export function roundsFor(
  run: SimulatedRun,
  one: Act,
  other: Act,
  seq: number,
): readonly string[] | undefined {
  const [mine, theirs] = [placeAt(one, seq), placeAt(other, seq)];
  const since = one.places.findLast(({ from }) => from <= seq)?.from ?? 0;
  const isCurrent = successionsOf(run).every(({ at, chosen, into, loops, anew }) => {
    if (chosen <= since || at >= seq || !startsWith(loopsText(mine.site.loops), loops)) return true;
    if (anew && one.role === "plan" && `${mine.routine}/${mine.node}>` === into) return false;
    return (
      !mine.routine.startsWith(into) || instanceIn(mine.routine, into) === instanceIn(theirs.routine, into)
    );
  });
  return isCurrent ? roundsOf(run.file.plan, mine) : undefined;
}

/** A step goes on with another plan than before, or calls the same anew; or the run itself does. */
interface Succession {
  readonly at: number;
  /** Where the next plan was chosen: what it takes over stands in it from there on. */
  readonly chosen: number;
  /** How the paths of what the step calls begin; of the run itself empty. */
  readonly into: string;
  readonly loops: readonly string[];
  /** The step calls once more; else its goal goes on with another plan. */
  readonly anew: boolean;
}

function chosenBefore({ events }: SimulatedRun, { goal, call }: EventOf<"Switched">, at: number): number {
  const step = JSON.stringify(call ?? null);
  const index = events.findLastIndex(
    (event, seq) =>
      seq < at && event.t === "Chose" && event.goal === goal && JSON.stringify(event.call ?? null) === step,
  );
  return index < 0 ? at : index;
}

const known = new WeakMap<SimulatedRun, readonly Succession[]>();

function successionsOf(run: SimulatedRun): readonly Succession[] {
  let successions = known.get(run);
  if (successions === undefined) {
    successions = run.events.flatMap((event, at): Succession[] => {
      if (event.t !== "Entered" && event.t !== "Switched") return [];
      const { call } = event;
      const into = call === undefined ? "" : `${call.routine}/${call.node}>`;
      const anew = event.t === "Entered";
      const chosen = anew ? at : chosenBefore(run, event, at);
      return [{ at, chosen, into, loops: loopsText(call?.site.loops ?? []), anew }];
    });
    known.set(run, successions);
  }
  return successions;
}

/** The part of a path that names what a step has called. */
function instanceIn(path: string, into: string): string {
  const end = path.indexOf("/", into.length);
  return end < 0 ? path : path.slice(0, end);
}
