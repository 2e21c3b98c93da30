import type { TokenType } from "chevrotain";
import type { Pattern } from "../../ast/expressions.ts";
import type { Options } from "../../ast/options.ts";
import type { Span } from "../../ast/span.ts";
import type {
  Block,
  BrokenStatement,
  Commit,
  Emit,
  Fail,
  Handler,
  Let,
  Match,
  MatchCase,
  Return,
  Sequence,
  Statement,
  Step,
  Wait,
  When,
  With,
  Yield,
} from "../../ast/statements.ts";
import { foreignOperator } from "../../lexer/lexical-errors.ts";
import type { Token } from "../../lexer/token.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, word } from "../../lexer/token-types.ts";
import { added, exact } from "../exact.ts";
import { type Alternatives, type Parser, type PartList, type Rule, rule } from "../parser.ts";
import { misplacedPart, unexpected } from "../syntax-errors.ts";
import { invocationRule, patternRule, stringRule } from "./collections.ts";
import { expressionRule } from "./expressions.ts";
import { optionsRule } from "./options.ts";
import { either, keywordAnd } from "./shapes.ts";
import { attemptRule, pickRule, stepBodyRule } from "./steps.ts";
import { typeRule } from "./types.ts";

// step = "step" NAME "=" stepBody [ options ] { handler } ;
export const stepRule: Rule<Step> = rule("step", (p) => {
  const start = p.expect(word.step);
  const name = p.readName(Identifier);
  p.expect(kinds.Assign);
  const body = p.read(stepBodyRule);
  let options = p.option(0, ownOptions);
  let handlers: Handler[] = [];
  p.many(0, () => {
    handlers = added(handlers, p.read(handlerRule));
  });
  while (lacksElse(p)) {
    const start = p.nextStart();
    handlers = added(
      handlers,
      p.within(handlerRule, () => handlerFrom(p, start)),
    );
  }
  if (hasLateOptions(p)) options = lateOptions(p, options, handlers[0]);
  return { kind: "step", name, body, options, handlers: exact(handlers), span: p.spanFrom(start) };
});

/** True if options stand behind a brace of the step, on its line: `else { … } { after b }`. */
function hasLateOptions(p: Parser): boolean {
  if (p.isRecording || !p.isNext(kinds.LeftBrace) || p.isFirstOnLine(p.nextStart())) return false;
  return p.firstsOf("stepOption").has(p.ahead(2).tokenTypeIdx ?? -1);
}

/** Reports them; they are read as the step's all the same. */
function lateOptions(p: Parser, own: Options | undefined, handler: Handler | undefined): Options {
  const { text, name: file } = p.source;
  const before = p.previousEnd();
  const late = p.read(optionsRule);
  const inside = text.slice(late.span.start + 1, late.span.end - 1).trim();
  const place = own?.span.end ?? handler?.span.start ?? before;
  const added =
    own === undefined
      ? { span: { start: place, end: place }, newText: `{ ${inside} } ` }
      : { span: { start: place - 1, end: place - 1 }, newText: ` ${inside} ` };
  const edits = [
    { file, ...added },
    { file, span: { start: before, end: late.span.end }, newText: "" },
  ];
  const where = own === undefined ? "before the step's `else`" : "in the braces of the step's other options";
  const params = { what: "This list of options", where };
  const fixes = [{ title: "Put them there", safe: false, edits }];
  const { span } = late;
  p.report(span, () => misplacedPart.at({ file, span }, params, { fixes }));
  if (own === undefined) return late;
  return { kind: "options", options: [...own.options, ...late.options], span: own.span };
}

const ownOptions = (p: Parser): Options => p.read(optionsRule);

// handler = "else" [ "when" expression ] ( block | attempt [ options ] ) ;
export const handlerRule: Rule<Handler> = rule("handler", (p) => {
  const start = p.expect(word.else);
  return handlerFrom(p, start);
});

function handlerFrom(p: Parser, start: number): Handler {
  const condition = p.optionAfter(1, word.when, expressionRule);
  const { body, options } = p.or(0, handlerAlternatives);
  return { kind: "handler", condition, body, options, span: p.spanFrom(start) };
}

/** True if a handler follows without its `else`, which is reported: `step a = f(x) when error == timeout { … }`. */
function lacksElse(p: Parser): boolean {
  if (p.isRecording || !p.isNext(word.when) || p.LA(2).image !== "error") return false;
  if (p.isFirstOnLine(p.nextStart())) return false;
  const file = p.source.name;
  const span = p.spanOf(p.LA(1));
  const params = { expected: "`else`", found: "`when`" };
  const edits = [{ file, span: { start: span.start, end: span.start }, newText: "else " }];
  const fixes = [{ title: "Put `else` before it", safe: false, edits }];
  p.report(span, () => unexpected.at({ file, span }, params, { fixes }));
  return true;
}

