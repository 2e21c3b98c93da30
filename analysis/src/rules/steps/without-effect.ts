import type { CheckedProgram } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import { formatDuration } from "@orchlang/plan/quantities";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import type { LinkedStatement } from "../../tree.ts";
import { shortName } from "../../words.ts";

/* Statements that change nothing, or that end their target before it can begin: probably mistakes. */

export const overAtOnce = defineDiagnostic<{ what: string; so: string }>({
  code: "ORCH4505",
  severity: "warning",
  title: "A time that is over too soon",
  message: ({ what, so }) => `${what}: ${so}.`,
  help: "Write a longer time, or leave it out.",
});

export const raceOfOne = defineDiagnostic({
  code: "ORCH4506",
  severity: "warning",
  title: "A race of one",
  message: () => "This race has one branch, which wins whatever happens.",
  help: "Write the branch alone, or add one that it runs against: `wait 5m`.",
});

export const sameFallback = defineDiagnostic<{ step: string }>({
  code: "ORCH4507",
  severity: "warning",
  title: "A fallback that is the same call",
  message: ({ step }) => `Where \`${step}\` has failed, its \`else\` makes the same call again.`,
  help: "To repeat it, write `retry 1`, which waits in between and keeps the key; or call something else.",
});

export const retryOfPerson = defineDiagnostic<{ human: string }>({
  code: "ORCH4513",
  severity: "warning",
  title: "A retry of a person",
  message: ({ human }) => `\`retry\` has no effect here: \`${human}\` asks a person, who is asked once.`,
  help: "Write a longer `timeout`, or an `else` for the case that nobody answers.",
});

export function withoutEffectDiagnostics(
  { program }: Analysis,
  { checked, tree }: AnalysedRoutine,
): readonly Diagnostic[] {
  const { file } = checked.origin;
  return tree.all.flatMap((linked) => {
    const place = { file, span: linked.statement.nameSpan };
    const zero = zeroOf(linked) ?? tooSoonFor(program, linked) ?? heldTooLong(linked);
    const repeats = repeatsItself(linked);
    const asked = askedAgain(program, linked);
    return [
      ...(zero === undefined ? [] : [overAtOnce.at(place, zero)]),
      ...(isRaceOfOne(linked) ? [raceOfOne.at(place, {})] : []),
      ...(repeats ? [sameFallback.at(place, { step: linked.id })] : []),
      ...asked.map((human) => retryOfPerson.at(place, { human: shortName(human) })),
    ];
  });
}

/** The first time of a statement that is written as zero. */
function zeroOf({
  statement: { node },
  attempts,
}: LinkedStatement): Parameters<typeof overAtOnce.at>[1] | undefined {
  if (attempts.some(({ attempt }) => isZero(attempt.options.timeout)))
    return { what: "The `timeout` is zero", so: "the call is aborted as it begins" };
  if (node.kind === "wait") {
    const within =
      node.for.kind === "condition" || node.for.kind === "occurrence" ? node.for.within : undefined;
    if (isZero(within)) return { what: "`within` is zero", so: "nothing is waited for" };
    if (node.for.kind === "duration" && isZero(node.for.duration))
      return { what: "This wait is zero", so: "what is below it begins at once" };
  }
  return undefined;
}

/**
 * A capability whose `latency` is zero, or a `timeout` below what it takes at least; asked afterwards, it may have been
 * done all the same.
 */
function tooSoonFor(
  { capabilities }: CheckedProgram,
  { attempts }: LinkedStatement,
): Parameters<typeof overAtOnce.at>[1] | undefined {
  for (const { attempt } of attempts) {
    if (!("capability" in attempt.target)) continue;
    const { name, latency, least, confirm } = capabilities.get(attempt.target.capability)?.capability ?? {};
    if (name !== undefined && attempt.options.timeout === undefined && isZero(latency))
      return {
        what: `The \`latency\` of \`${shortName(name)}\` is zero`,
        so: "the call is aborted as it begins",
      };
    const [timeout, shortest] = [constantOf(attempt.options.timeout), constantOf(least?.latency)];
    if (name === undefined || confirm !== undefined || timeout === undefined || shortest === undefined)
      continue;
    if (timeout < shortest)
      return {
        what: `The \`timeout\` of ${formatDuration(timeout)} is below the ${formatDuration(shortest)} that \`${shortName(name)}\` takes at least`,
        so: "no answer comes in time",
      };
  }
  return undefined;
}

/** A condition that would have to hold for longer than it is waited for. */
function heldTooLong({
  statement: { node },
}: LinkedStatement): Parameters<typeof overAtOnce.at>[1] | undefined {
  if (node.kind !== "wait" || node.for.kind !== "condition") return undefined;
  const [held, within] = [constantOf(node.for.held), constantOf(node.for.within)];
  if (held === undefined || within === undefined || held <= within) return undefined;
  return {
    what: `The \`within\` of ${formatDuration(within)} is below the ${formatDuration(held)} for which the condition has to hold`,
    so: "it is never met in time",
  };
}

/** People who are to be asked again: a task stays in the inbox until its step is over (semantics, rule 15). */
function askedAgain({ capabilities }: CheckedProgram, { attempts }: LinkedStatement): readonly string[] {
  return attempts.flatMap(({ attempt: { target, options } }) => {
    if (!("capability" in target) || (options.retry?.times ?? 0) === 0) return [];
    const kind = capabilities.get(target.capability)?.capability.kind;
    return kind === "human" ? [target.capability] : [];
  });
}

function constantOf(duration: Expression | undefined): number | undefined {
  return duration?.op === "constant" && typeof duration.value === "number" ? duration.value : undefined;
}

/** Written as such: one that is computed may be zero in one run and not in another. */
function isZero(duration: Expression | undefined): boolean {
  return duration?.op === "constant" && duration.value === 0;
}

function isRaceOfOne({ statement: { node } }: LinkedStatement): boolean {
  return node.kind === "race" && node.rounds !== true && node.branches.length === 1;
}

function repeatsItself({ statement: { node } }: LinkedStatement): boolean {
  if (node.kind !== "call" || node.rescues.length === 0) return false;
  const first = callText(node.attempt);
  return node.rescues.some((rescue) => "attempt" in rescue && callText(rescue.attempt) === first);
}

/** Expressions are plain data whose fields are made in one order. */
function callText({ target, args, using }: Attempt): string {
  return JSON.stringify([target, args, using]);
}
