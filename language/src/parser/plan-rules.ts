import type { Bound } from "../ast/clauses.ts";
import type { StringLiteral } from "../ast/expressions.ts";
import type {
  AchievesHeading,
  BudgetClause,
  GoalClause,
  GoalDeclaration,
  IntentClause,
  KeepClause,
  OptimizeClause,
  PlanClause,
  PlanDeclaration,
  PlanHeading,
  SuccessClause,
  TimeoutClause,
  UnderHeading,
} from "../ast/plan.ts";
import type { Block } from "../ast/statements.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import { closest } from "../diagnostics/suggest.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, Word, word } from "../lexer/token-types.ts";
import { added, exact } from "./exact.ts";
import { describeFound } from "./expectations.ts";
import { explainCutOff } from "./explain-fault.ts";
import type { Listed, Rule } from "./recogniser.ts";
import { StatementRules } from "./statement-rules.ts";
import { misplacedPart, unknownPart } from "./syntax-errors.ts";
import * as layout from "./token-view.ts";

/** Goals and plans. */
export abstract class PlanRules extends StatementRules {
  // intentClause = "intent" string { "," string } ;
  readonly intentClause: Rule<IntentClause> = this.rule("intentClause", () => {
    const start = this.pass(word.intent);
    const sentences = this.listOfSome(this.sentences);
    return { kind: "intentClause", sentences, span: this.spanFrom(start) };
  });

  private readonly sentences: Listed<StringLiteral> = {
    SEP: kinds.Comma,
    DEF: () => this.SUBRULE(this.string),
  };

  // successClause = "success" string "when" expression ;
  readonly successClause: Rule<SuccessClause> = this.rule("successClause", () => {
    const start = this.pass(word.success);
    const message = this.SUBRULE(this.string);
    this.pass(word.when);
    const condition = this.SUBRULE(this.expression);
    return { kind: "successClause", message, condition, span: this.spanFrom(start) };
  });

  // budgetClause = "budget" bound { "," bound } ;
  readonly budgetClause: Rule<BudgetClause> = this.rule("budgetClause", () => {
    const start = this.pass(word.budget);
    const bounds = this.listOfSome(this.budgetBounds);
    return { kind: "budgetClause", bounds, span: this.spanFrom(start) };
  });

  private readonly budgetBounds: Listed<Bound> = { SEP: kinds.Comma, DEF: () => this.SUBRULE(this.bound) };

  // optimizeClause = "optimize" ID ;
  readonly optimizeClause: Rule<OptimizeClause> = this.wordAndWord(
    "optimizeClause",
    word.optimize,
    Word,
    (aim, span) => ({
      kind: "optimizeClause",
      aim,
      span,
    }),
  );

  // keepClause = "keep" ID "at" ID ;
  readonly keepClause: Rule<KeepClause> = this.rule("keepClause", () => {
    const start = this.pass(word.keep);
    const label = this.readName(Word, 1);
    this.pass(word.at);
    const tier = this.readName(Word, 2);
    return { kind: "keepClause", label, tier, span: this.spanFrom(start) };
  });

  // goalClause = intentClause | successClause | budgetClause | optimizeClause | keepClause | fails ;
  readonly goalClause: Rule<GoalClause> = this.either<GoalClause>("goalClause", [
    this.intentClause,
    this.successClause,
    this.budgetClause,
    this.optimizeClause,
    this.keepClause,
    this.fails,
  ]);

  // goal = "goal" NAME params [ result ] "{" { goalClause } "}" ;
  readonly goalDeclaration: Rule<GoalDeclaration> = this.rule("goal", () => {
    this.pass(word.goal);
    const name = this.readName(Identifier);
    const parameters = this.SUBRULE(this.parameters);
    const result = this.optionalResult();
    const clauses = this.braced("goalClause", this.goalClause);
    return { kind: "goalDeclaration", name, parameters, result, clauses, ...this.declared() };
  });

  // achieves = "achieves" NAME ;
  readonly achieves: Rule<AchievesHeading> = this.wordAndWord(
    "achieves",
    word.achieves,
    Identifier,
    (goal, span) => ({
      kind: "achievesHeading",
      goal,
      span,
    }),
  );

  // under = "under" names ;
  readonly under: Rule<UnderHeading> = this.wordAndIds("under", word.under, (rules, span) => ({
    kind: "underHeading",
    rules,
    span,
  }));

  private readonly headingAlternatives = [
    { ALT: (): PlanHeading => this.SUBRULE(this.achieves) },
    { ALT: (): PlanHeading => this.SUBRULE(this.under) },
  ];

  // timeoutClause = "timeout" expression ;
  readonly timeoutClause: Rule<TimeoutClause> = this.wordAndValue(
    "timeoutClause",
    word.timeout,
    (duration, span) => ({
      kind: "timeoutClause",
      duration,
      span,
    }),
  );

