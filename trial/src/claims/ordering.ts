import type { Action } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Monitor, Played } from "../claim.ts";
import { type Act, actsOf, placeAt } from "./acts.ts";
import { outsideDeadlines, outsideResponses, outsideRules } from "./assumptions.ts";
import { numberOf } from "./journal.ts";
import { roundsOf, routineOf, startsWith } from "./layout.ts";
import { actionText, type Part, type ProvedRule, type RuleOf, ruleClaims } from "./rules.ts";
import { begins, endedAs, roundsFor, stands } from "./truth.ts";

/** `A before B`, `every A preceded by B or C`: whenever B (A) begins, some A (B or C) in scope stands. */
export const order: Monitor = (subject) => ruleClaims(subject, "order", ["before", "preceded"], breach);

type Order = RuleOf<"before" | "preceded">;

function breach({ rule, part }: ProvedRule<Order>, played: Played): string | undefined {
  if (outsideRules(played) !== undefined) return undefined;
  const [then, first] = rule.kind === "before" ? [rule.second, [rule.first]] : [rule.every, rule.by];
  return unpreceded(played.run, part, then, first);
}

function unpreceded(
  run: SimulatedRun,
  part: Part,
  then: Action,
  first: readonly Action[],
): string | undefined {
  const acts = actsOf(run);
  for (const act of acts) {
    for (const begin of act.begins) {
      if (part.of(placeAt(act, begin.seq)) === undefined || !begins(run, then, act, begin)) continue;
      const standing = acts.flatMap((one) => {
        if (!first.some((action) => stands(run, action, one, begin.seq))) return [];
        const rounds = roundsFor(run, one, act, begin.seq);
        return rounds === undefined ? [] : [rounds];
      });
      const kept = coverRounds(run, standing, roundsOf(run.file.plan, placeAt(act, begin.seq)), begin.seq);
      if (!kept)
        return `${act.name} began at event ${begin.seq}, and ${first.map(actionText).join(" or ")} did not stand then`;
    }
  }
  return undefined;
}

/** `every A followed by B [within D]`: on every way without faults B follows in time, or A is undone (rule 40). */
export const response: Monitor = (subject) => ruleClaims(subject, "response", ["followed"], responseBreach);

function responseBreach({ rule, part }: ProvedRule<RuleOf<"followed">>, played: Played): string | undefined {
  const outside = rule.within === undefined ? outsideResponses : outsideDeadlines;
  if (outside(played) !== undefined) return undefined;
  const { run } = played;
  const acts = actsOf(run);
  for (const act of acts) {
    const { end } = act;
    if (end === undefined || act.undone !== undefined || !endedAs(run, rule.every, act)) continue;
    if (part.of(placeAt(act, end.seq)) === undefined) continue;
    const due = rule.within === undefined ? Number.POSITIVE_INFINITY : numberOf(rule.within, act.args);
    if (due === undefined || isFollowed(run, act, rule.by, end.at + due)) continue;
    const by = rule.by.map(actionText).join(" or ");
    return `${act.name} completed at event ${end.seq}, and ${by} did not follow${due === Number.POSITIVE_INFINITY ? "" : ` within ${due} ms`}`;
  }
  return undefined;
}

function isFollowed(run: SimulatedRun, act: Act, by: readonly Action[], until: number): boolean {
  const { plan } = run.file;
  const from = act.end?.seq ?? 0;
  const around = roundsOf(plan, placeAt(act, from));
  const places = actsOf(run).flatMap((other) => {
    const { end } = other;
    if (other === act || end === undefined || end.seq <= from || end.at > until) return [];
    return by.some((action) => endedAs(run, action, other)) ? [roundsOf(plan, placeAt(other, end.seq))] : [];
  });
  // A loop that began later, and is over in time, has done what each of its rounds has done.
  const isIn = ({ began, completed, at }: LoopRun): boolean =>
    began > from && completed < Number.POSITIVE_INFINITY && at <= until;
  // An action in a round counts for the surrounding scope, and one in the surrounding scope counts for the round.
  return coveredRounds(run, places, isIn, false).some(
    (rounds) => startsWith(rounds, around) || startsWith(around, rounds),
  );
}

/** `never A [when e]`: A never begins with e true or unknown. */
export const never: Monitor = (subject) => ruleClaims(subject, "never", ["never"], neverBreach);

function neverBreach({ rule, part }: ProvedRule<RuleOf<"never">>, played: Played): string | undefined {
  if (outsideRules(played) !== undefined) return undefined;
  const { run } = played;
  const action = { selector: rule.of, ...(rule.when === undefined ? {} : { when: rule.when }) };
  for (const act of actsOf(run)) {
    for (const begin of act.begins) {
      if (part.of(placeAt(act, begin.seq)) === undefined || !begins(run, action, act, begin)) continue;
      return `${act.name} began at event ${begin.seq} with ${JSON.stringify(act.args)}`;
    }
  }
  return undefined;
}

/** A loop in one of its sites, as its events tell of it. */
interface LoopRun {
  /** The rounds around it, outermost first. */
  readonly around: readonly string[];
  /** `path/loop`. */
  readonly name: string;
  readonly isFold: boolean;
  /** Where in the journal its first round began. */
  readonly began: number;
  /** How many rounds have begun. */
  rounds: number;
  /** Where in the journal it completed, and when. */
  completed: number;
  at: number;
}

const known = new WeakMap<SimulatedRun, readonly LoopRun[]>();

/**
 * Whether what stands in some rounds stands for a place in others (rule 34): in the same or around it; or in every round
 * of a loop that is over, of one with memory in the last, which is the one that its `until` speaks of.
 */
function coverRounds(
  run: SimulatedRun,
  standing: readonly (readonly string[])[],
  place: readonly string[],
  seq: number,
): boolean {
  const isOver = ({ completed }: LoopRun): boolean => completed < seq;
  return coveredRounds(run, standing, isOver, true).some((rounds) => startsWith(place, rounds));
}

/** Rounds in which something stands, and those around loops that have done it in every round, or in the last. */
function coveredRounds(
  run: SimulatedRun,
  standing: readonly (readonly string[])[],
  counts: (loop: LoopRun) => boolean,
  byLast: boolean,
): readonly (readonly string[])[] {
  const covered = new Set(standing.map(textOf));
  // From the inside out: what a loop has done may be what the loop around it does in each of its rounds.
  const loops = loopsIn(run)
    .filter(counts)
    .toSorted((one, other) => other.around.length - one.around.length);
  for (const { around, name, isFold, rounds } of loops) {
    const has = (round: number): boolean => covered.has(textOf([...around, `${name}:${round}`]));
    const all = Array.from({ length: rounds }, (_, at) => at + 1);
    if (rounds > 0 && (all.every(has) || (byLast && isFold && has(rounds)))) covered.add(textOf(around));
  }
  return [...covered].map(roundsIn);
}

const between = "\n";

function textOf(rounds: readonly string[]): string {
  return rounds.join(between);
}

function roundsIn(text: string): readonly string[] {
  return text === "" ? [] : text.split(between);
}

function loopsIn(run: SimulatedRun): readonly LoopRun[] {
  let loopRuns = known.get(run);
  if (loopRuns === undefined) {
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
        const began = loops.get(id)?.began ?? seq;
        loops.set(id, { around, name, isFold, began, rounds, completed: Number.POSITIVE_INFINITY, at: 0 });
        return;
      }
      const loop = loops.get(id);
      if (loop === undefined || event.status !== "completed") return;
      loop.completed = seq;
      loop.at = event.at;
    });
    loopRuns = [...loops.values()];
    known.set(run, loopRuns);
  }
  return loopRuns;
}
