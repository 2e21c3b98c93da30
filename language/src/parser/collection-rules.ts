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
} from "../ast/expressions.ts";
import type { Name, Path } from "../ast/names.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { Word, word } from "../lexer/token-types.ts";
import { added, exact } from "./exact.ts";
import { ExpressionRules } from "./expression-rules.ts";
import type { Listed, Rule } from "./recogniser.ts";
import { isMultiline, stringNode, textNode } from "./string-nodes.ts";
import { positionalAfterNamed } from "./syntax-errors.ts";

/** Values made of several: strings, lists, records, matches, arguments; and the names and calls built on them. */
export abstract class CollectionRules extends ExpressionRules {
  // string = STRING | TEMPLATE_HEAD expression { TEMPLATE_MIDDLE expression } TEMPLATE_TAIL ;
  readonly string: Rule<StringLiteral> = this.rule("string", () => this.OR(this.stringAlternatives));

  private readonly stringAlternatives = [
    {
      ALT: (): StringLiteral => {
        const image = this.textOf(kinds.Text);
        if (isMultiline(image)) return stringNode([this.LA(0) as Token], [], this.log);
        return textNode(image, this.spanOfLast(), this.log);
      },
    },
    {
      ALT: (): StringLiteral => {
        const tokens = [this.CONSUME(kinds.TemplateHead) as Token];
        let expressions = [this.SUBRULE1(this.expression)];
        this.MANY(() => {
          tokens.push(this.CONSUME(kinds.TemplateMiddle) as Token);
          expressions = added(expressions, this.SUBRULE2(this.expression));
        });
        tokens.push(this.CONSUME(kinds.TemplateTail) as Token);
        return stringNode(tokens, expressions, this.log);
      },
    },
  ];

  // list = "[" [ expression { "," expression } [","] ] "]" ;
  readonly list: Rule<ListLiteral> = this.rule("list", () => {
    const open = this.pass(kinds.LeftBracket);
    const elements = this.listOf(this.elements);
    this.close(kinds.RightBracket, open);
    return { kind: "list", elements, span: this.spanFrom(open) };
  });

  private readonly elements: Listed<Expression> = {
    SEP: kinds.Comma,
    DEF: () => (this.isNext(kinds.RightBracket) ? undefined : this.SUBRULE(this.expression)),
  };

  // record = "{" [ ( entry | spread ) { "," ( entry | spread ) } [","] ] "}" ;
  readonly record: Rule<RecordLiteral> = this.rule("record", () => {
    const open = this.pass(kinds.LeftBrace);
    const entries = this.listOf(this.recordEntries);
    this.close(kinds.RightBrace, open);
    return { kind: "record", entries, span: this.spanFrom(open) };
  });

  private readonly recordEntries: Listed<Entry | Spread> = {
    SEP: kinds.Comma,
    DEF: () => (this.isNext(kinds.RightBrace) ? undefined : this.OR(this.entryAlternatives)),
  };

  private readonly entryAlternatives = [
    { ALT: (): Entry | Spread => this.SUBRULE(this.entry) },
    { ALT: (): Entry | Spread => this.SUBRULE(this.spread) },
  ];

  // entry = ID [ ":" expression ] ;
  readonly entry: Rule<Entry> = this.rule("entry", () => {
    const name = this.readName(Word);
    const value = this.OPTION(this.valued);
    const shorthand = value === undefined;
    return {
      kind: "entry",
      name,
      value: value ?? { kind: "reference", text: name.text, span: name.span },
      shorthand,
      span: this.spanFrom(name.span.start),
    };
  });

  private readonly valued = (): Expression => {
    this.pass(kinds.Colon);
    return this.SUBRULE(this.expression);
  };

  // spread = "..." expression ;
  readonly spread: Rule<Spread> = this.rule("spread", () => {
    const start = this.pass(kinds.Ellipsis);
    const value = this.SUBRULE(this.expression);
    return { kind: "spread", value, span: this.spanFrom(start) };
  });

  // matching = "match" expression "{" [ arm { "," arm } [","] ] "}" ;
  readonly matching: Rule<MatchExpression> = this.rule("matching", () => {
    const start = this.pass(word.match);
    const subject = this.SUBRULE(this.expression);
    const open = this.pass(kinds.LeftBrace);
    const arms = this.listOf(this.arms);
    this.close(kinds.RightBrace, open);
    return { kind: "matchExpression", subject, arms, span: this.spanFrom(start) };
  });

