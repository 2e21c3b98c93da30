import type { TokenType } from "chevrotain";
import type { Expression, Invocation } from "../../ast/expressions.ts";
import type { Name } from "../../ast/names.ts";
import type {
  Attempt,
  Branch,
  Count,
  Interruptible,
  Interruption,
  Loop,
  LoopSource,
  Pick,
  Quorum,
  Race,
  StepBody,
  Waiting,
} from "../../ast/statements.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, Word, word } from "../../lexer/token-types.ts";
import { added, exact } from "../exact.ts";
import { SyntaxFault } from "../fault.ts";
import { type Alternatives, type Parser, type Rule, rule } from "../parser.ts";
import { wholeRule } from "./clauses.ts";
import { invocationRule } from "./collections.ts";
import { expressionRule } from "./expressions.ts";
import { optionsRule } from "./options.ts";

// attempt = call [ "using" pick ] ;
export const attemptRule: Rule<Attempt> = rule("attempt", (p) => {
  const start = p.nextStart();
  const call = p.read(invocationRule);
  const using = p.optionAfter(0, word.using, pickRule);
  return { kind: "attempt", call, using, span: p.spanFrom(start) };
});

// pick = NAME [ "nearest" expression ] [ "within" expression ] [ "where" expression ] [ "at" ID { "," ID } ]
//        [ "count" INT ] [ "wait" expression ] ;
export const pickRule: Rule<Pick> = rule("pick", (p) => {
  const pool = p.readName(Identifier);
  const nearest = p.optionAfter(1, word.nearest, expressionRule);
  const within = p.optionAfter(2, word.within, expressionRule);
  const where = p.optionAfter(3, word.where, expressionRule);
  const at = p.option(6, () => measures(p));
  const count = p.optionAfter(4, word.count, wholeRule);
  const wait = p.option(5, {
    // `wait until` is no part of a pick but the next statement.
    gate: () => p.ahead(2) !== word.until,
    read: () => {
      p.expect(word.wait);
      return p.read(expressionRule);
    },
  });
  return { kind: "pick", pool, nearest, within, where, at, count, wait, span: p.spanFrom(pool.span.start) };
});

/** A comma also separates the calls of a race or a quorum: there a name is followed by `=`, `.` or `(`. */
function measures(p: Parser): readonly Name[] {
  p.expect(word.at);
  const names = [p.readName(Word)];
  p.many(7, {
    gate: () => p.isName(p.ahead(2)) && !behindCall.has(p.ahead(3)),
    read: () => {
      p.expect(kinds.Comma);
      names.push(p.readName(Word));
    },
  });
  return names;
}

const behindCall: ReadonlySet<TokenType> = new Set([kinds.Assign, kinds.Dot, kinds.LeftParen]);

// loop = "for" NAME loopSource [ "up" "to" count ] [ "at" "once" count ] [ "within" expression ]
//        [ "until" expression ] block ;
export const loopRule: Rule<Loop> = rule("loop", (p) => {
  const start = p.expect(word.for);
  const variable = p.readName(Identifier);
  const source = p.read(loopSourceRule);
  const upTo = p.option(1, () => {
    p.expect(word.up);
    p.expect(word.to);
    return p.read(countRule);
  });
  const atOnce = p.option(2, () => {
    p.expect(word.at);
    p.expect(word.once);
    return p.read(countRule);
  });
  const within = p.optionAfter(3, word.within, expressionRule);
  const until = p.optionAfter(4, word.until, expressionRule);
  const body = p.read(p.recursive.block);
  return { kind: "loop", variable, source, upTo, atOnce, within, until, body, span: p.spanFrom(start) };
});

// loopSource = "in" "event" NAME [ "where" expression ] | "in" expression | "from" expression ;
export const loopSourceRule: Rule<LoopSource> = rule("loopSource", (p) => p.or(0, sourceAlternatives));

