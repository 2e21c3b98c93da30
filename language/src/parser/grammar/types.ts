import type { TokenType } from "chevrotain";
import type { Parameter } from "../../ast/declaration.ts";
import type { Expression, StringLiteral } from "../../ast/expressions.ts";
import type { Name } from "../../ast/names.ts";
import type { Span } from "../../ast/span.ts";
import type {
  Bounds,
  EnumType,
  Field,
  ListType,
  RecordType,
  TypeNode,
  UnionCase,
  UnionType,
} from "../../ast/types.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, Word, word } from "../../lexer/token-types.ts";
import { added, exact } from "../exact.ts";
import { clip } from "../expectations.ts";
import { continuesType, loneReference } from "../lookahead.ts";
import { type Alternatives, type Listed, type Parser, type Rule, rule } from "../parser.ts";
import { missingArrow, unexpected } from "../syntax-errors.ts";
import * as layout from "../token-view.ts";
import { stringRule } from "./collections.ts";
import { expressionRule, rangeRule } from "./expressions.ts";

// type = ( listType | recordType | mapType | enumType | namedType ) [ "?" ] { "@" ID } ;
export const typeRule: Rule<TypeNode> = rule("type", (p) => {
  if (p.isAlone(loneReference, continuesType)) return nameAlone(p, p.readName(Identifier));
  p.enter();
  const start = p.nextStart();
  const bare: TypeNode = p.or(0, typeAlternatives);
  const isOptional = p.option(0, question) !== undefined;
  const type: TypeNode = isOptional ? { kind: "optionalType", type: bare, span: p.spanFrom(start) } : bare;
  const whole = p.takesMany(0) ? labelled(p, type, start) : type;
  p.nesting--;
  return whole;
});

const question = (p: Parser): number => p.expect(kinds.Question);

function labelled(p: Parser, type: TypeNode, start: number): TypeNode {
  let labels: Name[] = [];
  p.many(0, () => {
    p.expect(kinds.AtSign);
    labels = added(labels, p.readName(Word));
  });
  return { kind: "labelledType", type, labels: exact(labels), span: p.spanFrom(start) };
}

const typeAlternatives: Alternatives<TypeNode> = [
  { read: (p) => p.read(listTypeRule) },
  { read: (p) => p.read(recordTypeRule) },
  { gate: (p) => p.ahead(2) === kinds.Less, read: (p) => p.read(genericTypeRule) },
  { gate: (p) => p.ahead(2) === kinds.Bar, read: (p) => p.read(enumTypeRule) },
  { read: (p) => p.read(namedTypeRule) },
];

// listType = "[" type "]" [ "size" bounds ] ;
export const listTypeRule: Rule<ListType> = rule("listType", (p) => {
  const open = p.expect(kinds.LeftBracket);
  const element = p.read(typeRule);
  p.close(kinds.RightBracket, open);
  const size = beginsField(p) ? undefined : (boundsWithoutSize(p) ?? p.option(0, sizeBounds));
  return { kind: "listType", element, size, span: p.spanFrom(open) };
});

const sizeBounds = (p: Parser): Bounds => {
  p.expect(word.size);
  return p.read(boundsRule);
};

/** `[Int] 0..5`, `[Int] in 0..5`, `[Int] up to 5`, `[Int] max 5`: how many items there may be follows `size`. */
function boundsWithoutSize(p: Parser): Bounds | undefined {
  if (p.isRecording) return undefined;
  const next = p.ahead(1);
  const start = p.nextStart();
  if (next === word.up || (next === Identifier && p.LA(1).image === "max"))
    return p.ahead(next === word.up ? 3 : 2) === kinds.Integer ? boundedAbove(p, start) : undefined;
  const isIn = next === word.in;
  if (p.ahead(isIn ? 2 : 1) !== kinds.Integer || p.ahead(isIn ? 3 : 2) !== kinds.DotDot) return undefined;
  if (isIn) p.expect(word.in);
  const bounds = p.read(boundsRule);
  const range = p.source.text.slice(bounds.span.start, bounds.span.end);
  reportNoSize(p, p.spanFrom(start), `size ${range}`);
  return bounds;
}

