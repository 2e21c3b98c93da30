import type {
  Argument,
  Arm,
  Entry,
  Expression,
  Invocation,
  ListLiteral,
  MatchExpression,
  Pattern,
  RecordLiteral,
  Spread,
  StringLiteral,
} from "../../ast/expressions.ts";
import type { Name, Path } from "../../ast/names.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Word, word } from "../../lexer/token-types.ts";
import { added, exact } from "../exact.ts";
import { type Alternatives, type Listed, type Parser, type Rule, rule } from "../parser.ts";
import { isMultiline, stringNode, textNode } from "../string-nodes.ts";
import { positionalAfterNamed } from "../syntax-errors.ts";

// string = STRING | TEMPLATE_HEAD expression { TEMPLATE_MIDDLE expression } TEMPLATE_TAIL ;
export const stringRule: Rule<StringLiteral> = rule("string", (p) => p.or(0, stringAlternatives));

const stringAlternatives: Alternatives<StringLiteral> = [
  {
    read: (p) => {
      const image = p.textOf(kinds.Text);
      if (isMultiline(image)) return stringNode([p.LA(0)], [], p.log);
      return textNode(image, p.spanOfLast(), p.log);
    },
  },
  {
    read: (p) => {
      const tokens = [p.consume(kinds.TemplateHead)];
      let expressions = [p.read(p.recursive.expression)];
      p.many(0, () => {
        tokens.push(p.consume(kinds.TemplateMiddle));
        expressions = added(expressions, p.read(p.recursive.expression));
      });
      tokens.push(p.consume(kinds.TemplateTail));
      return stringNode(tokens, expressions, p.log);
    },
  },
];

// list = "[" [ expression { "," expression } [","] ] "]" ;
export const listRule: Rule<ListLiteral> = rule("list", (p) => {
  const open = p.expect(kinds.LeftBracket);
  const elements = p.listOf(listElements);
  p.close(kinds.RightBracket, open);
  return { kind: "list", elements, span: p.spanFrom(open) };
});

const listElements: Listed<Expression> = {
  separator: kinds.Comma,
  read: (p) => (p.isNext(kinds.RightBracket) ? undefined : p.read(p.recursive.expression)),
};

// record = "{" [ ( entry | spread ) { "," ( entry | spread ) } [","] ] "}" ;
export const recordRule: Rule<RecordLiteral> = rule("record", (p) => {
  const open = p.expect(kinds.LeftBrace);
  const entries = p.listOf(recordEntries);
  p.close(kinds.RightBrace, open);
  return { kind: "record", entries, span: p.spanFrom(open) };
});

const recordEntries: Listed<Entry | Spread> = {
  separator: kinds.Comma,
  read: (p) => (p.isNext(kinds.RightBrace) ? undefined : p.or(0, entryAlternatives)),
};

const entryAlternatives: Alternatives<Entry | Spread> = [
  { read: (p) => p.read(entryRule) },
  { read: (p) => p.read(spreadRule) },
];

// entry = ID [ ":" expression ] ;
export const entryRule: Rule<Entry> = rule("entry", (p) => {
  const name = p.readName(Word);
  const value = p.option(0, valued);
  const shorthand = value === undefined;
  return {
    kind: "entry",
    name,
    value: value ?? { kind: "reference", text: name.text, span: name.span },
    shorthand,
    span: p.spanFrom(name.span.start),
  };
});

const valued = (p: Parser): Expression => {
  p.expect(kinds.Colon);
  return p.read(p.recursive.expression);
};

// spread = "..." expression ;
export const spreadRule: Rule<Spread> = rule("spread", (p) => {
  const start = p.expect(kinds.Ellipsis);
  const value = p.read(p.recursive.expression);
  return { kind: "spread", value, span: p.spanFrom(start) };
});

// matching = "match" expression "{" [ arm { "," arm } [","] ] "}" ;
export const matchingRule: Rule<MatchExpression> = rule("matching", (p) => {
  const start = p.expect(word.match);
  const subject = p.read(p.recursive.expression);
  const open = p.expect(kinds.LeftBrace);
  const arms = p.listOf(listedArms);
  p.close(kinds.RightBrace, open);
  return { kind: "matchExpression", subject, arms, span: p.spanFrom(start) };
});

const listedArms: Listed<Arm> = {
  separator: kinds.Comma,
  read: (p) => (p.isNext(kinds.RightBrace) ? undefined : p.read(armRule)),
};

