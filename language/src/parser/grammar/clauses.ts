import type {
  Bound,
  CategoryClause,
  FailsClause,
  FromClause,
  OverlapClause,
  PriorityClause,
  Source,
} from "../../ast/clauses.ts";
import type { NumberLiteral } from "../../ast/expressions.ts";
import type { Name } from "../../ast/names.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, Word, word } from "../../lexer/token-types.ts";
import { SyntaxFault } from "../fault.ts";
import * as layout from "../token-view.ts";

/** Lists in which a bound may stand, and whose other parts may begin the next line. */
const boundedLists: readonly string[] = ["capabilityClause", "goalClause", "stepOption"];

import { type Listed, type Rule, rule } from "../parser.ts";
import { argumentListRule, pathRule } from "./collections.ts";
import { expressionRule, readLiteral } from "./expressions.ts";
import { oneOf } from "./shapes.ts";

// whole = INT ;
export const wholeRule: Rule<NumberLiteral> = rule("whole", (p) => {
  const literal = readLiteral(p, kinds.Integer);
  return literal.kind === "number" ? literal : zero;
});

const zero: NumberLiteral = {
  kind: "number",
  number: "0",
  integer: true,
  raw: "0",
  span: { start: 0, end: 0 },
};

// bound = ( "cost" | "latency" | "energy" | "tokens" ) "<=" expression ;
export const boundRule: Rule<Bound> = rule("bound", (p) => {
  const start = p.nextStart();
  const measure = p.or(0, measureAlternatives);
  p.expect(kinds.LessEqual);
  // `cost <=` at the end of its line: the next clause is not its limit.
  const next = p.index();
  if (
    !p.isRecording &&
    p.isFirstOnLine(p.nextStart()) &&
    boundedLists.some((list) => layout.beginsPart(p.view, next, p.firstsOf(list)))
  )
    throw new SyntaxFault("expression", undefined);
  const limit = p.read(expressionRule);
  return { kind: "bound", measure, limit, least: undefined, span: p.spanFrom(start) };
});

const measureAlternatives = oneOf("cost", "latency", "energy", "tokens");

// fails = "fails" NAME { "|" NAME } ;
export const failsRule: Rule<FailsClause> = rule("fails", (p) => {
  const start = p.expect(word.fails);
  const failures = p.listOfSome(failureNames);
  return { kind: "failsClause", failures, span: p.spanFrom(start) };
});

const failureNames: Listed<Name> = { separator: kinds.Bar, read: (p) => p.readName(Identifier) };

// priority = "priority" ID ;
export const priorityRule: Rule<PriorityClause> = rule("priority", (p) => {
  const start = p.expect(word.priority);
  const priority = p.readName(Word);
  return { kind: "priorityClause", priority, span: p.spanFrom(start) };
});

// category = "category" ID ;
export const categoryRule: Rule<CategoryClause> = rule("category", (p) => {
  const start = p.expect(word.category);
  const category = p.readName(Word);
  return { kind: "categoryClause", category, span: p.spanFrom(start) };
});

// from = "from" reading { "," reading } ;
export const fromRule: Rule<FromClause> = rule("from", (p) => {
  const start = p.expect(word.from);
  const sources = p.listOfSome(listedSources);
  return { kind: "fromClause", sources, span: p.spanFrom(start) };
});

const listedSources: Listed<Source> = { separator: kinds.Comma, read: (p) => p.read(readingRule) };

// reading = path [ arguments ] ;
export const readingRule: Rule<Source> = rule("reading", (p) => {
  const start = p.nextStart();
  const path = p.read(pathRule);
  const args = p.option(0, () => p.read(argumentListRule));
  return { kind: "source", path, arguments: args, span: p.spanFrom(start) };
});

// overlap = "overlap" ID [ "by" expression ] [ "up" "to" INT ] ;
export const overlapRule: Rule<OverlapClause> = rule("overlap", (p) => {
  const start = p.expect(word.overlap);
  const policy = p.readName(Word);
  const by = p.optionAfter(1, word.by, expressionRule);
  const upTo = p.option(2, () => {
    p.expect(word.up);
    p.expect(word.to);
    return p.read(wholeRule);
  });
  return { kind: "overlapClause", policy, by, upTo, span: p.spanFrom(start) };
});