function boundedAbove(p: Parser, start: number): Bounds {
  p.readName(Word);
  if (p.isNext(word.to)) p.expect(word.to);
  const last = p.read(rangeRule);
  const span = p.spanFrom(start);
  const to = last.kind === "range" ? last.to : last;
  reportNoSize(p, span, `size 0..${p.source.text.slice(to.span.start, to.span.end)}`);
  return { kind: "bounds", from: { kind: "number", number: "0", integer: true, raw: "0", span }, to, span };
}

function reportNoSize(p: Parser, span: Span, suggestion: string): void {
  const file = p.source.name;
  const found = `\`${clip(p.source.text.slice(span.start, span.end))}\``;
  const fixes = [
    { title: `Write \`${suggestion}\``, safe: true, edits: [{ file, span, newText: suggestion }] },
  ];
  const help = "The size of a list is a range: `[Int] size 0..5`.";
  p.report(span, () =>
    unexpected.at({ file, span }, { expected: `\`${suggestion}\``, found }, { help, fixes }),
  );
}

// recordType = "{" { field [","] } "}" ;
export const recordTypeRule: Rule<RecordType> = rule("recordType", (p) => {
  const open = p.expect(kinds.LeftBrace);
  let fields: Field[] = [];
  p.many(0, () => {
    fields = added(fields, p.read(fieldRule));
    p.option(0, () => p.consume(kinds.Comma));
  });
  p.close(kinds.RightBrace, open);
  return { kind: "recordType", fields: exact(fields), span: p.spanFrom(open) };
});

// field = ID ":" type [ "=" expression ] ;
export const fieldRule: Rule<Field> = rule("field", (p) => {
  const name = p.readName(Word);
  p.expect(kinds.Colon);
  const type = p.read(typeRule);
  const value = p.option(0, assigned);
  return { kind: "field", name, type, default: value, span: p.spanFrom(name.span.start) };
});

// genericType = "Map" "<" type "," type ">" | "Done" "<" type ">" | "Money" "<" NAME ">" [ "in" bounds ] ;
export const genericTypeRule: Rule<TypeNode> = rule("genericType", (p) => p.or(0, genericAlternatives));

const genericAlternatives: Alternatives<TypeNode> = [
  {
    read: (p) => {
      const start = p.expect(word.Map);
      const open = p.expect(kinds.Less);
      const key = p.read(typeRule);
      p.expect(kinds.Comma);
      const value = p.read(typeRule);
      p.close(kinds.Greater, open);
      return { kind: "mapType", key, value, span: p.spanFrom(start) };
    },
  },
  {
    read: (p) => {
      const start = p.expect(word.Done);
      const open = p.expect(kinds.Less);
      const value = p.read(typeRule);
      p.close(kinds.Greater, open);
      return { kind: "doneType", value, span: p.spanFrom(start) };
    },
  },
  {
    read: (p) => {
      const start = p.expect(word.Money);
      const open = p.expect(kinds.Less);
      const currency = p.readName(Identifier);
      p.close(kinds.Greater, open);
      const within = beginsField(p) ? undefined : p.optionAfter(0, word.in, boundsRule);
      return { kind: "moneyType", currency, within, span: p.spanFrom(start) };
    },
  },
];

// enumType = NAME "|" NAME { "|" NAME } ;
export const enumTypeRule: Rule<EnumType> = rule("enumType", (p) => {
  const members = p.listOfSome(enumMembers);
  return { kind: "enumType", members, span: p.spanFrom(members[0]?.span.start ?? 0) };
});

const enumMembers: Listed<Name> = { separator: kinds.Bar, read: (p) => p.readName(Identifier) };

