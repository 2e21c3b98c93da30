import { type Diagnostic, defineDiagnostic, type Label, type Span } from "@orchlang/language";
import { formatDuration, type Pick } from "@orchlang/plan";
import type { CheckedProgram } from "../../3-check/checked.ts";
import type { AnalysedRoutine } from "../analysis.ts";
import { attemptsOf } from "../attempts.ts";
import { durationAt } from "../bounds/context.ts";
import { isBounded } from "../bounds/limit.ts";
import { overflowChain } from "../bounds/pool.ts";
import { attemptBounds } from "../bounds/tries.ts";
import { holdsAround, qualified } from "../expression/qualify.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import type { Located } from "../tree.ts";
import { counted, shortName } from "../words.ts";

/* What is asked of pools against what there is (semantics, rules 31, 33 and 46a). */

export const tooMany = defineDiagnostic<{ wanted: number; there: number; pool: string }>({
  code: "ORCH4401",
  severity: "error",
  title: "More members than there are",
  message: ({ wanted, there, pool }) =>
    `${counted(wanted, "member")} of \`${pool}\` are asked for, and there ${there === 1 ? "is" : "are"} ${there}.`,
  help: "Ask for fewer, or let the pool overflow into another.",
});

export const longerThanLease = defineDiagnostic<{ held: string; lease: string; pool: string }>({
  code: "ORCH4402",
  severity: "error",
  title: "Held longer than its lease",
  message: ({ held, lease, pool }) =>
    `It is held for ${held}, but \`${pool}\` is leased for ${lease} at most.`,
  help: "Hold it for less, or lengthen the lease.",
});

export const heldTooShort = defineDiagnostic<{ step: string; needs: string; held: string }>({
  code: "ORCH4404",
  severity: "error",
  title: "Held too short for a step",
  message: ({ step, needs, held }) =>
    `\`${step}\` takes ${needs}, but what it uses is held for ${held} only.`,
  help: "Hold it for longer, or give the step a shorter `timeout`.",
});

export const holdsCross = defineDiagnostic<{ first: string; second: string }>({
  code: "ORCH4403",
  severity: "error",
  title: "Holds that can block each other",
  message: ({ first, second }) =>
    `\`${first}\` and \`${second}\` are held within one another both ways round: two runs can block each other for ever.`,
  help: "Take them in the same order everywhere.",
});

export function resourceDiagnostics(
  program: CheckedProgram,
  routine: AnalysedRoutine,
): readonly Diagnostic[] {
  return routine.tree.all.flatMap((located) => {
    const { node } = located.statement;
    const picks = attemptsOf(located.statement).flatMap(({ attempt }) => attempt.using ?? []);
    if (node.kind !== "hold") return picks.flatMap((pick) => countOf(program, routine, located, pick));
    return [
      ...countOf(program, routine, located, node.pick),
      ...leaseOf(program, routine, located),
      ...tooShortFor(routine, located),
    ];
  });
}

function countOf(
  program: CheckedProgram,
  routine: AnalysedRoutine,
  located: Located,
  pick: Pick,
): readonly Diagnostic[] {
  const chain = overflowChain(program, pick.pool);
  if (chain.length === 0) return [];
  const there = chain.reduce((total, pool) => total + pool.count, 0);
  const wanted = wantedAtLeast(routine, located, pick);
  if (wanted <= there) return [];
  const place = { file: routine.checked.origin.file, span: located.statement.nameSpan };
  const labels: Label[] = chain.flatMap((pool) => {
    const origin = program.pools?.[pool.name]?.origin;
    return origin === undefined
      ? []
      : [{ file: origin.file, span: origin.nameSpan, message: counted(pool.count, "member") }];
  });
  return [tooMany.at(place, { wanted, there, pool: shortName(pick.pool) }, { labels })];
}

function wantedAtLeast(routine: AnalysedRoutine, located: Located, { count }: Pick): number {
  if (count === undefined || typeof count === "number") return count ?? 1;
  const range = evaluateAbstractly(qualified(count, located), routine.context.values.at(located));
  return range.kind === "number" && Number.isFinite(range.low) ? range.low : 1;
}