const handlerAlternatives: Alternatives<Pick<Handler, "body" | "options">> = [
  { read: (p) => ({ body: p.read(blockRule), options: undefined }) },
  {
    read: (p) => {
      const body = p.read(attemptRule);
      return { body, options: p.option(2, () => p.read(optionsRule)) };
    },
  },
];

// let = "let" NAME [ ":" type ] "=" expression ;
export const letRule: Rule<Let> = rule("let", (p) => {
  const start = p.expect(word.let);
  const name = p.readName(Identifier);
  const type = p.optionAfter(1, kinds.Colon, typeRule);
  p.expect(kinds.Assign);
  const value = p.read(expressionRule);
  return { kind: "let", name, type, value, span: p.spanFrom(start) };
});

// when = "when" expression block [ "else" ( when | block ) ] ;
export const whenRule: Rule<When> = rule("when", (p) => {
  p.enter();
  const start = p.expect(word.when);
  const when = whenBehind(p, start);
  p.nesting--;
  return when;
});

function whenBehind(p: Parser, start: number): When {
  const condition = p.read(expressionRule);
  const body = p.read(blockRule);
  const otherwise =
    elseIf(p, /^els(?:e?if)$|^elif$/) ??
    p.option(0, () => {
      p.expect(word.else);
      return elseIf(p, /^if$/) ?? p.or(0, elseAlternatives);
    });
  return { kind: "when", condition, body, otherwise, span: p.spanFrom(start) };
}

const elseAlternatives: Alternatives<When | Block> = [
  { read: (p) => p.read(whenRule) },
  { read: (p) => p.read(blockRule) },
];

/** `if c { … }`, read as the `when` that was meant, once it was reported. */
function ifStatement(p: Parser): (() => Statement) | undefined {
  if (!p.isNext(word.if)) return undefined;
  return () => {
    const { startOffset } = p.consume(word.if);
    const before = p.state.readsIf;
    p.state.readsIf = true;
    try {
      return p.within(whenRule, () => whenBehind(p, startOffset));
    } finally {
      p.state.readsIf = before;
    }
  };
}

/** Reads `else if c { … }` as the `else when` that was meant, and reports it. */
function elseIf(p: Parser, words: RegExp): When | undefined {
  if (p.isRecording || (!p.isNext(word.if) && !p.isNext(Identifier))) return undefined;
  const token = p.LA(1);
  if (!words.test(token.image)) return undefined;
  const isElse = token.tokenType === word.if;
  const span = p.spanOf(token);
  const file = p.source.name;
  const meant = isElse ? "when" : "else when";
  const fixes = [{ title: `Write \`${meant}\``, safe: true, edits: [{ file, span, newText: meant }] }];
  const operator = token.image;
  if (!p.state.readsIf)
    p.report(span, () => foreignOperator.at({ file, span }, { operator, meant }, { fixes }));
  p.enter();
  p.expect(token.tokenType);
  const when = whenBehind(p, token.startOffset);
  p.nesting--;
  return when;
}

// matchStatement = "match" expression "{" { matchCase } "}" ;
export const matchRule: Rule<Match> = rule("matchStatement", (p) => {
  const start = p.expect(word.match);
  const subject = p.read(expressionRule);
  const open = p.expect(kinds.LeftBrace);
  let cases: MatchCase[] = [];
  p.many(0, () => {
    cases = added(cases, p.read(matchCaseRule));
  });
  p.close(kinds.RightBrace, open);
  return { kind: "match", subject, cases: exact(cases), span: p.spanFrom(start) };
});

// matchCase = pattern [ "as" NAME ] block ;
export const matchCaseRule: Rule<MatchCase> = rule("matchCase", (p) => {
  const start = p.nextStart();
  const pattern: Pattern = p.read(patternRule);
  const binding = p.option(0, () => {
    p.expect(word.as);
    return p.readName(Identifier);
  });
  const body = p.read(blockRule);
  return { kind: "matchCase", pattern, binding, body, span: p.spanFrom(start) };
});

// with = "with" NAME "=" pick [ "from" expression ] [ "wait" expression ] "for" expression block [ "else" block ] ;
export const withRule: Rule<With> = rule("with", (p) => {
  const start = p.expect(word.with);
  const name = p.readName(Identifier);
  p.expect(kinds.Assign);
  const first = p.nextStart();
  const picked = p.read(pickRule);
  const from = p.optionAfter(0, word.from, expressionRule);
  // It may stand on either side of `from`, but only once.
  const wait = p.option(2, {
    gate: () => from !== undefined && picked.wait === undefined,
    read: () => {
      p.expect(word.wait);
      return p.read(expressionRule);
    },
  });
  const pick = wait === undefined ? picked : { ...picked, wait, span: p.spanFrom(first) };
  p.expect(word.for);
  const duration = p.read(expressionRule);
  const body = p.read(blockRule);
  const otherwise = p.optionAfter(1, word.else, blockRule);
  return { kind: "with", name, pick, from, duration, body, otherwise, span: p.spanFrom(start) };
});

