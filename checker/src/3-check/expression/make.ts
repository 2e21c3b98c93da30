import { defineDiagnostic } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type { Json } from "@orchlang/plan";
import { type Constant, type Expression, freeReads } from "@orchlang/plan/expressions";
import {
  durationLiteral,
  instantLiteral,
  isMoney,
  moneyLiteral,
  ratioLiteral,
  timeLiteral,
} from "@orchlang/plan/quantities";
import { wholeLabel } from "../labels/inside.ts";
import { joinLabels, publicLabel } from "../labels/label.ts";
import type { TracedLabel } from "../traced-label.ts";
import type { Type } from "../type.ts";
import { exactly } from "../types/interval.ts";
import { errorType } from "../types/kinds.ts";
import { baseOf } from "../units/dimension.ts";
import { evaluateConstant, isSmall } from "./constant.ts";
import type { ExpressionContext, Typed } from "./typed.ts";

export const impossibleConstant = defineDiagnostic<{ fault: string }>({
  code: "ORCH3217",
  severity: "error",
  title: "Constant without a value",
  message: (p) => `This has no value: ${p.fault}.`,
});

/** The parts of an expression. */
interface Parts {
  readonly span: Span;
  readonly type: Type;
  readonly expression: Expression;
  /** The operands: what they read, and their labels, count for the whole. */
  readonly of: readonly Typed[];
  /** Where it is not the join of the operands' whole labels. */
  readonly label?: TracedLabel;
  /** The operator between two operands; a message about an unnamed quantity shows how it was made. */
  readonly sign?: string;
}

/** An expression of others. Where all of them are constants so is it, by the plan's own evaluator. */
export function made(parts: Parts, ctx: ExpressionContext): Typed {
  const { span, of, type, expression } = parts;
  const label = parts.label ?? joinLabels(...of.map(wholeLabel));
  const { reads, readsNow, releases, doubtful } = gathered(of);
  const typed: Typed = {
    type,
    label,
    expression,
    span,
    constant: undefined,
    reads,
    readsNow,
    releases,
    missingBecause: undefined,
    doubtful,
  };
  if (type.kind === "error" || of.some((one) => one.constant === undefined)) return typed;
  const outcome = evaluateConstant(expression);
  if ("fault" in outcome) {
    if (ctx.unreached) return typed;
    ctx.report(impossibleConstant.at({ file: ctx.file, span }, { fault: outcome.fault }));
    return failed(span, of);
  }
  return isSmall(outcome.value) ? withConstant(typed, outcome.value, writtenOf(parts)) : typed;
}

/** `60km / 1h` of what has no unit of its own, and whose value alone says nothing. */
function writtenOf({ type, of: [left, right], sign }: Parts): string | undefined {
  if (sign === undefined || type.kind !== "quantity") return undefined;
  const base = baseOf(type.dimension);
  if (base === "Money" || base === "Duration") return undefined;
  const [one, other] = [left, right].map(operandText);
  return one === undefined || other === undefined ? undefined : `${one} ${sign} ${other}`;
}

function operandText(part: Typed | undefined): string | undefined {
  if (part?.expression.op !== "constant") return undefined;
  const { says, value } = part.expression;
  return says ?? (isMoney(value) ? moneyLiteral(value) : String(value));
}

/** The same where types decide the value: whether a signal or flag is known they do not say, so that it is asked for. */
export function withSettled(typed: Typed, value: Json): Typed {
  const mayBeUnknown = freeReads(typed.expression).some(
    ({ from, name }) => from === "context" && name !== "now" && name !== "user" && name !== "run",
  );
  return mayBeUnknown ? { ...typed, settled: { value } } : withConstant(typed, value);
}

/** An expression with one known value, whatever its parts. `written`: its form for readers of the plan file. */
export function withConstant(typed: Typed, value: Json, written?: string): Typed {
  return {
    ...typed,
    type: typeOfValue(typed.type, value),
    expression: constantOf(value, typed.type, written),
    constant: { value },
  };
}