/** A hold may not be meant to last longer than any pool that may give the member lets it. */
function leaseOf(program: CheckedProgram, routine: AnalysedRoutine, located: Located): readonly Diagnostic[] {
  const { node } = located.statement;
  if (node.kind !== "hold") return [];
  const held = durationAt(routine.context, located, node.for, "the hold").least;
  const short = overflowChain(program, node.pick.pool).find(
    (pool) => pool.lease !== undefined && pool.lease < held,
  );
  if (short?.lease === undefined) return [];
  const pool = program.pools?.[short.name];
  return [
    longerThanLease.at(
      { file: routine.checked.origin.file, span: located.statement.nameSpan },
      { held: formatDuration(held), lease: formatDuration(short.lease), pool: shortName(short.name) },
      {
        labels:
          pool === undefined
            ? []
            : [
                {
                  file: pool.origin.file,
                  span: pool.clauses.lease ?? pool.origin.nameSpan,
                  message: "the lease",
                },
              ],
      },
    ),
  ];
}

/** One single try of a step that stands in the hold has to fit into it (semantics, rule 46a). */
function tooShortFor(routine: AnalysedRoutine, hold: Located): readonly Diagnostic[] {
  const { node } = hold.statement;
  if (node.kind !== "hold") return [];
  const held = durationAt(routine.context, hold, node.for, "the hold").most;
  if (!isBounded(held)) return [];
  const { file } = routine.checked.origin;
  return routine.tree.all.flatMap((located) => {
    const { node: inner, nameSpan } = located.statement;
    if (inner.kind !== "call" || !holdsAround(located).includes(hold)) return [];
    const { best } = attemptBounds(routine.context, located, inner.attempt).duration;
    if (best <= held.value) return [];
    const params = { step: located.id, needs: formatDuration(best), held: formatDuration(held.value) };
    return [
      heldTooShort.at({ file, span: nameSpan }, params, {
        labels: [{ file, span: hold.statement.nameSpan, message: "held here" }],
      }),
    ];
  });
}

/** Pools that plans of the program hold within one another in both orders. */
export function crossingHolds(holds: Iterable<NestedHold>): readonly Diagnostic[] {
  const seen = new Map<string, NestedHold>();
  const found: Diagnostic[] = [];
  for (const hold of holds) {
    const { outer, inner } = hold;
    const other = seen.get(`${inner} ${outer}`);
    if (!seen.has(`${outer} ${inner}`)) seen.set(`${outer} ${inner}`, hold);
    if (other === undefined) continue;
    const labels = [{ file: other.file, span: other.span, message: "here the other way round" }];
    const params = { first: shortName(outer), second: shortName(inner) };
    found.push(holdsCross.at({ file: hold.file, span: hold.span }, params, { labels }));
  }
  return found;
}

/** A pool that is wanted while another is held. */
export interface NestedHold {
  readonly outer: string;
  readonly inner: string;
  readonly file: string;
  readonly span: Span;
}

export function nestedHolds({ tree, checked }: AnalysedRoutine): readonly NestedHold[] {
  return tree.all.flatMap((located) =>
    nestedPools(located).map(([outer, inner]) => {
      return { outer, inner, file: checked.origin.file, span: located.statement.nameSpan };
    }),
  );
}

/** Pairs of pools (held, wanted meanwhile) at a statement that wants one. */
function nestedPools(located: Located): readonly (readonly [string, string])[] {
  const { node } = located.statement;
  const wanted =
    node.kind === "hold"
      ? [node.pick.pool]
      : attemptsOf(located.statement).flatMap(({ attempt }) => attempt.using?.pool ?? []);
  const held: string[] = [];
  for (let owner = located.block.owner; owner !== undefined; owner = owner.block.owner) {
    const { node: outer } = owner.statement;
    if (outer.kind === "hold") held.push(outer.pick.pool);
  }
  return held.flatMap((pool) =>
    wanted.filter((other) => other !== pool).map((other) => [pool, other] as const),
  );
}
