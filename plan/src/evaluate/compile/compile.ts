import { jsonDepthMax } from "../../canonical/not-json.ts";
import type { Expression, Fold, MatchArm, Read, RecordEntry } from "../../shapes/expression.ts";
import type { Json, JsonObject } from "../../shapes/value.ts";
import { matches } from "../compare.ts";
import { foldOf } from "../folds/table.ts";
import { inWords, isList, isRecord } from "../functions/kinds.ts";
import { faulted, joinStops, type Outcome, Stop } from "../outcome.ts";
import { type CompilePart, compileCall, compileTemplate } from "./call.ts";
import { type Bound, type Code, spend } from "./code.ts";

export type { Code } from "./code.ts";

/** A closure that evaluates. All names and functions are looked up here, none while it runs. */
export function compile(expression: Expression): Code {
  return compileWithin(jsonDepthMax)(expression, []);
}

function compileWithin(depth: number): CompilePart {
  if (depth === 0) return () => () => faulted("the expression is nested too deep");
  const part: CompilePart = (expression, bound) => compileWithin(depth - 1)(expression, bound);
  return (expression, bound) => compileOne(expression, bound, part);
}

function compileOne(expression: Expression, bound: Bound, part: CompilePart): Code {
  switch (expression.op) {
    case "constant": {
      const { value } = expression;
      return () => value;
    }
    case "read":
      return compileRead(expression, bound);
    case "field":
      return compileField(part(expression.of, bound), expression.name, expression.optional === true);
    case "record":
      return compileRecord(expression.entries, bound, part);
    case "list":
      return compileList(expression.items.map((item) => part(item, bound)));
    case "call":
      return compileCall(expression, bound, part);
    case "fold":
      return compileFold(expression, bound, part);
    case "and":
    case "or":
      return compileConnective(
        expression.op,
        expression.items.map((item) => part(item, bound)),
      );
    case "not":
      return compileNot(part(expression.of, bound));
    case "if":
      return compileIf(
        part(expression.condition, bound),
        part(expression.yes, bound),
        part(expression.no, bound),
      );
    case "match":
      return compileMatch(expression, bound, part);
    case "coalesce": {
      const left = part(expression.left, bound);
      const right = part(expression.right, bound);
      const { orUnknown = false } = expression;
      return (frame) => {
        const value = left(frame);
        return (orUnknown && notKnown(value) ? null : value) ?? right(frame);
      };
    }
    case "isNone": {
      const of = part(expression.of, bound);
      const { orUnknown = false } = expression;
      return (frame) => {
        const value = of(frame);
        if (orUnknown && notKnown(value)) return true;
        return value instanceof Stop ? value : value === null;
      };
    }
    case "template":
      return compileTemplate(expression.parts, bound, part);
  }
}

/** Every part of a `Json` is optional: what is no record has none of the name. */
function compileField(of: Code, name: string, optional: boolean): Code {
  return (frame) => {
    const value = of(frame);
    if (value instanceof Stop) return value;
    if (optional && !isRecord(value)) return null;
    if (!isRecord(value)) return faulted(`\`.${name}\` was asked of ${inWords(value)}`);
    return Object.hasOwn(value, name) ? (value[name] ?? null) : null;
  };
}

function compileList(items: readonly Code[]): Code {
  return (frame) => {
    const list: Json[] = [];
    let unknown: Stop | undefined;
    for (const item of items) {
      const value = item(frame);
      if (!(value instanceof Stop)) list.push(value);
      else if ("fault" in value.because) return value;
      else unknown = unknown === undefined ? value : joinStops(unknown, value);
    }
    return unknown ?? list;
  };
}

function compileRecord(entries: readonly RecordEntry[], bound: Bound, part: CompilePart): Code {
  const compiled = entries.map((entry) =>
    "spread" in entry
      ? { name: undefined, value: part(entry.spread, bound) }
      : { name: entry.name, value: part(entry.value, bound) },
  );
  return (frame) => {
    const record: Record<string, Json> = {};
    let unknown: Stop | undefined;
    for (const { name, value: code } of compiled) {
      const value = code(frame);
      if (value instanceof Stop) {
        if ("fault" in value.because) return value;
        unknown = unknown === undefined ? value : joinStops(unknown, value);
      } else if (name !== undefined) {
        put(record, name, value);
      } else if (isRecord(value)) {
        spread(record, value);
      } else if (value !== null) {
        return faulted(`\`...\` was asked of ${inWords(value)}`);
      }
    }
    return unknown ?? record;
  };
}

