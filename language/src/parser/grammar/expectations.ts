import type { TokenType } from "chevrotain";
import type { Expression } from "../../ast/expressions.ts";
import type { Expectation, ExpectFailed } from "../../ast/scenario.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, word } from "../../lexer/token-types.ts";
import { type Alternatives, type Parser, type Rule, rule } from "../parser.ts";
import { pathRule, stringRule } from "./collections.ts";
import { expressionRule } from "./expressions.ts";
import { actionRule, namesAction, selectorRule } from "./guards.ts";

// expectClause = "expect" ( "completed" [ "by" NAME ] | "failed" [ "with" ( string | NAME ) ] | "cancelled" | "waiting"
//              | "in" "doubt" NAME | "breached" NAME | "never" selector [ ofArguments ]
//              | "each" path [ "called" ] "once" [ ofArguments ] | "undone" path | "within" expression
//              | path [ "called" ] "once" [ ofArguments ] | action "before" action | expression ) ;
export const expectClauseRule: Rule<Expectation> = rule("expectClause", (p) => {
  p.state.clauseStart = p.expect(word.expect);
  return p.or(0, expectAlternatives);
});

const expectAlternatives: Alternatives<Expectation> = [
  {
    gate: (p) => standsAlone(p),
    read: (p) => {
      p.expect(word.completed);
      const by = p.option(1, () => {
        p.expect(word.by);
        return p.readName(Identifier);
      });
      return { kind: "expectCompleted", by, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  { gate: (p) => standsAlone(p), read: (p) => p.read(expectFailedRule) },
  {
    gate: (p) => endsClause(p, p.ahead(2)),
    read: (p) => {
      p.expect(word.cancelled);
      return { kind: "expectCancelled", span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    gate: (p) => standsAlone(p),
    read: (p) => {
      p.expect(word.waiting);
      return { kind: "expectWaiting", span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    gate: (p) => p.ahead(2) === word.doubt,
    read: (p) => {
      p.expect(word.in);
      p.expect(word.doubt);
      const step = p.readName(Identifier);
      return { kind: "expectInDoubt", step, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    gate: (p) => standsBeforeWord(p),
    read: (p) => {
      p.expect(word.breached);
      const rule = p.readName(Identifier);
      return { kind: "expectBreached", rule, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    gate: (p) => standsBeforeWord(p),
    read: (p) => {
      p.expect(word.never);
      const selector = p.read(selectorRule);
      const condition = p.option(2, () => p.read(ofArgumentsRule));
      return { kind: "expectNever", selector, condition, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    gate: (p) => standsBeforeWord(p),
    read: (p) => {
      p.expect(word.each);
      const capability = p.read(pathRule);
      const called = p.option(5, () => p.consume(word.called)) !== undefined;
      p.expect(word.once);
      const condition = p.option(3, () => p.read(ofArgumentsRule));
      return {
        kind: "expectOnce",
        capability,
        each: true,
        called,
        condition,
        span: p.spanFrom(p.state.clauseStart),
      };
    },
  },
  {
    gate: (p) => standsBeforeWord(p),
    read: (p) => {
      p.expect(word.undone);
      const capability = p.read(pathRule);
      return { kind: "expectUndone", capability, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    gate: (p) => standsAlone(p),
    read: (p) => {
      p.expect(word.within);
      const duration = p.read(expressionRule);
      return { kind: "expectWithin", duration, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    gate: (p) => {
      const [next, second] = [p.ahead(pathLength(p) + 1), p.ahead(pathLength(p) + 2)];
      return next === word.once || (next === word.called && second === word.once);
    },
    read: (p) => {
      const capability = p.read(pathRule);
      const called = p.option(6, () => p.consume(word.called)) !== undefined;
      p.expect(word.once);
      const condition = p.option(4, () => p.read(ofArgumentsRule));
      return {
        kind: "expectOnce",
        capability,
        each: false,
        called,
        condition,
        span: p.spanFrom(p.state.clauseStart),
      };
    },
  },
  {
    gate: (p) => actionFollows(p),
    read: (p) => {
      const first = p.read(actionRule);
      p.expect(word.before);
      const second = p.read(actionRule);
      return { kind: "expectBefore", first, second, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    read: (p) => {
      const condition = p.read(expressionRule);
      return { kind: "expectCondition", condition, span: p.spanFrom(p.state.clauseStart) };
    },
  },
];

// ofArguments = "when" expression ;
export const ofArgumentsRule: Rule<Expression> = rule("ofArguments", (p) => {
  p.expect(word.when);
  return p.read(expressionRule);
});

// expectFailed = "failed" [ "with" ( string | NAME ) ] ;
export const expectFailedRule: Rule<ExpectFailed> = rule("expectFailed", (p) => {
  p.expect(word.failed);
  const reason = p.option(0, (): ExpectFailed["with"] => {
    p.expect(word.with);
    return p.or(0, reasonAlternatives);
  });
  return { kind: "expectFailed", with: reason, span: p.spanFrom(p.state.clauseStart) };
});

const reasonAlternatives: Alternatives<ExpectFailed["with"]> = [
  { read: (p) => p.read(stringRule) },
  { read: (p) => p.readName(Identifier) },
];

/** True if the word says something by itself: none follows it that would make it a name. */
function standsAlone(p: Parser): boolean {
  const second = p.ahead(2);
  if (second === word.called) return p.ahead(3) !== word.once;
  return second !== word.once && second !== word.before && second !== kinds.Dot;
}

/** True if a word follows that this one can refer to. */
function standsBeforeWord(p: Parser): boolean {
  return standsAlone(p) && p.isWord(p.ahead(2)) && !beginsClause(p, p.ahead(2));
}

/** True if an action's `before`, state or `when` follows a selector. */
function actionFollows(p: Parser): boolean {
  const first = p.ahead(1);
  const isPair = (first === word.tagged || first === word.kind) && p.isWord(p.ahead(2)) && !namesAction(p);
  const behind = p.ahead((isPair ? 2 : pathLength(p)) + 1);
  const isState = behind === word.granted || behind === word.completed || behind === word.failed;
  return isState || behind === word.before || behind === word.when;
}

/** The number of tokens of the path that follows. */
function pathLength(p: Parser): number {
  let length = 1;
  while (p.ahead(length + 1) === kinds.Dot) length += 2;
  return length;
}

/** True if the token stands behind a clause that is over. */
function endsClause(p: Parser, type: TokenType): boolean {
  return type === kinds.RightBrace || beginsClause(p, type);
}

/** True if the word begins a scenario's next clause. */
export function beginsClause(_p: Parser, type: TokenType): boolean {
  if (type === word.given || type === word.answer || type === word.fault) return true;
  return type === word.operator || type === word.expect;
}