// unionType = unionCase { "|" unionCase } ;
export const unionTypeRule: Rule<UnionType> = rule("unionType", (p) => {
  const cases = p.listOfSome(unionCases);
  return { kind: "unionType", cases, span: p.spanFrom(cases[0]?.span.start ?? 0) };
});

const unionCases: Listed<UnionCase> = { separator: kinds.Bar, read: (p) => p.read(unionCaseRule) };

// unionCase = NAME [ recordType ] ;
export const unionCaseRule: Rule<UnionCase> = rule("unionCase", (p) => {
  const name = p.readName(Identifier);
  const record = p.option(0, (inner) => inner.read(recordTypeRule));
  return { kind: "unionCase", name, record, span: p.spanFrom(name.span.start) };
});

/** True if names with `|` between them follow, one of them with a `{` behind it. */
export function beginsUnion(p: Parser): boolean {
  let at = 2;
  while (p.ahead(at) === kinds.Bar) at += 2;
  if (p.ahead(at) !== kinds.LeftBrace) return false;
  return at > 2 || hasCaseBehind(p);
}

/** True if a `|` stands behind the braces of the first case. A name with braces alone is no union. */
function hasCaseBehind(p: Parser): boolean {
  let depth = 0;
  for (let at = 2; ; at++) {
    const type = p.ahead(at);
    if (type === kinds.EndOfFile) return false;
    if (type === kinds.LeftBrace) depth++;
    else if (type === kinds.RightBrace && --depth === 0) return p.ahead(at + 1) === kinds.Bar;
  }
}

// namedType = NAME [ "in" bounds | "matching" string ] ;
export const namedTypeRule: Rule<TypeNode> = rule("namedType", (p) => {
  const name = p.readName(Identifier);
  if (beginsField(p)) return nameAlone(p, name);
  const within = p.option(1, bounded);
  const matching = p.option(2, matchingText);
  return { kind: "namedType", name, within, matching, span: p.spanFrom(name.span.start) };
});

function nameAlone(p: Parser, name: Name): TypeNode {
  if (p.isNext(word.size) && !beginsField(p) && !isInBracket(p, name)) sizeOfNoList(p);
  return { kind: "namedType", name, within: undefined, matching: undefined, span: name.span };
}

const bounded = (p: Parser): Bounds => {
  p.expect(word.in);
  return p.read(boundsRule);
};

const matchingText = (p: Parser): StringLiteral => {
  p.expect(word.matching);
  return p.read(stringRule);
};

/** `[Int size 1..3`: the bracket is not closed. */
function isInBracket({ source: { text } }: Parser, { span }: Name): boolean {
  return text.slice(0, span.start).trimEnd().endsWith("[");
}

/** `Int size 1..3`: how many there are is said of lists. */
function sizeOfNoList(p: Parser): void {
  const start = p.nextStart();
  p.expect(word.size);
  const span = p.spanFrom(start);
  const file = p.source.name;
  const help =
    'Lists have a size, `[Int] size 1..3`. A number has bounds, `Int in 1..3`, and a text a pattern, `String matching ".{1,3}"`.';
  const fixes = [{ title: "Write `in`", safe: false, edits: [{ file, span, newText: "in" }] }];
  p.report(span, () => unexpected.at({ file, span }, { expected: "`in`", found: "`size`" }, { help, fixes }));
  p.read(boundsRule);
}

/** In a record type the comma may be missing, so the next field may be called `size`, `in` or `matching`. */
function beginsField(p: Parser): boolean {
  return p.ahead(2) === kinds.Colon;
}

// bounds = range, of two ends ;
export const boundsRule: Rule<Bounds> = rule("bounds", (p) => {
  p.enter();
  const start = p.nextStart();
  const range = p.read(rangeRule);
  p.nesting--;
  const span = p.spanFrom(start);
  if (range.kind === "range") return { kind: "bounds", from: range.from, to: range.to, span };
  return noBounds(p, range, span);
});