const sourceAlternatives: Alternatives<LoopSource> = [
  {
    gate: (p) => p.ahead(2) === word.event && p.isName(p.ahead(3)),
    read: (p) => {
      const start = p.expect(word.in);
      p.expect(word.event);
      const event = p.readName(Identifier);
      const where = p.optionAfter(0, word.where, expressionRule);
      return { kind: "eachEvent", event, where, span: p.spanFrom(start) };
    },
  },
  {
    read: (p) => {
      const start = p.expect(word.in);
      const list = p.read(expressionRule);
      return { kind: "eachItem", list, span: p.spanFrom(start) };
    },
  },
  {
    read: (p) => {
      const start = p.expect(word.from);
      const first = p.read(expressionRule);
      return { kind: "fromValue", first, span: p.spanFrom(start) };
    },
  },
];

// count = INT | NAME ;
export const countRule: Rule<Count> = rule("count", (p) => p.or(0, countAlternatives));

const countAlternatives: Alternatives<Count> = [
  { read: (p) => p.read(wholeRule) },
  {
    read: (p) => {
      const token = p.consume(Identifier);
      return { kind: "reference", text: token.image, span: p.spanOf(token) };
    },
  },
];

// quorum = "quorum" INT "of" "{" call { [","] call } [","] "}" ;
export const quorumRule: Rule<Quorum> = rule("quorum", (p) => {
  const start = p.expect(word.quorum);
  const count = p.read(wholeRule);
  p.expect(word.of);
  const open = p.expect(kinds.LeftBrace);
  let calls: Invocation[] = [];
  p.many(0, () => {
    calls = added(calls, p.read(invocationRule));
    p.option(0, () => p.consume(kinds.Comma));
  });
  if (calls.length === 0) throw new SyntaxFault("call", undefined);
  p.close(kinds.RightBrace, open);
  return { kind: "quorum", count, calls: exact(calls), span: p.spanFrom(start) };
});

// race = "first" [ INT ] "of" ( loop | "{" branch { [","] branch } [","] "}" ) ;
export const raceRule: Rule<Race> = rule("race", (p) => {
  const start = p.expect(word.first);
  const count = p.option(1, () => p.read(wholeRule));
  p.expect(word.of);
  const branches = p.or(0, racerAlternatives);
  return { kind: "race", count, branches, span: p.spanFrom(start) };
});

const racerAlternatives: Alternatives<Race["branches"]> = [
  { read: (p) => p.read(loopRule) },
  {
    read: (p) => {
      const open = p.expect(kinds.LeftBrace);
      let branches: Branch[] = [];
      p.many(0, () => {
        branches = added(branches, p.read(branchRule));
        p.option(2, () => p.consume(kinds.Comma));
      });
      if (branches.length === 0) throw new SyntaxFault("branch", undefined);
      p.close(kinds.RightBrace, open);
      return exact(branches);
    },
  },
];

// branch = [ NAME "=" ] ( loop | waiting | block | attempt [ options ] ) ;
export const branchRule: Rule<Branch> = rule("branch", (p) => {
  const start = p.nextStart();
  const name = p.option(1, {
    gate: () => p.ahead(2) === kinds.Assign,
    read: () => {
      const result = p.readName(Identifier);
      p.expect(kinds.Assign);
      return result;
    },
  });
  const { body, options } = p.or(0, branchAlternatives);
  return { kind: "branch", name, body, options, span: p.spanFrom(start) };
});

const branchAlternatives: Alternatives<{ body: Branch["body"]; options: Branch["options"] }> = [
  { gate: (p) => !atCall(p), read: (p) => ({ body: p.read(loopRule), options: undefined }) },
  { gate: (p) => !atCall(p), read: (p) => ({ body: p.read(waitingRule), options: undefined }) },
  { read: (p) => ({ body: p.read(p.recursive.block), options: undefined }) },
  {
    read: (p) => {
      const body = p.read(attemptRule);
      return { body, options: p.option(2, () => p.read(optionsRule)) };
    },
  },
];

// interruptible = "do" block "until" interruption [ block ] ;
export const interruptibleRule: Rule<Interruptible> = rule("interruptible", (p) => {
  const start = p.expect(word.do);
  const work = p.read(p.recursive.block);
  p.expect(word.until);
  const until = p.read(interruptionRule);
  const otherwise = p.option(0, () => p.read(p.recursive.block));
  return { kind: "interruptible", work, until, otherwise, span: p.spanFrom(start) };
});

