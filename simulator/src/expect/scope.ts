/** Decides which action counts for which other one (semantics, rule 34). */
import type { Call } from "@orchlang/kernel";
import { errorValue, spentOf, valueOfNode } from "@orchlang/kernel/run";
import type { Json, Plan } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import {
  formatDuration,
  formatEnergy,
  formatInstant,
  formatMoney,
  isMoney,
  zeroMoney,
} from "@orchlang/plan/quantities";
import { callerOf, nodeOf } from "../exploration/plan-facts.ts";
import type { SimulatedRun } from "../simulate.ts";
import type { Deed } from "./actions.ts";

/**
 * Whether one action counts for another at a place in the journal: in the same rounds or those around them, or in those
 * of an earlier loop, in any plan of the run. An action of a failed plan that another one has replaced by then counts
 * within that plan alone.
 */
export function countsFor(run: SimulatedRun, one: Deed, other: Deed, place: number): boolean {
  const { plan } = run.file;
  const [mine, theirs] = [callAt(one, place), callAt(other, place)];
  if (rootOf(mine) !== rootOf(theirs)) return false;
  const around = roundsAround(plan, theirs);
  // Rounds of a loop that is not around the other action count once the loop is over, because then they certainly come
  // first.
  const isOther = (round: string): boolean =>
    around.some((each) => each !== round && loopOf(each) === loopOf(round));
  if (roundsAround(plan, mine).some(isOther)) return false;
  return successionsIn(run).every(({ at, caller, loops }) => {
    if (at <= sinceOf(one) || at >= place) return true;
    const instance = instanceOf(mine, caller, loops);
    return instance === undefined || instance === instanceOf(theirs, caller, loops);
  });
}

function sinceOf({ began, ended, carried }: Deed): number {
  return carried?.at ?? began[0] ?? ended ?? 0;
}

/** A call that a goal's next plan has taken over was one of the plan before until then. */
function callAt({ call, carried }: Deed, place: number): Call {
  return carried !== undefined && place < carried.at ? carried.from : call;
}

/** The plan of the goal, where the run is for one. */
function rootOf({ routine }: Call): string {
  const cut = routine.indexOf("/");
  return cut < 0 ? routine : routine.slice(0, cut);
}

/** The rounds that a call stands in, outermost first: loops of one name in several plans are several loops. */
function roundsAround(plan: Plan, { routine, site, node }: Call): readonly string[] {
  const rounds: string[] = [];
  let loops = site.loops;
  let at: { readonly routine: string; readonly node: string } | undefined = { routine, node };
  while (at !== undefined && loops.length > 0) {
    const { routine: path } = at;
    const around = nodeOf(plan, path, at.node)?.around.filter(({ kind }) => kind === "loop") ?? [];
    const own = loops.slice(loops.length - around.length);
    rounds.unshift(...own.map(([loop, round]) => `${path}/${loop}:${round}`));
    loops = loops.slice(0, loops.length - own.length);
    at = callerOf(path);
  }
  return rounds;
}

function loopOf(round: string): string {
  return round.slice(0, round.lastIndexOf(":"));
}

/** A step goes on with another plan than before, or calls the same anew. */
interface Succession {
  readonly at: number;
  /** The step that calls, as it begins the paths of what it calls, and the rounds that it stands in. */
  readonly caller: string;
  readonly loops: string;
}

const known = new WeakMap<SimulatedRun, readonly Succession[]>();

function successionsIn(run: SimulatedRun): readonly Succession[] {
  let successions = known.get(run);
  if (successions === undefined) {
    successions = run.events.flatMap((event, at) => {
      const isNext = event.t === "Entered" || (event.t === "Chose" && event.plan > 0);
      if (!isNext || event.call === undefined) return [];
      const { routine, node, site } = event.call;
      return [{ at, caller: `${routine}/${node}>`, loops: roundsText(site.loops) }];
    });
    known.set(run, successions);
  }
  return successions;
}

/** The called plan, of those a step has called, that a call belongs to; `undefined`: none. */
function instanceOf({ routine, site }: Call, caller: string, loops: string): string | undefined {
  if (!routine.startsWith(caller) || !roundsText(site.loops).startsWith(loops)) return undefined;
  const end = routine.indexOf("/", caller.length);
  return end < 0 ? routine : routine.slice(0, end);
}

function roundsText(loops: Call["site"]["loops"]): string {
  return loops.map(([loop, round]) => `${loop}:${round}|`).join("");
}

/** Returns true if a condition over the end of a run holds (`result`, `error`, amounts, inputs, steps); else the reason. */
export function holdsAtEnd(run: SimulatedRun, condition: Expression): true | string {
  const { state, file } = run;
  const locals = localsOf(run);
  const input = (state.start?.input ?? {}) as Readonly<Record<string, Json>>;
  const evaluated = evaluate(condition, {
    read: ({ from, name }) => {
      if (from === "local") return { value: locals[name] ?? null };
      if (from === "input") return { value: input[name] ?? null };
      if (from === "node") return { value: valueOfNode(state, name) ?? null };
      const reading = name === "now" ? formatInstant(run.ended) : state.context.get(name)?.value;
      return reading === undefined ? { unknown: [name] } : { value: reading };
    },
  });
  if ("value" in evaluated && evaluated.value === true) return true;
  const read = [...namesIn(condition as unknown as Json)].flatMap((name) => {
    const own = Object.hasOwn(locals, name);
    const value = own ? locals[name] : valueOfNode(state, name);
    return value === undefined ? [] : [`${name} was ${own ? amountWords(name, value) : words(value)}`];
  });
  if (read.length > 0) return read.join(", ");
  return "value" in evaluated
    ? `it does not hold of ${file.plan.entry}`
    : "something that it reads is not known";
}

function localsOf({ state, started, ended, file }: SimulatedRun): Readonly<Record<string, Json>> {
  const { cost, energy, tokens } = spentOf(state);
  const outcome = state.closed?.outcome;
  return {
    result: outcome?.value ?? null,
    error: outcome?.failure === undefined ? null : errorValue(outcome.failure),
    cost: (cost[0] ?? zeroMoney(file.plan.settings.currency)) as unknown as Json,
    latency: ended - started,
    energy,
    tokens,
  };
}

function namesIn(part: Json, names = new Set<string>()): ReadonlySet<string> {
  if (typeof part !== "object" || part === null) return names;
  const fields = part as Readonly<Record<string, Json>>;
  if (fields.op === "read" && typeof fields.name === "string") names.add(fields.name);
  for (const inner of Object.values(fields)) namesIn(inner, names);
  return names;
}

/** The time and the energy of a run are numbers, in ms and J. */
function amountWords(name: string, value: Json): string {
  if (name === "latency" && typeof value === "number") return formatDuration(value);
  if (name === "energy" && typeof value === "number") return formatEnergy(value);
  return words(value);
}

function words(value: Json): string {
  if (isMoney(value)) return formatMoney(value);
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
