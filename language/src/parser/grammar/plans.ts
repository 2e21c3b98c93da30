import type { Bound } from "../../ast/clauses.ts";
import type { StringLiteral } from "../../ast/expressions.ts";
import type {
  AchievesHeading,
  AlternativesClause,
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
  WhileClause,
} from "../../ast/plan.ts";
import type { Block } from "../../ast/statements.ts";
import { closest, didYouMean } from "../../diagnostics/suggest.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, Word, word } from "../../lexer/token-types.ts";
import { added, exact } from "../exact.ts";
import { describeFound } from "../expectations.ts";
import { explainCutOff } from "../explain-fault.ts";
import { type Alternatives, type Listed, type Parser, type Rule, rule } from "../parser.ts";
import { misplacedPart, unknownPart } from "../syntax-errors.ts";
import * as layout from "../token-view.ts";
import { boundRule, failsRule, overlapRule, priorityRule, wholeRule } from "./clauses.ts";
import { namesRule, stringRule } from "./collections.ts";
import { declared } from "./declared.ts";
import { expressionRule } from "./expressions.ts";
import { either, keywordAnd, keywordAndName } from "./shapes.ts";
import { blockRule, statementList } from "./statements.ts";
import { optionalResult, parametersRule } from "./types.ts";

// intentClause = "intent" string { "," string } ;
export const intentClauseRule: Rule<IntentClause> = rule("intentClause", (p) => {
  const start = p.expect(word.intent);
  const sentences = p.listOfSome(listedSentences);
  return { kind: "intentClause", sentences, span: p.spanFrom(start) };
});

const listedSentences: Listed<StringLiteral> = {
  separator: kinds.Comma,
  read: (p) => p.read(stringRule),
};

// successClause = "success" string "when" expression ;
export const successClauseRule: Rule<SuccessClause> = rule("successClause", (p) => {
  const start = p.expect(word.success);
  const message = p.read(stringRule);
  p.expect(word.when);
  const condition = p.read(expressionRule);
  return { kind: "successClause", message, condition, span: p.spanFrom(start) };
});

// budgetClause = "budget" bound { "," bound } ;
export const budgetClauseRule: Rule<BudgetClause> = rule("budgetClause", (p) => {
  const start = p.expect(word.budget);
  const bounds = p.listOfSome(budgetBounds);
  return { kind: "budgetClause", bounds, span: p.spanFrom(start) };
});

const budgetBounds: Listed<Bound> = { separator: kinds.Comma, read: (p) => p.read(boundRule) };

// optimizeClause = "optimize" ID ;
export const optimizeClauseRule: Rule<OptimizeClause> = keywordAndName(
  "optimizeClause",
  word.optimize,
  Word,
  (aim, span) => ({ kind: "optimizeClause", aim, span }),
);

// alternativesClause = "alternatives" INT ;
export const alternativesClauseRule: Rule<AlternativesClause> = keywordAnd(
  "alternativesClause",
  word.alternatives,
  wholeRule,
  (count, span) => ({ kind: "alternativesClause", count, span }),
);

// keepClause = "keep" ID "at" ID ;
export const keepClauseRule: Rule<KeepClause> = rule("keepClause", (p) => {
  const start = p.expect(word.keep);
  const label = p.readName(Word);
  p.expect(word.at);
  const tier = p.readName(Word);
  return { kind: "keepClause", label, tier, span: p.spanFrom(start) };
});

// goalClause = intentClause | successClause | budgetClause | optimizeClause | alternativesClause | keepClause | fails ;
export const goalClauseRule: Rule<GoalClause> = either<GoalClause>("goalClause", [
  intentClauseRule,
  successClauseRule,
  budgetClauseRule,
  optimizeClauseRule,
  alternativesClauseRule,
  keepClauseRule,
  failsRule,
]);

// goal = "goal" NAME params [ result ] "{" { goalClause } "}" ;
export const goalDeclarationRule: Rule<GoalDeclaration> = rule("goal", (p) => {
  p.expect(word.goal);
  const name = p.readName(Identifier);
  const parameters = p.read(parametersRule);
  const result = optionalResult(p);
  const clauses = p.braced({ part: goalClauseRule });
  return { kind: "goalDeclaration", name, parameters, result, clauses, ...declared(p) };
});

// achieves = "achieves" NAME ;
export const achievesRule: Rule<AchievesHeading> = keywordAndName(
  "achieves",
  word.achieves,
  Identifier,
  (goal, span) => ({ kind: "achievesHeading", goal, span }),
);

// under = "under" names ;
export const underRule: Rule<UnderHeading> = keywordAnd("under", word.under, namesRule, (rules, span) => ({
  kind: "underHeading",
  rules,
  span,
}));

const headingAlternatives: Alternatives<PlanHeading> = [
  { read: (p) => p.read(achievesRule) },
  { read: (p) => p.read(underRule) },
];

// timeoutClause = "timeout" expression ;
export const timeoutClauseRule: Rule<TimeoutClause> = keywordAnd(
  "timeoutClause",
  word.timeout,
  expressionRule,
  (duration, span) => ({ kind: "timeoutClause", duration, span }),
);