// arm = pattern ":" expression ;
export const armRule: Rule<Arm> = rule("arm", (p) => {
  const start = p.nextStart();
  const pattern = p.read(patternRule);
  p.expect(kinds.Colon);
  const value = p.read(p.recursive.expression);
  return { kind: "arm", pattern, value, span: p.spanFrom(start) };
});

// pattern = "else" | range { "|" range } ;
export const patternRule: Rule<Pattern> = rule("pattern", (p) => {
  p.enter();
  const pattern = p.or(0, patternAlternatives);
  p.nesting--;
  return pattern;
});

const patternAlternatives: Alternatives<Pattern> = [
  {
    read: (p) => ({ kind: "elsePattern", span: p.spanOf(p.consume(word.else)) }),
  },
  {
    read: (p) => {
      const start = p.nextStart();
      const alternatives = p.listOfSome(listedRanges);
      return { kind: "valuePattern", alternatives, span: p.spanFrom(start) };
    },
  },
];

const listedRanges: Listed<Expression> = { separator: kinds.Bar, read: (p) => p.read(p.recursive.range) };

// arguments = "(" [ argument { "," argument } [","] ] ")" ;
export const argumentListRule: Rule<readonly Argument[]> = rule("argumentList", (p) => {
  const open = p.expect(kinds.LeftParen);
  const { isBehindNamed, isNameReported } = p.state;
  p.state.isBehindNamed = false;
  p.state.isNameReported = false;
  const list = p.listOf(listedArguments);
  p.state.isBehindNamed = isBehindNamed;
  p.state.isNameReported = isNameReported;
  p.close(kinds.RightParen, open);
  return list;
});

const listedArguments: Listed<Argument> = {
  separator: kinds.Comma,
  read: (p) => {
    if (p.isNext(kinds.RightParen)) return undefined;
    const argument = p.or(0, argumentAlternatives);
    if (argument.form === "named") p.state.isBehindNamed = true;
    return p.state.isBehindNamed && argument.form === "positional" ? behindNamed(p, argument) : argument;
  },
};

// argument = ID ":" expression | expression ;
const argumentAlternatives: Alternatives<Argument> = [
  {
    gate: (p) => p.ahead(2) === kinds.Colon,
    read: (p) => {
      const name = p.readName(Word);
      p.expect(kinds.Colon);
      const value = p.read(p.recursive.expression);
      return { kind: "argument", form: "named", name, value, span: p.spanFrom(name.span.start) };
    },
  },
  {
    read: (p) => {
      const start = p.nextStart();
      const value = p.read(p.recursive.expression);
      return { kind: "argument", form: "positional", name: undefined, value, span: p.spanFrom(start) };
    },
  },
];

/** Behind a named argument a bare word names itself; anything else lacks its name. */
function behindNamed(p: Parser, argument: Argument): Argument {
  const { value } = argument;
  if (value.kind === "reference") {
    const name: Name = { kind: "name", text: value.text, span: value.span };
    return { kind: "argument", form: "shorthand", name, value, span: argument.span };
  }
  if (p.state.isNameReported) return argument;
  p.state.isNameReported = true;
  p.report(argument.span, () => positionalAfterNamed.at({ file: p.source.name, span: argument.span }, {}));
  return argument;
}

// path = ID { "." ID } ;
export const pathRule: Rule<Path> = rule("path", (p) => {
  const first = p.readName(Word);
  const segments = p.takesMany(0) ? segmentsFrom(p, first) : [first];
  return { kind: "path", segments, span: p.spanFrom(first.span.start) };
});

function segmentsFrom(p: Parser, first: Name): readonly Name[] {
  let segments = [first];
  p.many(0, () => {
    p.expect(kinds.Dot);
    segments = added(segments, p.readName(Word));
  });
  return exact(segments);
}

// call = path arguments ;
export const invocationRule: Rule<Invocation> = rule("call", (p) => {
  const start = p.nextStart();
  const path = p.read(pathRule);
  const args = p.read(argumentListRule);
  return { kind: "invocation", path, arguments: args, span: p.spanFrom(start) };
});

// names = ID { "," ID } ;
export const namesRule: Rule<readonly Name[]> = rule("names", (p) => {
  return p.listOfSome(namesListed);
});

const namesListed: Listed<Name> = { separator: kinds.Comma, read: (p) => p.readName(Word) };