function noBounds(p: Parser, range: Expression, span: Span): Bounds {
  const found = `\`${clip(p.source.text.slice(span.start, span.end))}\``;
  p.report(span, () =>
    unexpected.at({ file: p.source.name, span }, { expected: "a range such as `1..10`", found }),
  );
  return { kind: "bounds", from: range, to: p.missing(), span };
}

// params = "(" [ param { "," param } [","] ] ")" ;
export const parametersRule: Rule<readonly Parameter[]> = rule("params", (p) => {
  const open = p.expect(kinds.LeftParen);
  const parameters = p.listOf(parametersListed);
  p.close(kinds.RightParen, open);
  return parameters;
});

const parametersListed: Listed<Parameter> = {
  separator: kinds.Comma,
  read: (p) => (p.isNext(kinds.RightParen) ? undefined : p.read(parameterRule)),
};

// param = NAME ":" type [ "trusted" [ "value" ] ] [ "=" expression ] ;
export const parameterRule: Rule<Parameter> = rule("param", (p) => {
  const name = p.readName(Identifier);
  p.expect(kinds.Colon);
  const type = p.read(typeRule);
  const trusted = p.option(1, trustedMark) ?? false;
  const value = p.option(2, assigned);
  return { kind: "parameter", name, type, trusted, default: value, span: p.spanFrom(name.span.start) };
});

function trustedMark(p: Parser): true | "value" {
  p.expect(word.trusted);
  return p.option(3, valueMark) === undefined ? true : "value";
}

const valueMark = (p: Parser): number => p.expect(word.value);

const assigned = (p: Parser): Expression => {
  p.expect(kinds.Assign);
  return p.read(expressionRule);
};

/** [ result ], the type also where its arrow is missing or another sign stands for it. */
export function optionalResult(p: Parser): TypeNode | undefined {
  return p.option(9, () => p.read(resultRule)) ?? resultWithoutArrow(p);
}

/** Words of the clauses of capabilities and plans, with or without their braces. */
const clauseWords: ReadonlySet<TokenType> = new Set([
  ...[word.pure, word.idempotent, word.once],
  ...[word.effect, word.latency, word.cost],
  ...[word.fails, word.timeout, word.priority, word.overlap],
]);

function resultWithoutArrow(p: Parser): TypeNode | undefined {
  if (p.isRecording) return undefined;
  const next = p.LA(1);
  const isSign = next.tokenType === kinds.Colon || next.tokenType === kinds.FatArrow;
  const isWord = p.isName(next.tokenType) && !beginsHeading(p) && !clauseWords.has(next.tokenType);
  const isType = next.tokenType === kinds.LeftBracket || isWord;
  if (!isSign && (!isType || p.isFirstOnLine(p.nextStart()))) return undefined;
  // `plan p():`, `plan p() do` and the body below are a block that lacks its braces.
  if (!next.image.startsWith("[") && layout.beginsLine(p.view, p.index() + 1)) {
    if (next.image === ":" || next.image === "do" || next.image === "begin") return undefined;
  }
  const file = p.source.name;
  const span = p.spanOf(next);
  const place = isSign ? { start: p.previousEnd(), end: span.end } : { start: span.start, end: span.start };
  const newText = isSign ? " ->" : "-> ";
  const edits = [{ file, span: place, newText }];
  p.report(span, () =>
    missingArrow.at({ file, span }, {}, { fixes: [{ title: "Write `->`", safe: true, edits }] }),
  );
  if (isSign) p.expect(next.tokenType);
  return p.read(typeRule);
}

/** True if a plan's heading or the next declaration follows, and no type. */
function beginsHeading(p: Parser): boolean {
  const tokenType = p.ahead(1);
  return tokenType === word.achieves || tokenType === word.under || layout.isDeclarationWord(tokenType);
}

// result = "->" type ;
export const resultRule: Rule<TypeNode> = rule("result", (p) => {
  p.expect(kinds.Arrow);
  return p.read(typeRule);
});