// interruption = [ "next" ] "event" NAME [ "where" expression ] ;
export const interruptionRule: Rule<Interruption> = rule("interruption", (p) => {
  const start = p.nextStart();
  const next = p.option(1, () => p.consume(word.next)) !== undefined;
  p.expect(word.event);
  const event = p.readName(Identifier);
  const where = p.optionAfter(2, word.where, expressionRule);
  return { kind: "interruption", next, event, where, span: p.spanFrom(start) };
});

// waiting = "wait" ( "for" [ "next" ] "event" NAME [ "where" expression ] [ "within" expression | "forever" ]
//         | "until" expression [ "for" expression ] [ "within" expression ] | expression ) ;
export const waitingRule: Rule<Waiting> = rule("waiting", (p) => {
  p.state.clauseStart = p.expect(word.wait);
  return p.or(0, waitingAlternatives);
});

/** `forever` may also name the next branch of a race, or what it calls. */
const waitEnd = {
  gate: (p: Parser): boolean => !p.isNext(word.forever) || !namesBranch.has(p.ahead(2)),
  read: (p: Parser): Expression | "forever" => p.or(5, waitEnds),
};

const namesBranch: ReadonlySet<TokenType> = new Set([kinds.Assign, kinds.LeftParen, kinds.Dot]);

const waitEnds: Alternatives<Expression | "forever"> = [
  {
    read: (p) => {
      p.expect(word.within);
      return p.read(expressionRule);
    },
  },
  { read: (p) => p.expectAs(word.forever, "forever") },
];

const waitingAlternatives: Alternatives<Waiting> = [
  {
    gate: (p) => p.ahead(2) === word.event || p.ahead(2) === word.next,
    read: (p) => {
      const start = p.state.clauseStart;
      p.expect(word.for);
      const next = p.option(1, () => p.consume(word.next)) !== undefined;
      p.expect(word.event);
      const event = p.readName(Identifier);
      const where = p.optionAfter(2, word.where, expressionRule);
      const within = p.option(3, waitEnd);
      const forever = within === "forever";
      const limit = forever ? undefined : within;
      return { kind: "waitForEvent", next, event, where, within: limit, forever, span: p.spanFrom(start) };
    },
  },
  {
    // No function is called `until`, so a bracket behind it belongs to the condition.
    gate: (p) => p.ahead(2) !== kinds.Dot,
    read: (p) => {
      const start = p.state.clauseStart;
      p.expect(word.until);
      const condition = p.read(expressionRule);
      const period = p.option(4, {
        // Another branch of the race may follow, and be a loop.
        gate: () => !loopFollows(p),
        read: (): Expression => {
          p.expect(word.for);
          return p.read(expressionRule);
        },
      });
      const within = p.optionAfter(5, word.within, expressionRule);
      return { kind: "waitUntil", condition, for: period, within, span: p.spanFrom(start) };
    },
  },
  {
    read: (p) => {
      const start = p.state.clauseStart;
      const duration = p.read(expressionRule);
      return { kind: "waitDuration", duration, span: p.spanFrom(start) };
    },
  },
];

// stepBody = loop | quorum | race | interruptible | waiting | attempt ;
export const stepBodyRule: Rule<StepBody> = rule("stepBody", (p) => p.or(0, bodyAlternatives));

const bodyAlternatives: Alternatives<StepBody> = [
  { gate: (p) => !atCall(p), read: (p) => p.read(loopRule) },
  {
    gate: (p) => !atCall(p),
    read: (p) => p.read(quorumRule),
  },
  {
    gate: (p) => !atCall(p),
    read: (p) => p.read(raceRule),
  },
  { gate: (p) => !atCall(p), read: (p) => p.read(interruptibleRule) },
  { gate: (p) => !atCall(p), read: (p) => p.read(waitingRule) },
  { read: (p) => p.read(attemptRule) },
];

/** A word and `(` or `.`: a call or a value, whatever the word would mean otherwise. */
function atCall(p: Parser): boolean {
  const second = p.ahead(2);
  return second === kinds.LeftParen || second === kinds.Dot;
}

function loopFollows(p: Parser): boolean {
  const third = p.ahead(3);
  return p.isName(p.ahead(2)) && (third === word.in || third === word.from);
}
