import type { CheckedProgram } from "@orchlang/checker";
import type { Diagnostic } from "@orchlang/language";
import type { CallReference } from "@orchlang/plan";
import { type Expression, freeReads, type Read } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { substitute } from "../../expression/substitute.ts";
import { expressionText } from "../../expression/text.ts";
import { type LinkedStatement, targetName } from "../../tree.ts";
import { shortName } from "../../words.ts";
import { undoReference } from "../effects.ts";
import { exchangedPair } from "../steps/exchanged.ts";
import { madeOf, statementNamed } from "./hold-of-undo.ts";
import { earlier, isName, manner, ofAnother, setting } from "./of-another.ts";

/* An undo that is named at a step, and refers to something else than the step's call. */

export function undoOfStepDiagnostics(
  { program }: Analysis,
  { checked, tree }: AnalysedRoutine,
): readonly Diagnostic[] {
  return tree.all.flatMap((linked) =>
    linked.attempts.flatMap(({ attempt }) => {
      const { undo } = attempt.options;
      if (undo === undefined || exchangedPair(undo.capability, undo.args) !== undefined) return [];
      const wrong = wrongOf(undo, attempt, linked, program);
      if (wrong === undefined) return [];
      const place = { file: checked.origin.file, span: linked.statement.nameSpan };
      return [ofAnother.at(place, { called: shortName(undo.capability), ...wrong })];
    }),
  );
}

/** A call, by the plan itself, of what undoes another step's effect: it gets what the undo would get. */
export function undoneByHandDiagnostics(
  { program }: Analysis,
  { checked, tree }: AnalysedRoutine,
): readonly Diagnostic[] {
  const undos = new Map<string, { readonly owner: string; readonly undo: CallReference }>();
  for (const { attempts } of tree.all)
    for (const { attempt } of attempts) {
      const owner = targetName(attempt.target);
      const undo = program.capabilities.get(owner)?.capability.undo;
      if (undo !== undefined) undos.set(undo.capability, { owner, undo });
    }
  return tree.all.flatMap((linked) =>
    linked.attempts.flatMap(({ attempt }) => {
      const called = targetName(attempt.target);
      const declared = undos.get(called);
      if (declared === undefined) return [];
      const place = { file: checked.origin.file, span: linked.statement.nameSpan };
      return Object.entries(declared.undo.args).flatMap(([parameter, expression]) => {
        const value = attempt.args[parameter];
        if (!isResultField(expression) || value?.op !== "field" || value.name === expression.name) return [];
        const [read] = freeReads(value);
        const from =
          read?.from === "node" ? statementNamed(read.name, linked)?.attempts[0]?.attempt : undefined;
        const maker =
          from === undefined ? undefined : program.capabilities.get(targetName(from.target))?.capability;
        if (maker === undefined || maker.effect.kind === "pure" || maker.name === declared.owner) return [];
        const wrong = {
          parameter,
          given: `\`${expressionText(value)}\``,
          own: `the \`${expression.name}\` of \`${shortName(declared.owner)}\`, which it undoes`,
        };
        return [ofAnother.at(place, { called: shortName(called), wrong })];
      });
    }),
  );
}

function isResultField(value: Expression): value is Extract<Expression, { readonly op: "field" }> {
  return value.op === "field" && value.of.op === "read" && value.of.name === "result";
}

type Params = Parameters<typeof ofAnother.at>[1];

function wrongOf(
  undo: CallReference,
  attempt: Attempt,
  linked: LinkedStatement,
  program: CheckedProgram,
): Omit<Params, "called"> | undefined {
  const { args } = undo;
  const called = targetName(attempt.target);
  if (undo.capability === called)
    // With other values it sets things back.
    return Object.entries(attempt.args).every(([name, own]) => isAlike(own, args[name])) ? {} : undefined;
  const reads = Object.values(args).flatMap(freeReads);
  if (reads.some(isOwn) || tells.test(shortName(undo.capability))) return undefined;
  const other = otherArgument(undo, attempt, linked, program);
  if (other !== undefined) return { wrong: other };
  const foreign = foreignRead(reads, undo, attempt, linked, program);
  if (foreign === undefined) return undefined;
  const says = `\`${shortName(undo.capability)}\` gets \`${foreign.name}\`, which is neither an argument of \`${shortName(called)}\` nor its result.`;
  return { wrong: { says, help: "Pass what the step's call is about, or its `result`." } };
}