// sequence = "sequence" block ;
export const sequenceRule: Rule<Sequence> = rule("sequence", (p) => {
  const start = p.expect(word.sequence);
  const body = p.read(blockRule);
  return { kind: "sequence", body, span: p.spanFrom(start) };
});

// wait = "wait" [ "until" ] expression ;
export const waitRule: Rule<Wait> = rule("wait", (p) => {
  const start = p.expect(word.wait);
  const until = p.option(0, () => p.consume(word.until)) !== undefined;
  const time = p.read(expressionRule);
  return { kind: "wait", until, time, span: p.spanFrom(start) };
});

// emit = "emit" call ;
export const emitRule: Rule<Emit> = keywordAnd("emit", word.emit, invocationRule, (event, span) => ({
  kind: "emit",
  event,
  span,
}));

// return = "return" expression ;
export const returnRule: Rule<Return> = keywordAnd("return", word.return, expressionRule, (value, span) => ({
  kind: "return",
  value,
  span,
}));

// yield = "yield" expression ;
export const yieldRule: Rule<Yield> = keywordAnd("yield", word.yield, expressionRule, (value, span) => ({
  kind: "yield",
  value,
  span,
}));

// fail = "fail" [ NAME ] string ;
export const failRule: Rule<Fail> = rule("fail", (p) => {
  const start = p.expect(word.fail);
  const failure = p.option(0, () => p.readName(Identifier));
  const message = p.read(stringRule);
  return { kind: "fail", failure, message, span: p.spanFrom(start) };
});

// commit = "commit" ;
export const commitRule: Rule<Commit> = rule("commit", (p) => {
  const start = p.expect(word.commit);
  return { kind: "commit", span: p.spanFrom(start) };
});

// statement = step | let | when | matchStatement | with | sequence | wait | emit | return | yield | fail | commit ;
export const statementRule: Rule<Statement> = either<Statement>("statement", [
  stepRule,
  letRule,
  whenRule,
  matchRule,
  withRule,
  sequenceRule,
  waitRule,
  emitRule,
  returnRule,
  yieldRule,
  failRule,
  commitRule,
]);

// block = "{" { statement } "}" ;
export const blockRule: Rule<Block> = rule("block", (p) => {
  p.enter();
  const start = p.nextStart();
  const faults = p.faults;
  const statements = p.braced(statementList);
  p.nesting--;
  return { kind: "block", statements, broken: p.faults > faults, span: p.spanFrom(start) };
});

/** Keeps the name that a statement would have given, so that its uses are not reported as mistakes of their own. */
function brokenStatement(p: Parser, first: number, span: Span): BrokenStatement {
  const { tokens } = p.lexed;
  const type = (index: number): TokenType => (tokens[index] ?? (tokens.at(-1) as Token)).tokenType;
  const begin = type(first);
  // `a = f(x)`, where a `step` or a `let` was left out.
  const isBare = type(first + 1) === kinds.Assign && begin !== word.step && begin !== word.let;
  const at = isBare ? first : first + 1;
  const declares = type(at + 1) === kinds.Assign || (!isBare && type(at + 1) === kinds.Colon);
  const name = tokens[at];
  const isKnown = declares && name !== undefined && p.isName(name.tokenType);
  const last = p.index();
  return {
    kind: "brokenStatement",
    name: isKnown ? p.toName(name) : undefined,
    lost: lostNames(tokens.slice(first, last)),
    span,
  };
}

/** The statements of a block. */
export const statementList: PartList<Statement> = {
  part: statementRule,
  broken: brokenStatement,
  meant: ifStatement,
};

const naming: ReadonlySet<TokenType> = new Set<TokenType>([
  word.step,
  word.let,
  word.with,
  word.for,
  word.as,
]);

/** Every name that words which can't be read as a statement may have given. */
function lostNames(tokens: readonly Token[]): readonly string[] {
  const [first] = tokens;
  const names = first?.tokenType === kinds.Word ? [first.image] : [];
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (naming.has(token.tokenType) && next !== undefined)
      names.push(/^\w/u.test(next.image) ? next.image : "");
    if (next?.tokenType === kinds.Assign) names.push(token.image);
  }
  return names;
}