function spread(record: Record<string, Json>, from: JsonObject): void {
  for (const [name, value] of Object.entries(from)) put(record, name, value);
}

/** Assigning to `__proto__` would set the record's prototype. */
function put(record: Record<string, Json>, name: string, value: Json): void {
  if (name !== "__proto__") record[name] = value;
  else Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
}

function compileMatch(
  expression: {
    readonly subject: Expression;
    readonly arms: readonly MatchArm[];
    readonly otherwise?: Expression;
  },
  bound: Bound,
  part: CompilePart,
): Code {
  const subject = part(expression.subject, bound);
  const arms = expression.arms.map(({ patterns, value }) => ({ patterns, value: part(value, bound) }));
  const otherwise = expression.otherwise === undefined ? undefined : part(expression.otherwise, bound);
  return (frame): Outcome => {
    const value = subject(frame);
    if (value instanceof Stop) return value;
    for (const arm of arms) {
      if (matches(arm.patterns, value)) return arm.value(frame);
    }
    return otherwise === undefined ? faulted("no arm of the match fits") : otherwise(frame);
  };
}

function notKnown(value: Outcome): boolean {
  return value instanceof Stop && "unknown" in value.because;
}

/** A lambda's variable is found by its slot, everything else is asked of the scope. */
function compileRead(read: Read, bound: Bound): Code {
  const slot = read.from === "local" ? bound.lastIndexOf(read.name) : -1;
  if (slot !== -1) return (frame) => frame.locals[slot] ?? null;
  return (frame) => {
    const evaluated = frame.scope.read(read);
    return "value" in evaluated ? (evaluated.value ?? null) : new Stop(evaluated);
  };
}

/** A list function. Its lambda runs with its variable in the slot behind those of the lambdas around it. */
function compileFold({ fn, list, as, body }: Fold, bound: Bound, part: CompilePart): Code {
  const foldFunction = foldOf(fn);
  if (foldFunction === undefined) return () => faulted(`there is no list function \`${fn}\``);
  const items = part(list, bound);
  const lambda = as === undefined || body === undefined ? undefined : part(body, [...bound, as]);
  const slot = bound.length;
  return (frame) => {
    const value = items(frame);
    if (value instanceof Stop) return value;
    if (!isList(value)) return faulted(`\`${fn}\` was asked of ${inWords(value)}`);
    return foldFunction(value, {
      given: lambda !== undefined,
      of: (item) => {
        const stop = spend(frame, 1);
        if (stop !== undefined || lambda === undefined) return stop ?? item;
        frame.locals[slot] = item;
        return lambda(frame);
      },
      spend: (rounds) => spend(frame, rounds),
    });
  };
}

/**
 * Kleene's `and` and `or`: one operand that decides is enough, whatever is unknown beside it. Operands after
 * the one that decides aren't evaluated.
 */
function compileConnective(op: "and" | "or", items: readonly Code[]): Code {
  const decides = op === "or";
  return (frame): Outcome => {
    let unknown: Stop | undefined;
    for (const item of items) {
      const value = item(frame);
      if (value === decides) return decides;
      if (value instanceof Stop) {
        if ("fault" in value.because) return value;
        unknown = unknown === undefined ? value : joinStops(unknown, value);
      } else if (typeof value !== "boolean") {
        return noCondition(value);
      }
    }
    return unknown ?? !decides;
  };
}

function compileNot(of: Code): Code {
  return (frame) => {
    const value = of(frame);
    if (value instanceof Stop) return value;
    return typeof value === "boolean" ? !value : noCondition(value);
  };
}

function compileIf(condition: Code, yes: Code, no: Code): Code {
  return (frame) => {
    const value = condition(frame);
    if (value instanceof Stop) return value;
    if (typeof value !== "boolean") return noCondition(value);
    return value ? yes(frame) : no(frame);
  };
}

function noCondition(value: Outcome): Stop {
  return value instanceof Stop ? value : faulted(`a condition was expected, not ${inWords(value)}`);
}