/** The undo reads its own step's result, or the member that the step holds. */
function isOwn({ from, name }: Read): boolean {
  return from === "local" && (name === "result" || name === "resource");
}

/** Undos that make nothing undone, but tell somebody. */
const tells =
  /^(alert|apologi[sz]e|ask|inform|log|mail|message|note|notify|page|record|report|send|tell)(_|$)/;

/** Every argument that could name the object has the name of one of the call's, and another value. */
function otherArgument(
  { capability, args }: CallReference,
  attempt: Attempt,
  linked: LinkedStatement,
  program: CheckedProgram,
) {
  if (setting.test(shortName(capability))) return undefined;
  const types = program.capabilities.get(capability)?.types.params ?? {};
  const naming = Object.entries(args).filter(([parameter]) => {
    const type = types[parameter];
    return (
      type !== undefined && (type.kind === "record" || isName(type, parameter)) && !manner.test(parameter)
    );
  });
  const result = (value: Expression) => withoutLets(value, linked);
  const given = Object.values(attempt.args).map(result);
  if (naming.some(([, value]) => given.some((own) => isAlike(own, result(value))))) return undefined;
  for (const [parameter, value] of naming) {
    const own = attempt.args[parameter];
    if (own === undefined || !isPath(own) || !isChosen(value) || isEarlier(value)) continue;
    return {
      parameter,
      given: `\`${expressionText(value)}\``,
      own: `\`${expressionText(own)}\`, as \`${shortName(targetName(attempt.target))}\` does`,
    };
  }
  return undefined;
}

/** The first read that has nothing to do with the call's arguments; none if one of the reads has. */
function foreignRead(
  reads: readonly Read[],
  undo: CallReference,
  attempt: Attempt,
  linked: LinkedStatement,
  program: CheckedProgram,
): Read | undefined {
  const own = Object.values(attempt.args).flatMap(freeReads);
  if (own.length === 0 || reads.some(({ from }) => from === "context")) return undefined;
  const known = madeOf(own, linked, "calls");
  const shares = (read: Read, through: "values" | "calls") =>
    [...madeOf([read], linked, through)].some((name) => known.has(name));
  const isRelated = (read: Read): boolean => {
    if (shares(read, "values")) return true;
    // A state that was noted before is related, but not the outcome of a sibling.
    return read.from === "node" && shares(read, "calls") && !isSibling(read, undo, attempt, linked, program);
  };
  return reads.some(isRelated) ? undefined : reads[0];
}

/** A step that makes the same call, or is undone in the same way. */
function isSibling(
  { name }: Read,
  undo: CallReference,
  attempt: Attempt,
  linked: LinkedStatement,
  program: CheckedProgram,
): boolean {
  const others = statementNamed(name, linked)?.attempts ?? [];
  return others.some(
    (other) =>
      targetName(other.attempt.target) === targetName(attempt.target) ||
      undoReference({ program }, other.attempt)?.capability === undo.capability,
  );
}

/** With the values of `let`s in their place. */
function withoutLets(value: Expression, linked: LinkedStatement): Expression {
  return substitute(value, ({ from, name }) => {
    const node = from === "node" ? statementNamed(name, linked)?.statement.node : undefined;
    return node?.kind === "let" ? withoutLets(node.value, linked) : undefined;
  });
}

function isAlike(one: Expression, other: Expression | undefined): boolean {
  return other !== undefined && expressionText(one) === expressionText(other);
}

function isPath(value: Expression): boolean {
  return value.op === "read" || (value.op === "field" && isPath(value.of));
}

/** A value of its own, or one of a list's. */
function isChosen(value: Expression): boolean {
  if (value.op === "field") return isChosen(value.of);
  return value.op === "read" || (value.op === "call" && value.fn.startsWith("list."));
}

/** `old_slot`, `before.slot`: a value that is set back. */
function isEarlier(value: Expression): boolean {
  if (value.op !== "read" && value.op !== "field") return false;
  return earlier.test(value.name) || (value.op === "field" && isEarlier(value.of));
}
