import type {
  Bound,
  CategoryClause,
  FailsClause,
  FromClause,
  Measure,
  OverlapClause,
  PriorityClause,
  Source,
} from "../ast/clauses.ts";
import type { NumberLiteral } from "../ast/expressions.ts";
import type { Name } from "../ast/names.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, Word, word } from "../lexer/token-types.ts";
import { SyntaxFault } from "./fault.ts";
import type { Listed, Rule } from "./recogniser.ts";
import * as layout from "./token-view.ts";
import { TypeRules } from "./type-rules.ts";

/** Where a bound may stand, and what may stand on the next line. */
const boundedLists: readonly string[] = ["capabilityClause", "goalClause", "stepOption"];

/** Clauses that more than one kind of declaration may carry, and whole numbers. */
export abstract class ClauseRules extends TypeRules {
  // whole = INT ;
  readonly whole: Rule<NumberLiteral> = this.rule("whole", () => {
    const literal = this.readLiteral(kinds.Integer);
    return literal.kind === "number" ? literal : this.zero;
  });

  private readonly zero: NumberLiteral = {
    kind: "number",
    number: "0",
    integer: true,
    raw: "0",
    span: { start: 0, end: 0 },
  };

  // bound = ( "cost" | "latency" | "energy" | "tokens" ) "<=" expression ;
  readonly bound: Rule<Bound> = this.rule("bound", () => {
    const start = this.nextStart();
    const measure = this.OR(this.measureAlternatives);
    this.pass(kinds.LessEqual);
    // `cost <=` at the end of its line: the next clause is not its limit.
    const next = this.index();
    if (
      !this.RECORDING_PHASE &&
      this.isFirstOnLine(this.nextStart()) &&
      boundedLists.some((list) => layout.beginsPart(this.view, next, this.firstsOf(list)))
    )
      throw new SyntaxFault("expression", undefined);
    const limit = this.SUBRULE(this.expression);
    return { kind: "bound", measure, limit, least: undefined, span: this.spanFrom(start) };
  });

  private readonly measureAlternatives = [
    { ALT: (): Measure => this.passed(word.cost, "cost") },
    { ALT: (): Measure => this.passed(word.latency, "latency") },
    { ALT: (): Measure => this.passed(word.energy, "energy") },
    { ALT: (): Measure => this.passed(word.tokens, "tokens") },
  ];

  // fails = "fails" NAME { "|" NAME } ;
  readonly fails: Rule<FailsClause> = this.rule("fails", () => {
    const start = this.pass(word.fails);
    const failures = this.listOfSome(this.failureNames);
    return { kind: "failsClause", failures, span: this.spanFrom(start) };
  });

  private readonly failureNames: Listed<Name> = { SEP: kinds.Bar, DEF: () => this.readName(Identifier) };

  // priority = "priority" ID ;
  readonly priority: Rule<PriorityClause> = this.rule("priority", () => {
    const start = this.pass(word.priority);
    const priority = this.readName(Word);
    return { kind: "priorityClause", priority, span: this.spanFrom(start) };
  });

  // category = "category" ID ;
  readonly category: Rule<CategoryClause> = this.rule("category", () => {
    const start = this.pass(word.category);
    const category = this.readName(Word);
    return { kind: "categoryClause", category, span: this.spanFrom(start) };
  });

  // from = "from" reading { "," reading } ;
  readonly from: Rule<FromClause> = this.rule("from", () => {
    const start = this.pass(word.from);
    const sources = this.listOfSome(this.sources);
    return { kind: "fromClause", sources, span: this.spanFrom(start) };
  });

  private readonly sources: Listed<Source> = { SEP: kinds.Comma, DEF: () => this.SUBRULE(this.reading) };

  // reading = path [ arguments ] ;
  readonly reading: Rule<Source> = this.rule("reading", () => {
    const start = this.nextStart();
    const path = this.SUBRULE(this.path);
    const args = this.OPTION(() => this.SUBRULE(this.argumentList));
    return { kind: "source", path, arguments: args, span: this.spanFrom(start) };
  });

  // overlap = "overlap" ID [ "by" expression ] [ "up" "to" INT ] ;
  readonly overlap: Rule<OverlapClause> = this.rule("overlap", () => {
    const start = this.pass(word.overlap);
    const policy = this.readName(Word);
    const by = this.OPTION1(() => {
      this.pass(word.by);
      return this.SUBRULE(this.expression);
    });
    const upTo = this.OPTION2(() => {
      this.pass(word.up);
      this.pass(word.to);
      return this.SUBRULE(this.whole);
    });
    return { kind: "overlapClause", policy, by, upTo, span: this.spanFrom(start) };
  });
}