/** In a plan file, with what a reader of it would miss: the value of `5%` is 0.05, that of `2s` 2000. */
function constantOf(value: Json, type: Type, written = writtenAs(value, type)): Constant {
  return written === undefined ? { op: "constant", value } : { op: "constant", value, says: written };
}

function writtenAs(value: Json, type: Type): string | undefined {
  if (type.kind === "optional") return writtenAs(value, type.of);
  if (typeof value === "string") {
    if (type.kind === "instant") return instantLiteral(value);
    if (type.kind === "timeOfDay") return timeLiteral(value);
    if (type.kind === "string") return looksLikeMember(value) ? JSON.stringify(value) : undefined;
    return type.kind === "date" ? value : undefined;
  }
  if (type.kind === "list" && type.item.kind === "string" && Array.isArray(value))
    return value.some(looksLikeMember) ? listed(value) : undefined;
  if (typeof value !== "number") return undefined;
  if (type.kind === "ratio") return ratioLiteral(value);
  return type.kind === "quantity" && baseOf(type.dimension) === "Duration"
    ? durationLiteral(value)
    : undefined;
}

/** A text that could be taken for a member of an enum: of that the value alone says nothing. */
function looksLikeMember(value: Json): boolean {
  return typeof value === "string" && /^[a-z_][a-z0-9_]*$/u.test(value);
}

function listed(values: readonly Json[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
}

/** A choice of which it is known what is taken: where that is a constant, so is the whole. */
export function choosing(whole: Typed, taken: Typed | undefined): Typed {
  const known = taken?.constant;
  return known === undefined || whole.type.kind === "error" ? whole : withConstant(whole, known.value);
}

/** The type with the bounds that a value itself has. */
export function typeOfValue(type: Type, value: Json): Type {
  switch (type.kind) {
    case "int":
    case "float":
    case "ratio":
      return typeof value === "number" ? { kind: type.kind, ...exactly(value) } : type;
    case "quantity": {
      const amount = typeof value === "number" ? value : isMoney(value) ? Number(value.amount) : undefined;
      return amount === undefined ? type : { ...type, ...exactly(amount) };
    }
    case "list":
      return Array.isArray(value) ? { ...type, ...exactly(value.length) } : type;
    case "enum":
      return typeof value === "string" ? { ...type, only: [value] } : type;
    default:
      return type;
  }
}

/** A constant of the program's text. `written`: its source form, if its value is shown differently. */
export function constant(value: Json, type: Type, span: Span, written?: string): Typed {
  return {
    type,
    label: publicLabel,
    expression: constantOf(value, type, written),
    constant: { value },
    span,
    reads: none,
    readsNow: false,
    releases: none,
    missingBecause: undefined,
    doubtful: undefined,
  };
}

const none: readonly never[] = [];

/** The result of a reported mistake: it fits everywhere. */
export function failed(span: Span, of: readonly Typed[] = []): Typed {
  const { reads, readsNow, releases } = gathered(of);
  return {
    type: errorType,
    label: publicLabel,
    expression: { op: "constant", value: null },
    span,
    constant: undefined,
    reads,
    readsNow,
    releases,
    missingBecause: undefined,
    doubtful: true,
  };
}

/** The reads and releases of the operands, joined. */
export function gathered(of: readonly Typed[]): Pick<Typed, "reads" | "readsNow" | "releases" | "doubtful"> {
  let reads: Typed["reads"] = none;
  let releases: Typed["releases"] = none;
  let readsNow = false;
  let doubtful: true | undefined;
  for (const one of of) {
    reads = joined(reads, one.reads);
    releases = joined(releases, one.releases);
    readsNow ||= one.readsNow;
    doubtful ??= one.doubtful;
  }
  return { reads, readsNow, releases, doubtful };
}

/** Most operands read and release nothing. */
function joined<T>(left: readonly T[], right: readonly T[]): readonly T[] {
  if (right.length === 0) return left;
  return left.length === 0 ? right : [...left, ...right];
}

/** A call of the plan's closed table. */
export function call(fn: string, ...args: readonly Expression[]): Expression {
  return { op: "call", fn, args };
}
