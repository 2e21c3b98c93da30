/** Which action counts for which other one (semantics, rule 34). */

import type { Call } from "@orchlang/kernel";
import type { Plan } from "@orchlang/plan";
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
  let found = known.get(run);
  if (found === undefined) {
    found = run.events.flatMap((event, at) => {
      const isNext = event.t === "Entered" || (event.t === "Chose" && event.plan > 0);
      if (!isNext || event.call === undefined) return [];
      const { routine, node, site } = event.call;
      return [{ at, caller: `${routine}/${node}>`, loops: roundsText(site.loops) }];
    });
    known.set(run, found);
  }
  return found;
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