  // planClause = priority | timeoutClause | fails | overlap ;
  readonly planClause: Rule<PlanClause> = this.either<PlanClause>("planClause", [
    this.priority,
    this.timeoutClause,
    this.fails,
    this.overlap,
  ]);

  // planBody = "{" { planClause } { statement } [ "finally" block ] "}" ;
  readonly planBody: Rule<PlanBody> = this.rule("planBody", () => {
    const open = this.pass(kinds.LeftBrace);
    const faults = this.faults;
    let clauses: PlanClause[] = [];
    let goesOn = false;
    do {
      this.MANY1(() => {
        const clause = this.readPart(1, this.planClause);
        if (clause !== undefined) clauses = added(clauses, clause);
      });
      const cut = this.passCutClause(clauses);
      if (cut) clauses = clauses.slice(0, -1);
      goesOn = cut || this.passMisspeltClause();
    } while (goesOn);
    const statements = this.parts(2, "statement", this.statement, this.brokenStatement);
    const final = this.OPTION(() => {
      this.pass(word.finally);
      return this.SUBRULE(this.block);
    });
    if (final !== undefined) this.passBehindFinally();
    this.close(kinds.RightBrace, open);
    const span = this.spanFrom(open);
    return {
      clauses: exact(clauses),
      body: { kind: "block", statements, broken: this.faults > faults, span },
      final,
    };
  });

  /** `priority` at the end of its line, which has taken the next line's first word for its own: read again from there. */
  private passCutClause(clauses: readonly PlanClause[]): boolean {
    if (this.RECORDING_PHASE) return false;
    const at = this.index() - 1;
    const isTaken = clauses.at(-1)?.span.end === this.previousEnd();
    if (!isTaken || !this.isFirstOnLine(this.startOfLast()) || layout.beginsLine(this.view, at + 1))
      return false;
    if (
      !layout.beginsStatement(this.view, at) &&
      !layout.beginsPart(this.view, at, this.firstsOf("planClause"))
    )
      return false;
    this.faults++;
    this.tellOnce(this.previousEnd(), () => explainCutOff(this.context(at, at), at + 1));
    this.goTo(at);
    return true;
  }

  /** `timeuot 5m`: told and passed over, so that the clauses behind it stand where they belong. */
  private passMisspeltClause(): boolean {
    if (this.RECORDING_PHASE || !this.isNext(Identifier)) return false;
    const at = this.index();
    const token = this.LA(1) as Token;
    const meant = closest(token.image, planClauseWords);
    // `fial "no"` is a statement.
    const takesName = meant === "fails" || meant === "overlap" || meant === "priority";
    if (meant === undefined || (takesName && !layout.isWord(this.view, at + 1))) return false;
    this.faults++;
    const place = { file: this.source.name, span: this.spanOf(token) };
    const params = { word: describeFound(token), begins: "No clause of a plan" };
    this.tellOnce(token.startOffset, () => unknownPart.at(place, params, didYouMean(place, meant)));
    const isPast = (index: number): boolean =>
      layout.beginsLine(this.view, index) ||
      [kinds.RightBrace, kinds.EndOfFile].includes(layout.typeAt(this.view, index));
    let end = at + 1;
    while (!isPast(end)) end++;
    this.goTo(end);
    return true;
  }

  /** A plan's last block ends it: what else stands before its brace is told and passed over. */
  private passBehindFinally(): void {
    if (this.RECORDING_PHASE || this.isNext(kinds.RightBrace)) return;
    const brace = this.closingBrace();
    if (brace === undefined) return;
    const place = { file: this.source.name, span: this.spanOf(this.LA(1)) };
    this.tell(place.span, () =>
      misplacedPart.at(place, { what: "`finally`", where: "behind all statements of its plan" }),
    );
    this.goTo(brace);
  }

  // plan = "plan" NAME params [ result ] { achieves | under } planBody ;
  readonly planDeclaration: Rule<PlanDeclaration> = this.rule("plan", () => {
    this.pass(word.plan);
    const name = this.readName(Identifier);
    const parameters = this.SUBRULE(this.parameters);
    const result = this.optionalResult();
    let headings: PlanHeading[] = [];
    this.MANY(() => {
      headings = added(headings, this.OR(this.headingAlternatives));
    });
    const { clauses, body, final } = this.SUBRULE(this.planBody);
    return {
      kind: "planDeclaration",
      name,
      parameters,
      result,
      headings: exact(headings),
      clauses,
      body,
      finally: final,
      ...this.declared(),
    };
  });
}

const planClauseWords: readonly string[] = ["priority", "timeout", "fails", "overlap"];

interface PlanBody {
  readonly clauses: readonly PlanClause[];
  readonly body: Block;
  readonly final: Block | undefined;
}
