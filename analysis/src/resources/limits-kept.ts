import type { CheckedProgram, Pool } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic, type Label } from "@orchlang/language";
import type { Attempt, Priority } from "@orchlang/plan/nodes";
import { formatDuration } from "@orchlang/plan/quantities";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { callingAt, declaredLatency } from "../bounds/attempt.ts";
import { durationAt } from "../bounds/context.ts";
import { overflowChain } from "../bounds/holding.ts";
import { isBounded } from "../bounds/limit.ts";
import { attemptBounds } from "../bounds/tries.ts";
import type { LinkedBlock, LinkedStatement } from "../tree.ts";
import { counted, shortName } from "../words.ts";
import { countOf, type Taking, takingsOf } from "./taking.ts";

/* The demand on pools compared with their supply (semantics, rules 31 and 46a). */

export const tooMany = defineDiagnostic<{ wanted: number; there: number; pool: string }>({
  code: "ORCH4401",
  severity: "error",
  title: "More members than there are",
  message: ({ wanted, there, pool }) =>
    `${counted(wanted, "member")} of \`${pool}\` ${wanted === 1 ? "is" : "are"} requested, but there ${there === 1 ? "is" : "are"} ${there === 0 ? "none" : there}.`,
  help: "Request fewer, or let the pool overflow into another.",
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

export function resourceDiagnostics({ program }: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const linked of routine.tree.all) {
    for (const taking of takingsOf(linked)) diagnostics.push(...enoughFor(program, routine, taking));
    if (linked.statement.node.kind !== "hold") continue;
    diagnostics.push(...leaseOf(program, routine, linked), ...tooShortFor(routine, linked));
  }
  return diagnostics;
}

/** Members that are kept for more urgent runs are not there for this one. */
function enoughFor(program: CheckedProgram, routine: AnalysedRoutine, taking: Taking): readonly Diagnostic[] {
  const chain = overflowChain(program, taking.pick.pool);
  if (chain.length === 0) return [];
  const priority = taking.attempt?.options.priority ?? routine.checked.head.priority;
  const there = chain.reduce((total, pool) => total + pool.count - keptFrom(pool, priority), 0);
  const wanted = countOf(routine, taking).least;
  if (wanted <= there) return [];
  const place = { file: routine.checked.origin.file, span: taking.linked.statement.nameSpan };
  const labels: Label[] = chain.flatMap((pool) => {
    const origin = program.pools?.[pool.name]?.origin;
    if (origin === undefined) return [];
    const kept = keptFrom(pool, priority);
    const message =
      kept === 0
        ? counted(pool.count, "member")
        : `${counted(pool.count, "member")}, ${kept} kept for ${pool.reserve?.priority} runs`;
    return [{ file: origin.file, span: origin.nameSpan, message }];
  });
  return [tooMany.at(place, { wanted, there, pool: shortName(taking.pick.pool) }, { labels })];
}

const urgency = ["info", "low", "normal", "high", "critical"] as const;

function keptFrom({ reserve }: Pool, priority: Priority): number {
  if (reserve === undefined) return 0;
  return urgency.indexOf(priority) < urgency.indexOf(reserve.priority) ? reserve.count : 0;
}

/** A hold may not be meant to last longer than any pool that may give the member lets it. */
function leaseOf(
  program: CheckedProgram,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): readonly Diagnostic[] {
  const { node } = linked.statement;
  if (node.kind !== "hold") return [];
  const held = durationAt(routine.context, linked, node.for, "the hold").least;
  const short = overflowChain(program, node.pick.pool).find(
    (pool) => pool.lease !== undefined && pool.lease < held,
  );
  if (short?.lease === undefined) return [];
  const pool = program.pools?.[short.name];
  return [
    longerThanLease.at(
      { file: routine.checked.origin.file, span: linked.statement.nameSpan },
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
function tooShortFor(routine: AnalysedRoutine, hold: LinkedStatement): readonly Diagnostic[] {
  const { node } = hold.statement;
  if (node.kind !== "hold") return [];
  const held = durationAt(routine.context, hold, node.for, "the hold").most;
  if (!isBounded(held)) return [];
  const { file } = routine.checked.origin;
  return heldIn(hold).flatMap((linked) => {
    const { node: inner, nameSpan } = linked.statement;
    if (inner.kind !== "call") return [];
    const needs = trySurelyLasts(routine, linked, inner.attempt);
    if (needs <= held.value) return [];
    const params = { step: linked.id, needs: formatDuration(needs), held: formatDuration(held.value) };
    return [
      heldTooShort.at({ file, span: nameSpan }, params, {
        labels: [{ file, span: hold.statement.nameSpan, message: "held here" }],
      }),
    ];
  });
}

/** ms that one try can be made to take by nothing but what is declared; a person may answer at once. */
function trySurelyLasts({ context }: AnalysedRoutine, linked: LinkedStatement, attempt: Attempt): number {
  const calling = callingAt(context, linked, attempt);
  if (calling === undefined) return attemptBounds(context, linked, attempt).duration.best;
  if (calling.capability.kind === "human" || attempt.options.cache !== undefined) return 0;
  const { timeout } = attempt.options;
  const limit = timeout === undefined ? undefined : durationAt(context, linked, timeout, "the timeout");
  const declared = declaredLatency(context, linked, calling)?.least ?? 0;
  return limit === undefined ? declared : Math.min(declared, limit.least);
}

/** All that stands in a hold, however deep. */
function heldIn(hold: LinkedStatement): readonly LinkedStatement[] {
  const all = (block: LinkedBlock): readonly LinkedStatement[] =>
    block.statements.flatMap((linked) => [linked, ...linked.blocks.flatMap(all)]);
  return hold.blocks.filter(({ role }) => role?.kind === "held").flatMap(all);
}
