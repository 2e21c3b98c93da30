import type { SimulatedRun } from "@orchlang/simulator";
import { roundsOf, routineOf, startsWith } from "./layout.ts";

/** A loop in one of its sites, as its events tell of it. */
interface LoopRun {
  /** The rounds around it, outermost first. */
  readonly around: readonly string[];
  /** `path/loop`. */
  readonly name: string;
  readonly isFold: boolean;
  /** How many rounds have begun. */
  rounds: number;
  /** Where in the journal it completed. */
  completed: number;
}

const known = new WeakMap<SimulatedRun, readonly LoopRun[]>();

/**
 * Whether what stands in some rounds stands for a place in others (rule 34): in the same or around it; or in every round
 * of a loop that is over, of one with memory in the last, which is the one that its `until` speaks of.
 */
export function coverRounds(
  run: SimulatedRun,
  standing: readonly (readonly string[])[],
  place: readonly string[],
  seq: number,
): boolean {
  const covered = new Set(standing.map(textOf));
  const covers = (): boolean => [...covered].some((each) => startsWith(place, roundsIn(each)));
  // From the inside out: what a loop has done may be what the loop around it does in each of its rounds.
  const loops = loopsIn(run)
    .filter(({ completed }) => completed < seq)
    .toSorted((one, other) => other.around.length - one.around.length);
  for (const { around, name, isFold, rounds } of loops) {
    const has = (round: number): boolean => covered.has(textOf([...around, `${name}:${round}`]));
    const all = Array.from({ length: rounds }, (_, at) => at + 1);
    if (rounds > 0 && (all.every(has) || (isFold && has(rounds)))) covered.add(textOf(around));
  }
  return covers();
}

const between = "\n";

function textOf(rounds: readonly string[]): string {
  return rounds.join(between);
}

function roundsIn(text: string): readonly string[] {
  return text === "" ? [] : text.split(between);
}

function loopsIn(run: SimulatedRun): readonly LoopRun[] {
  let found = known.get(run);
  if (found === undefined) {
    const { plan } = run.file;
    const loops = new Map<string, LoopRun>();
    run.events.forEach((event, seq) => {
      if (event.t !== "Branched" && event.t !== "Settled") return;
      const { routine, node, site } = event.t === "Branched" ? event : event.call;
      const around = roundsOf(plan, { routine, node, site });
      const name = `${routine}/${node}`;
      const id = textOf([...around, name]);
      if (event.t === "Branched") {
        const kind = plan.routines[routineOf(routine)]?.nodes.find((each) => each.id === node);
        if (kind?.kind !== "loop") return;
        const before = loops.get(id)?.rounds ?? 0;
        const isFold = kind.over.kind === "fold";
        const rounds = Math.max(before, event.took);
        loops.set(id, { around, name, isFold, rounds, completed: Number.POSITIVE_INFINITY });
        return;
      }
      const loop = loops.get(id);
      if (loop !== undefined && event.status === "completed") loop.completed = seq;
    });
    found = [...loops.values()];
    known.set(run, found);
  }
  return found;
}