// whileClause = "while" expression ;
export const whileClauseRule: Rule<WhileClause> = keywordAnd(
  "whileClause",
  word.while,
  expressionRule,
  (condition, span) => ({ kind: "whileClause", condition, span }),
);

// planClause = priority | timeoutClause | whileClause | fails | overlap ;
export const planClauseRule: Rule<PlanClause> = either<PlanClause>("planClause", [
  priorityRule,
  timeoutClauseRule,
  whileClauseRule,
  failsRule,
  overlapRule,
]);

// planBody = "{" { planClause } { statement } [ "finally" block ] "}" ;
export const planBodyRule: Rule<PlanBody> = rule("planBody", (p) => {
  const open = p.expect(kinds.LeftBrace);
  const faults = p.faults;
  let clauses: PlanClause[] = [];
  let goesOn = false;
  do {
    p.many(1, {
      // A loop of another language opens a brace on its line.
      gate: () => !p.isNext(word.while) || !p.isBeforeEndOfLine("{") || !layout.opensBrace(p.view, p.index()),
      read: () => {
        const clause = p.readPart(1, planClauseRule);
        if (clause !== undefined) clauses = added(clauses, clause);
      },
    });
    const cut = rereadCutClause(p, clauses);
    if (cut) clauses = clauses.slice(0, -1);
    goesOn = cut || skipMisspeltClause(p);
  } while (goesOn);
  const statements = p.parts(2, statementList);
  const final = p.optionAfter(0, word.finally, blockRule);
  if (final !== undefined) skipBehindFinally(p);
  p.close(kinds.RightBrace, open);
  const span = p.spanFrom(open);
  return {
    clauses: exact(clauses),
    body: { kind: "block", statements, broken: p.faults > faults, span },
    final,
  };
});

/** `priority` at the end of its line, which has taken the next line's first word for its own: read again from there. */
function rereadCutClause(p: Parser, clauses: readonly PlanClause[]): boolean {
  if (p.isRecording) return false;
  const at = p.index() - 1;
  const isTaken = clauses.at(-1)?.span.end === p.previousEnd();
  if (!isTaken || !p.isFirstOnLine(p.startOfLast()) || layout.beginsLine(p.view, at + 1)) return false;
  if (!layout.beginsStatement(p.view, at) && !layout.beginsPart(p.view, at, p.firstsOf("planClause")))
    return false;
  p.faults++;
  p.reportOnce(p.previousEnd(), () => explainCutOff(p.context(at, at), at + 1));
  p.goTo(at);
  return true;
}

/** Reports and skips `timeuot 5m`, so that the clauses after it are read as clauses. */
function skipMisspeltClause(p: Parser): boolean {
  if (p.isRecording || !p.isNext(Identifier)) return false;
  const at = p.index();
  const token = p.LA(1);
  const suggestion = closest(token.image, planClauseWords);
  // `fial "no"` is a statement.
  const takesName = suggestion === "fails" || suggestion === "overlap" || suggestion === "priority";
  if (suggestion === undefined || (takesName && !layout.isWord(p.view, at + 1))) return false;
  p.faults++;
  const place = { file: p.source.name, span: p.spanOf(token) };
  const params = { word: describeFound(token), begins: "No clause of a plan" };
  p.reportOnce(token.startOffset, () => unknownPart.at(place, params, didYouMean(place, suggestion)));
  const isPast = (index: number): boolean =>
    layout.beginsLine(p.view, index) ||
    [kinds.RightBrace, kinds.EndOfFile].includes(layout.typeAt(p.view, index));
  let end = at + 1;
  while (!isPast(end)) end++;
  p.goTo(end);
  return true;
}

/** Reports and skips everything between a plan's `finally` block and its closing brace. */
function skipBehindFinally(p: Parser): void {
  if (p.isRecording || p.isNext(kinds.RightBrace)) return;
  const brace = p.closingBrace();
  if (brace === undefined) return;
  const place = { file: p.source.name, span: p.spanOf(p.LA(1)) };
  p.report(place.span, () =>
    misplacedPart.at(place, { what: "`finally`", where: "behind all statements of its plan" }),
  );
  p.goTo(brace);
}

// plan = "plan" NAME params [ result ] { achieves | under } planBody ;
export const planDeclarationRule: Rule<PlanDeclaration> = rule("plan", (p) => {
  p.expect(word.plan);
  const name = p.readName(Identifier);
  const parameters = p.read(parametersRule);
  const result = optionalResult(p);
  let headings: PlanHeading[] = [];
  p.many(0, () => {
    headings = added(headings, p.or(0, headingAlternatives));
  });
  const { clauses, body, final } = p.read(planBodyRule);
  return {
    kind: "planDeclaration",
    name,
    parameters,
    result,
    headings: exact(headings),
    clauses,
    body,
    finally: final,
    ...declared(p),
  };
});

const planClauseWords: readonly string[] = ["priority", "timeout", "while", "fails", "overlap"];

interface PlanBody {
  readonly clauses: readonly PlanClause[];
  readonly body: Block;
  readonly final: Block | undefined;
}
