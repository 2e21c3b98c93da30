import type { CheckedProgram, Origin } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { Expression } from "@orchlang/plan/expressions";
import { cycles } from "@orchlang/plan/graph";

import { routineTree } from "../tree.ts";
import { listed, shortName } from "../words.ts";
import { eachWritten, placeOf, type SoundTrigger, soundTriggers, writtenName } from "./declared.ts";

/* Triggers that start each other again whenever what they start has completed, and nothing that could end it. */

export const startsForEver = defineDiagnostic<{ triggers: readonly string[]; plan: string }>({
  code: "ORCH4601",
  severity: "error",
  title: "A trigger starts itself for ever",
  message: ({ triggers, plan }) =>
    triggers.length === 1
      ? `\`${triggers[0]}\` starts \`${plan}\` again whenever it completes, for ever.`
      : `${listed(triggers.map((name) => `\`${name}\``))} start each other again, for ever.`,
  notes: [
    "Nothing that is written ends it. The runtime takes more than 32 starts in a row for a circle, and stops there.",
  ],
  help: "Limit it with `when`, or start it with `every` or `schedule`.",
});

type Known = Pick<CheckedProgram, "triggers" | "routines" | "capabilities" | "policies" | "guardrails">;

export function forEverDiagnostics(
  program: Known,
  isBroken: (origin: Origin) => boolean,
): readonly Diagnostic[] {
  return circlesForEver(program, soundTriggers(program, isBroken)).map((circle) => {
    const written = eachWritten(circle);
    const [first] = written as readonly [SoundTrigger, ...SoundTrigger[]];
    const plan = shortName(first.starts.target);
    return startsForEver.at(
      placeOf(first),
      { triggers: written.map(writtenName), plan },
      {
        labels: written.slice(1).map((trigger) => ({
          ...placeOf(trigger),
          message: `starts \`${shortName(trigger.starts.target)}\``,
        })),
      },
    );
  });
}

/** The triggers of each circle that surely goes on, in the order in which they start each other. */
export function circlesForEver(
  program: Known,
  triggers: readonly SoundTrigger[],
): readonly (readonly SoundTrigger[])[] {
  // Few triggers listen to how a run ends at all: nothing else is looked at.
  const always = triggers.filter(
    (trigger) => trigger.on.some(({ kind }) => kind === "outcome") && isUnconditional(trigger),
  );
  const hearing = new Map<string, SoundTrigger[]>();
  for (const trigger of always) {
    for (const target of completedIn(trigger)) hearing.set(target, [...(hearing.get(target) ?? []), trigger]);
  }
  const arcs = always.flatMap((from) =>
    (hearing.get(from.starts.target) ?? []).map((to) => ({ from: from.name, to: to.name })),
  );
  const byName = new Map(always.map((trigger) => [trigger.name, trigger]));
  const results = cycles([...byName.keys()], arcs).map((way) =>
    way.slice(0, -1).flatMap((name) => byName.get(name) ?? []),
  );
  return onceWritten(results).filter((circle) =>
    circle.every(({ starts }) => !mayEnd(starts.target, program)),
  );
}

/** Members of a family go in the circles of their declaration. */
function onceWritten(circles: readonly (readonly SoundTrigger[])[]): readonly (readonly SoundTrigger[])[] {
  const seen = new Set<string>();
  return circles.filter((circle) => {
    const names = [...new Set(circle.map(({ origin }) => `${origin.file}:${origin.span.start}`))]
      .sort()
      .join();
    return !seen.has(names) && seen.add(names);
  });
}

function completedIn({ on }: SoundTrigger): ReadonlySet<string> {
  return new Set(
    on.flatMap((source) =>
      source.kind === "outcome" && source.outcome === "completed" ? [source.target] : [],
    ),
  );
}

function isUnconditional({ when, debounce, throttle, starts }: SoundTrigger): boolean {
  return (
    when === undefined &&
    debounce === undefined &&
    throttle === undefined &&
    Object.values(starts.args).every(isAlwaysKnown)
  );
}

/** Values of the context may be unknown, and a start that needs one does not happen. */
function isAlwaysKnown(expression: Expression): boolean {
  if (expression.op === "constant") return true;
  if (expression.op === "field") return isAlwaysKnown(expression.of);
  return expression.op === "read" && expression.from === "local";
}

/**
 * Whether a run may come to an end that its author has thought of, other than to complete: a failure that has a name,
 * a rule, a limit. Wherever that is not plain it may.
 */
function mayEnd(target: string, program: Omit<Known, "triggers">): boolean {
  if (program.policies.length > 0 || program.guardrails.length > 0) return true;
  const reached = new Set([target]);
  // A set goes on to what is added to it on the way.
  for (const name of reached) {
    const routine = program.routines.get(name);
    // A goal picks a plan each time, and may find none.
    if (routine === undefined) return true;
    const { head, under } = routine;
    if (head.fails.length > 0 || head.timeout !== undefined || under.length > 0) return true;
    for (const { statement, attempts } of routineTree(routine).all) {
      if (!plainKinds.has(statement.node.kind)) return true;
      for (const { attempt } of attempts) {
        const { target: called, options, using } = attempt;
        if (options.accept !== undefined || using !== undefined || "goal" in called) return true;
        if ("routine" in called) reached.add(called.routine);
        else if (mayRefuse(called.capability, program)) return true;
      }
    }
  }
  return false;
}

const plainKinds: ReadonlySet<string> = new Set([
  "call",
  "let",
  "branch",
  "join",
  "emit",
  "return",
  "yield",
  "commit",
]);

function mayRefuse(name: string, { capabilities }: Pick<Known, "capabilities">): boolean {
  const capability = capabilities.get(name)?.capability;
  if (capability === undefined || capability.kind === "human") return true;
  const { fails, ensures, scopes } = capability;
  return fails.length > 0 || ensures.length > 0 || scopes.length > 0;
}
