/** Flags and changes are asked again when what they read has changed, in order: a flag before those that read it. */
import type { Json } from "@orchlang/plan";
import { equal, freeReads } from "@orchlang/plan/expressions";
import { counts } from "../counts.ts";
import type { ControlState } from "../state.ts";
import { conditionValue } from "../world/condition.ts";
import { knownOf } from "../world/known.ts";
import type { LaidCondition } from "../world/laid.ts";
import { notifyWatchers, readsOf } from "./context.ts";
import { offerFiring } from "./firings.ts";
import { serveAsKnown } from "./gates.ts";
import { emit, type Turn } from "./turn.ts";

/**
 * Evaluates again all flags and changes that read one of these names, and their readers in turn. Returns the names
 * whose value changed.
 */
function lookAgain(turn: Turn, names: readonly string[]): readonly string[] {
  const { readers } = turn.state.laid;
  return lookAt(
    turn,
    names.flatMap((name) => readers.get(name) ?? []),
  );
}

function lookAt(turn: Turn, conditions: readonly LaidCondition[]): readonly string[] {
  const { readers } = turn.state.laid;
  const changed: string[] = [];
  const waiting = new Map(conditions.map((condition) => [condition.index, condition]));
  const wake = (name: string): void => {
    for (const condition of readers.get(name) ?? []) waiting.set(condition.index, condition);
  };
  while (waiting.size > 0) {
    const index = Math.min(...waiting.keys());
    const condition = waiting.get(index);
    waiting.delete(index);
    if (condition === undefined || !look(turn, condition)) continue;
    changed.push(condition.name);
    wake(condition.name);
  }
  return changed;
}

/** Notifies watchers, and looks again at the lines that depend on the changed names. */
function follows(turn: Turn, changed: readonly string[]): void {
  notifyWatchers(turn, changed);
  serveAsKnown(turn, changed);
}

/** Everything is asked: what it rests on is declared anew, or triggers count from now on. */
export function lookAtAll(turn: Turn): void {
  const { conditions } = turn.state.laid;
  follows(turn, lookAt(turn, conditions));
  for (const { name, readsNow, sets } of conditions) {
    const is = turn.state.conditions.get(name);
    const waits = sets !== undefined && is?.value === true && is.stood !== true;
    if (is?.due === undefined && (readsNow || waits)) emit(turn, { t: "Looked", name });
  }
}

/** Time alone may have changed it. */
export function conditionDue(turn: Turn, name: string): void {
  const condition = turn.state.laid.byName.get(name);
  if (condition === undefined) return;
  ripen(turn, condition);
  follows(turn, lookAt(turn, [condition]));
  const due = turn.state.conditions.get(name)?.due;
  if (due !== undefined && due <= turn.state.at) emit(turn, { t: "Looked", name });
}

/**
 * It had lasted by the time that it was due, by what was known of that time: it may be known no longer when a process
 * comes back, or wakes up, only later.
 */
function ripen(turn: Turn, condition: LaidCondition): void {
  const { sets } = condition;
  const { due, since } = turn.state.conditions.get(condition.name) ?? {};
  if (sets === undefined || due === undefined || since === undefined || since + sets.after > due) return;
  if (conditionValue({ ...turn.state, at: due }, condition).value === true) stand(turn, condition, sets);
}

/** The consequences of a reading. `before`: the state before it. */
export function sensed(turn: Turn, source: string, before: ControlState): void {
  const names = turn.state.laid.bySource.get(source) ?? [source];
  const then = { ...before, at: turn.state.at };
  const changed = names.filter(
    (name) =>
      !turn.state.laid.signals.has(name) ||
      !isSame(knownOf(then, name).value, knownOf(turn.state, name).value),
  );
  follows(turn, [...changed, ...lookAgain(turn, names)]);
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return one === undefined || other === undefined ? one === other : equal(one, other);
}

/** A reading has grown too old. */
export function fade(turn: Turn, name: string): void {
  emit(turn, { t: "Faded", name });
  follows(turn, [name, ...lookAgain(turn, [name])]);
}

/** True if a condition is something else than it was. One that stays true for a while keeps it until then. */
function look(turn: Turn, condition: LaidCondition): boolean {
  const { name, hold, sets } = condition;
  const before = turn.state.conditions.get(name);
  const is = conditionValue(turn.state, condition);
  // As of when it was due: what comes after that, and before now, has its turn.
  const at = turn.due ?? turn.state.at;
  if (is.value !== true && before?.value === true && hold > 0) {
    const lapses = before.lapses ?? at + hold;
    if (lapses > at) {
      if (before.lapses === undefined) turnTo(turn, condition, { value: true, lapses });
      return false;
    }
  }
  const changes = before?.value !== is.value;
  if (changes || (before?.lapses !== undefined && is.value === true)) turnTo(turn, condition, is);
  if (sets !== undefined) stand(turn, condition, sets);
  return changes;
}

function turnTo(
  turn: Turn,
  { name, value }: LaidCondition,
  is: { readonly value?: boolean; readonly confidence?: number; readonly lapses?: number },
): void {
  const names = freeReads(value).flatMap(({ from, name: read }) => (from === "context" ? [read] : []));
  emit(turn, {
    t: "Turned",
    name,
    ...(is.value === undefined ? {} : { value: is.value }),
    ...(is.value === undefined || is.confidence === undefined ? {} : { confidence: is.confidence }),
    ...(is.lapses === undefined ? {} : { lapses: is.lapses }),
    because: readsOf(
      turn.state,
      names.filter((read) => read !== "now"),
    ),
  });
}

/** A change that has been true for as long as its trigger asks. */
function stand(turn: Turn, { name }: LaidCondition, sets: NonNullable<LaidCondition["sets"]>): void {
  const is = turn.state.conditions.get(name);
  const trigger = turn.state.laid.triggers.get(sets.trigger);
  if (trigger === undefined || is?.value !== true || is.stood === true) return;
  if (!counts(turn.state, is.turned) || is.since + sets.after > turn.state.at) return;
  emit(turn, { t: "Stood", name });
  offerFiring(turn, trigger, { id: `${name}@${is.since}`, locals: {}, depth: 0, came: is.turned });
}