  private readonly arms: Listed<Arm> = {
    SEP: kinds.Comma,
    DEF: () => (this.isNext(kinds.RightBrace) ? undefined : this.SUBRULE(this.arm)),
  };

  // arm = pattern ":" expression ;
  readonly arm: Rule<Arm> = this.rule("arm", () => {
    const start = this.nextStart();
    const pattern = this.SUBRULE(this.pattern);
    this.pass(kinds.Colon);
    const value = this.SUBRULE(this.expression);
    return { kind: "arm", pattern, value, span: this.spanFrom(start) };
  });

  // pattern = "else" | range { "|" range } ;
  readonly pattern: Rule<Pattern> = this.rule("pattern", () => {
    this.enter();
    const pattern = this.OR(this.patternAlternatives);
    this.nesting--;
    return pattern;
  });

  private readonly patternAlternatives = [
    {
      ALT: (): Pattern => ({ kind: "elsePattern", span: this.spanOf(this.CONSUME(word.else)) }),
    },
    {
      ALT: (): Pattern => {
        const start = this.nextStart();
        const alternatives = this.listOfSome(this.ranges);
        return { kind: "valuePattern", alternatives, span: this.spanFrom(start) };
      },
    },
  ];

  private readonly ranges: Listed<Expression> = { SEP: kinds.Bar, DEF: () => this.SUBRULE(this.range) };

  // arguments = "(" [ argument { "," argument } [","] ] ")" ;
  readonly argumentList: Rule<readonly Argument[]> = this.rule("argumentList", () => {
    const open = this.pass(kinds.LeftParen);
    const outer = this.isBehindNamed;
    this.isBehindNamed = false;
    const found = this.listOf(this.listedArguments);
    this.isBehindNamed = outer;
    this.close(kinds.RightParen, open);
    return found;
  });

  /** Whether one of the arguments at hand had a name. A fault leaves it as it was: every list begins without. */
  private isBehindNamed = false;

  private readonly listedArguments: Listed<Argument> = {
    SEP: kinds.Comma,
    DEF: () => {
      if (this.isNext(kinds.RightParen)) return undefined;
      const argument = this.OR(this.argumentAlternatives);
      if (argument.form === "named") this.isBehindNamed = true;
      return this.isBehindNamed && argument.form === "positional" ? this.behindNamed(argument) : argument;
    },
  };

  // argument = ID ":" expression | expression ;
  private readonly argumentAlternatives = [
    {
      GATE: () => this.ahead(2) === kinds.Colon,
      ALT: (): Argument => {
        const name = this.readName(Word);
        this.pass(kinds.Colon);
        const value = this.SUBRULE1(this.expression);
        return { kind: "argument", form: "named", name, value, span: this.spanFrom(name.span.start) };
      },
    },
    {
      ALT: (): Argument => {
        const start = this.nextStart();
        const value = this.SUBRULE2(this.expression);
        return { kind: "argument", form: "positional", name: undefined, value, span: this.spanFrom(start) };
      },
    },
  ];

  /** Behind a named argument a bare word names itself; anything else lacks its name. */
  private behindNamed(argument: Argument): Argument {
    const { value } = argument;
    if (value.kind === "reference") {
      const name: Name = { kind: "name", text: value.text, span: value.span };
      return { kind: "argument", form: "shorthand", name, value, span: argument.span };
    }
    this.tell(argument.span, () =>
      positionalAfterNamed.at({ file: this.source.name, span: argument.span }, {}),
    );
    return argument;
  }

  // path = ID { "." ID } ;
  readonly path: Rule<Path> = this.rule("path", () => {
    const first = this.readName(Word, 1);
    const segments = this.takesMany(0) ? this.segmentsFrom(first) : [first];
    return { kind: "path", segments, span: this.spanFrom(first.span.start) };
  });

  private segmentsFrom(first: Name): readonly Name[] {
    let segments = [first];
    this.MANY(() => {
      this.pass(kinds.Dot);
      segments = added(segments, this.readName(Word, 2));
    });
    return exact(segments);
  }

  // call = path arguments ;
  readonly invocation: Rule<Invocation> = this.rule("call", () => {
    const start = this.nextStart();
    const path = this.SUBRULE(this.path);
    const args = this.SUBRULE(this.argumentList);
    return { kind: "invocation", path, arguments: args, span: this.spanFrom(start) };
  });

  // names = ID { "," ID } ;
  readonly names: Rule<readonly Name[]> = this.rule("names", () => {
    return this.listOfSome(this.namesListed);
  });

  private readonly namesListed: Listed<Name> = { SEP: kinds.Comma, DEF: () => this.readName(Word) };
}
