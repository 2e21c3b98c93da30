import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { CheckedProgram } from "../../3-check/checked.ts";
import type { AnalysedRoutine } from "../analysis.ts";
import { attemptsOf, type SlottedAttempt } from "../attempts.ts";
import type { Located, LocatedBlock } from "../tree.ts";
import { shortName } from "../words.ts";
import { capabilityOf, isOnce, undoneWithoutResult } from "./effects.ts";

/* What may not be done with an effect that happens at most once (semantics, rule 22). */

export const onceInRace = defineDiagnostic<{ capability: string; where: "race" | "quorum" }>({
  code: "ORCH4301",
  severity: "error",
  title: "A loser's effect may have happened too",
  message: ({ capability, where }) =>
    where === "race"
      ? `\`${capability}\` may have happened although another branch has won.`
      : `\`${capability}\` may have happened although the others agreed without it.`,
  notes: ["Its effect is `once`: what is cancelled half-way can't be told from what is done."],
  help: "Give it an `undo` that does not read `result`, or ask one after the other with `else`.",
});

export const onceRetried = defineDiagnostic<{ step: string; capability: string }>({
  code: "ORCH4302",
  severity: "error",
  title: "A retry may do it twice",
  message: ({ step, capability }) =>
    `\`${step}\` may do \`${capability}\` twice: after a try of which nothing is known it is tried again.`,
  help: "Declare `confirm …`, which asks the world whether it happened, or make the effect `idempotent`.",
});

export const onceReplaced = defineDiagnostic<{ step: string; capability: string }>({
  code: "ORCH4303",
  severity: "error",
  title: "A fallback may do it twice",
  message: ({ step, capability }) =>
    `\`${step}\` may have done \`${capability}\` when its \`else\` begins: nothing says whether it happened.`,
  help: "Declare `confirm …` at the capability, or an `undo` that does not read `result`.",
});

export function onceDiagnostics(program: CheckedProgram, routine: AnalysedRoutine): readonly Diagnostic[] {
  return routine.tree.all.flatMap((located) => [
    ...inRace(program, routine, located),
    ...inQuorum(program, routine, located),
    ...retried(program, routine, located),
  ]);
}

function placeOf(routine: AnalysedRoutine, located: Located) {
  return { file: routine.checked.origin.file, span: located.statement.nameSpan };
}

function isUnsafe(program: CheckedProgram, { attempt }: SlottedAttempt): boolean {
  const capability = capabilityOf(program, attempt);
  return capability !== undefined && isOnce(capability) && !undoneWithoutResult(program, attempt);
}

/** One diagnostic a race, at the race: the branches are labelled. */
function inRace(program: CheckedProgram, routine: AnalysedRoutine, located: Located): readonly Diagnostic[] {
  if (located.statement.node.kind !== "race") return [];
  const unsafe = located.blocks
    .filter((block) => block.role?.kind === "contender")
    .flatMap(within)
    .flatMap((inner) =>
      attemptsOf(inner.statement)
        .filter((slotted) => isUnsafe(program, slotted))
        .map((slotted) => ({ inner, slotted })),
    );
  const [first] = unsafe;
  if (first === undefined) return [];
  const capability = shortName(capabilityOf(program, first.slotted.attempt)?.name ?? "");
  const labels = unsafe.map(({ inner }) => ({
    file: routine.checked.origin.file,
    span: inner.statement.span,
    message: "`once`, and nothing takes it back",
  }));
  return [onceInRace.at(placeOf(routine, located), { capability, where: "race" }, { labels })];
}

function within(block: LocatedBlock): readonly Located[] {
  return block.statements.flatMap((located) => [located, ...located.blocks.flatMap(within)]);
}

function inQuorum(
  program: CheckedProgram,
  routine: AnalysedRoutine,
  located: Located,
): readonly Diagnostic[] {
  const { node } = located.statement;
  if (node.kind !== "quorum") return [];
  const unsafe = node.attempts.find((attempt) => isUnsafe(program, { slot: "do", attempt }));
  const capability = unsafe && capabilityOf(program, unsafe);
  if (capability === undefined) return [];
  return [
    onceInRace.at(placeOf(routine, located), { capability: shortName(capability.name), where: "quorum" }),
  ];
}

function retried(program: CheckedProgram, routine: AnalysedRoutine, located: Located): readonly Diagnostic[] {
  const { node } = located.statement;
  const found: Diagnostic[] = [];
  for (const { slot, attempt } of attemptsOf(located.statement)) {
    const capability = capabilityOf(program, attempt);
    if (capability === undefined || !isOnce(capability) || capability.confirm !== undefined) continue;
    const params = { step: located.id, capability: shortName(capability.name) };
    const declared = program.capabilities.get(capability.name)?.origin;
    const labels =
      declared === undefined
        ? []
        : [{ file: declared.file, span: declared.nameSpan, message: "`once`, and without `confirm`" }];
    const again = attempt.options.retry !== undefined && attempt.options.retry.times > 0;
    if (again) found.push(onceRetried.at(placeOf(routine, located), params, { labels }));
    const replaced = slot === "do" && node.kind === "call" && node.rescues.length > 0;
    if (replaced && !undoneWithoutResult(program, attempt)) {
      found.push(onceReplaced.at(placeOf(routine, located), params, { labels }));
    }
  }
  return found;
}
