import type { CheckedProgram } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic, type Label } from "@orchlang/language";
import { type Capability, callFailures } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { ofFailure } from "../../expression/of-failure.ts";
import { routinesOf, summaryOf } from "../../graph/call-graph.ts";
import {
  isInterrupting,
  type LinkedBlock,
  type LinkedStatement,
  type Slot,
  workUnderWhile,
} from "../../tree.ts";
import { shortName } from "../../words.ts";
import { capabilityOf, isOnce, undoneWithoutResult } from "../effects.ts";

/* Forbidden uses of a `once` effect (semantics, rule 22). */

const lostTo = {
  race: "another branch won",
  quorum: "the others agreed without it",
  interruption: "an event interrupted it",
  drift: "its `while` ceased to hold",
};

export const onceInRace = defineDiagnostic<{ capability: string; where: keyof typeof lostTo }>({
  code: "ORCH4301",
  severity: "error",
  title: "A loser's effect may have happened too",
  message: ({ capability, where }) => `\`${capability}\` may have happened although ${lostTo[where]}.`,
  notes: ["Its effect is `once`: a call cancelled half-way can't be distinguished from a completed one."],
  help: "Give it an `undo` that does not read `result`, or call one after the other with `else`.",
});

export const onceRetried = defineDiagnostic<{ step: string; capability: string }>({
  code: "ORCH4302",
  severity: "error",
  title: "A retry may do it twice",
  message: ({ step, capability }) =>
    `\`${step}\` may do \`${capability}\` twice: after an attempt with an unknown outcome it is retried.`,
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

export const onceAskedAnew = defineDiagnostic<{ step: string; capability: string }>({
  code: "ORCH4305",
  severity: "error",
  title: "A new request that adds to what can't be undone",
  message: ({ step, capability }) =>
    `\`${step}\` may do \`${capability}\` several times: each of its \`attempts\` is a new request.`,
  notes: ["Its effect is `once` and irreversible: what an unaccepted request did stands."],
  help: "Remove `attempts`, or check the result in another step and decide there.",
});

export function onceDiagnostics(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  return routine.tree.all.flatMap((linked) => {
    switch (linked.statement.node.kind) {
      case "race":
        return [...inRace(analysis, routine, linked), ...retried(analysis, routine, linked)];
      case "quorum":
        return [...inQuorum(analysis, routine, linked), ...retried(analysis, routine, linked)];
      default:
        return linked.attempts.length === 0 ? none : retried(analysis, routine, linked);
    }
  });
}

const none: readonly Diagnostic[] = [];

function placeOf(routine: AnalysedRoutine, linked: LinkedStatement) {
  return { file: routine.checked.origin.file, span: linked.statement.nameSpan };
}

interface Unsafe {
  readonly name: string;
  is(program: CheckedProgram, attempt: Attempt, capability: Capability): boolean;
}

/** The first effect that happens at most once and is unsafe: of an attempt itself, or in the plans that it calls. */
function onceIn(
  analysis: Analysis,
  attempt: Attempt,
  unsafe: Unsafe,
  ofCalled = (called: AnalysedRoutine): Capability | undefined => onceInPlan(analysis, called, unsafe),
): Capability | undefined {
  const { program } = analysis;
  const capability = capabilityOf(program, attempt);
  if (capability === undefined) return first(routinesOf(analysis, attempt.target), ofCalled);
  return isOnce(capability) && unsafe.is(program, attempt, capability) ? capability : undefined;
}

function onceInPlan(analysis: Analysis, called: AnalysedRoutine, unsafe: Unsafe): Capability | undefined {
  return summaryOf<Capability | undefined>(analysis, `once ${unsafe.name}`, called, ({ tree }, of) =>
    first(tree.all, ({ attempts }) =>
      first(attempts, ({ attempt }) => onceIn(analysis, attempt, unsafe, of)),
    ),
  );
}

function first<T, F>(items: readonly T[], find: (item: T) => F | undefined): F | undefined {
  for (const item of items) {
    const result = find(item);
    if (result !== undefined) return result;
  }
  return undefined;
}

const staysWithoutResult: Unsafe = {
  name: "stays without result",
  is: (program, attempt) => !undoneWithoutResult(program, attempt),
};
const isNotAsked: Unsafe = { name: "not asked", is: (_, __, { confirm }) => confirm === undefined };
const isFinal: Unsafe = {
  name: "final",
  is: (_, { options }, { irreversible }) => (options.irreversible ?? irreversible) !== undefined,
};
const isLost: Unsafe = {
  name: "lost",
  is: (program, attempt, { confirm }) => confirm === undefined && !undoneWithoutResult(program, attempt),
};

/** One diagnostic a race, at the race: the branches are labelled. */
function inRace(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): readonly Diagnostic[] {
  const { node } = linked.statement;
  if (node.kind !== "race") return [];
  const unsafe = linked.blocks
    .filter((block) => block.role?.kind === "contender" && !isInterrupting(block))
    .flatMap(within)
    .flatMap((inner) =>
      inner.attempts.flatMap(({ attempt }) => {
        const capability = onceIn(analysis, attempt, staysWithoutResult);
        return capability === undefined ? [] : [{ inner, capability }];
      }),
    );
  const [one] = unsafe;
  if (one === undefined) return [];
  const labels = unsafe.map(({ inner }) => ({
    file: routine.checked.origin.file,
    span: inner.statement.span,
    message: "`once`, and nothing undoes it",
  }));
  const interrupted = workUnderWhile(linked) === undefined ? "interruption" : "drift";
  const where = node.settles === true ? interrupted : "race";
  const params = { capability: shortName(one.capability.name), where } as const;
  return [onceInRace.at(placeOf(routine, linked), params, { labels })];
}

function within(block: LinkedBlock): readonly LinkedStatement[] {
  return block.statements.flatMap((linked) => [linked, ...linked.blocks.flatMap(within)]);
}

function inQuorum(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): readonly Diagnostic[] {
  const { node } = linked.statement;
  if (node.kind !== "quorum") return [];
  for (const attempt of node.attempts) {
    const capability = onceIn(analysis, attempt, staysWithoutResult);
    if (capability === undefined) continue;
    const params = { capability: shortName(capability.name), where: "quorum" as const };
    return [onceInRace.at(placeOf(routine, linked), params)];
  }
  return [];
}

function retried(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const { slot, attempt } of linked.attempts) {
    const { retry, attempts } = attempt.options;
    const anew = (attempts?.times ?? 1) > 1 ? onceIn(analysis, attempt, isFinal) : undefined;
    if (anew !== undefined) {
      const params = { step: linked.id, capability: shortName(anew.name) };
      diagnostics.push(onceAskedAnew.at(placeOf(routine, linked), params));
    }
    const again = (retry?.times ?? 0) > 0 && mayBeAfterIt(attempt, retry?.when);
    // A plan is called again once what it did is undone, or nothing of it is in doubt.
    const unsafe = "capability" in attempt.target ? isNotAsked : isLost;
    const twice = again ? onceIn(analysis, attempt, unsafe) : undefined;
    if (twice !== undefined) {
      const params = { step: linked.id, capability: shortName(twice.name) };
      diagnostics.push(
        onceRetried.at(placeOf(routine, linked), params, { labels: unasked(analysis, twice) }),
      );
    }
    const lost = isReplaced(linked, slot, attempt) ? onceIn(analysis, attempt, isLost) : undefined;
    if (lost === undefined || twice !== undefined) continue;
    const params = { step: linked.id, capability: shortName(lost.name) };
    diagnostics.push(onceReplaced.at(placeOf(routine, linked), params, { labels: unasked(analysis, lost) }));
  }
  return diagnostics;
}

function unasked({ program }: Analysis, { name }: Capability): readonly Label[] {
  const declared = program.capabilities.get(name)?.origin;
  const message = "`once`, and without `confirm`";
  return declared === undefined ? [] : [{ file: declared.file, span: declared.nameSpan, message }];
}

/** True if a handler comes after one way of doing a step of which nobody knows whether it happened. */
function isReplaced({ statement: { node } }: LinkedStatement, slot: Slot, attempt: Attempt): boolean {
  const before = slot === "do" ? 0 : Number(slot.slice("else".length));
  return node.kind === "call" && node.rescues.slice(before).some(({ when }) => mayBeAfterIt(attempt, when));
}

/**
 * Whether what goes on under a condition may go on after a call of which nobody knows whether it reached the world. It did
 * not where it was refused before it began; of a failure that its capability declares the handler knows, and where it
 * does not say, the call is in doubt and nothing goes on (rule 18).
 */
function mayBeAfterIt({ target }: Attempt, when: Expression | undefined): boolean {
  // A plan's failure does not show what else it has done before.
  if (when === undefined || !("capability" in target)) return true;
  return callFailures.some((name) => {
    const evaluated = ofFailure(when, name);
    return !beforeItBegins.has(name) && !("value" in evaluated && evaluated.value === false);
  });
}

const beforeItBegins: ReadonlySet<string> = new Set(["denied", "budget", "invalid_input", "circuit_open"]);
