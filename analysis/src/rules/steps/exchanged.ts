import type { CheckedCapability, CheckedProgram, Origin } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { Expression } from "@orchlang/plan/expressions";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { targetName } from "../../tree.ts";
import { eachWritten, placeOf, soundTriggers } from "../../triggers/declared.ts";
import { shortName } from "../../words.ts";

/* Two arguments in each other's place: `assign(docket: judge, judge: docket)`. */

export const exchanged = defineDiagnostic<{ called: string; one: string; other: string }>({
  code: "ORCH4508",
  severity: "warning",
  title: "Arguments in each other's place",
  message: ({ called, one, other }) =>
    `\`${called}\` is given \`${other}\` as its \`${one}\`, and \`${one}\` as its \`${other}\`.`,
  help: "Pass each under its own name. If this is intended, rename one of the values with a `let` first.",
});

type Arguments = Readonly<Record<string, Expression>>;

export function exchangedDiagnostics(
  { program }: Analysis,
  { checked, tree }: AnalysedRoutine,
): readonly Diagnostic[] {
  const { file } = checked.origin;
  return tree.all.flatMap(({ attempts, statement }) =>
    attempts.flatMap(({ attempt }) => {
      const place = { file, span: statement.nameSpan };
      const { undo } = attempt.options;
      const calls: readonly (readonly [name: string, args: Arguments])[] = [
        [targetName(attempt.target), attempt.args],
        ...(undo === undefined ? [] : [[undo.capability, undo.args] as const]),
      ];
      return calls.flatMap(([name, args]) => {
        const pair = program.goals.has(name) ? undefined : exchangedPair(name, args);
        return pair === undefined ? [] : [exchanged.at(place, { called: shortName(name), ...pair })];
      });
    }),
  );
}

/** The same of what undoes a capability, or asks about it. */
export function exchangedIn({ capability, origin, clauses }: CheckedCapability): readonly Diagnostic[] {
  return (["undo", "confirm"] as const).flatMap((word) => {
    const call = capability[word];
    const pair = call === undefined ? undefined : exchangedPair(call.capability, call.args);
    if (call === undefined || pair === undefined) return [];
    const place = { file: origin.file, span: clauses[word] ?? origin.nameSpan };
    return [exchanged.at(place, { called: shortName(call.capability), ...pair })];
  });
}

/** The same of the plan or goal that a trigger starts. */
export function exchangedInStarts(
  program: Pick<CheckedProgram, "triggers">,
  isBroken: (origin: Origin) => boolean,
): readonly Diagnostic[] {
  return eachWritten(soundTriggers(program, isBroken)).flatMap((trigger) => {
    const { target, args } = trigger.starts;
    const pair = exchangedPair(target, args);
    return pair === undefined ? [] : [exchanged.at(placeOf(trigger), { called: shortName(target), ...pair })];
  });
}

/** Two sides that a way back, or a comparison, exchanges on purpose. */
const sides =
  /^(a|after|away|b|before|bottom|buyer|column|credit|debit|dest|destination|down|dst|end|first|from|height|high|home|in|into|kept|left|low|max|min|new|next|old|out|payee|payer|previous|receiver|right|row|second|seller|sender|source|src|standby|start|target|to|top|up|width|x|y|z)(_|$)/;
const exchanging = /^(exchange|flip|invert|mirror|reverse|rotate|swap|switch|transpose|turn)(_|$)/;

export function areSides(one: string, other: string): boolean {
  return sides.test(one) && sides.test(other);
}

/** Two parameters each of which is given what bears the other's name, and not its own. */
export function exchangedPair(
  called: string,
  args: Arguments,
): { readonly one: string; readonly other: string } | undefined {
  const entries = Object.entries(args);
  if (!entries.some(([name, value]) => bearsOther(value, name, args))) return undefined;
  if (exchanging.test(shortName(called))) return undefined;
  const given = entries.map(([name, value]) => ({ name, called: namesOf(value) }));
  for (const [at, one] of given.entries())
    for (const other of given.slice(at + 1)) {
      if (!areSides(one.name, other.name) && isGiven(one, other.name) && isGiven(other, one.name))
        return { one: one.name, other: other.name };
    }
  return undefined;
}

/** True if a value bears the name of another parameter; asked first because it is cheap, and rarely so. */
function bearsOther(value: Expression, name: string, args: Arguments): boolean {
  if (value.op !== "read" && value.op !== "field") return false;
  if (value.name !== name && Object.hasOwn(args, value.name)) return true;
  return value.op === "field" && bearsOther(value.of, name, args);
}

function isGiven(
  { name, called }: { readonly name: string; readonly called: readonly string[] },
  other: string,
): boolean {
  return called.includes(other) && !called.includes(name);
}

/** The names of a value that is passed on unchanged: `patient` and `id` of `patient.id`. */
function namesOf(value: Expression): readonly string[] {
  if (value.op === "read") return [value.name];
  return value.op === "field" ? [...namesOf(value.of), value.name] : [];
}
