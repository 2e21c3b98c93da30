import type { Parameter } from "../ast/declaration.ts";
import type { Expression, StringLiteral } from "../ast/expressions.ts";
import type { Name } from "../ast/names.ts";
import type { Span } from "../ast/span.ts";
import type { Bounds, EnumType, Field, ListType, MoneyType, RecordType, TypeNode } from "../ast/types.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, Word, word } from "../lexer/token-types.ts";
import { CollectionRules } from "./collection-rules.ts";
import { added, exact } from "./exact.ts";
import { clip } from "./expectations.ts";
import type { Listed, Rule } from "./recogniser.ts";
import { missingArrow, unexpected } from "./syntax-errors.ts";
import * as layout from "./token-view.ts";
import { goesOnWithType, loneReference } from "./whole-in-one.ts";

/** Types, and parameters, which have them. */
export abstract class TypeRules extends CollectionRules {
  // type = ( listType | recordType | mapType | enumType | namedType ) [ "?" ] { "@" ID } ;
  readonly type: Rule<TypeNode> = this.rule("type", () => {
    if (this.isAlone(loneReference, goesOnWithType)) return this.nameAlone(this.readName(Identifier));
    this.enter();
    const start = this.nextStart();
    const bare: TypeNode = this.OR(this.typeAlternatives);
    const isOptional = this.OPTION(this.question) !== undefined;
    const type: TypeNode = isOptional
      ? { kind: "optionalType", type: bare, span: this.spanFrom(start) }
      : bare;
    const whole = this.takesMany(0) ? this.labelled(type, start) : type;
    this.nesting--;
    return whole;
  });

  private readonly question = (): number => this.pass(kinds.Question);

  private labelled(type: TypeNode, start: number): TypeNode {
    let labels: Name[] = [];
    this.MANY(() => {
      this.pass(kinds.AtSign);
      labels = added(labels, this.readName(Word));
    });
    return { kind: "labelledType", type, labels: exact(labels), span: this.spanFrom(start) };
  }

  private readonly typeAlternatives = [
    { ALT: (): TypeNode => this.SUBRULE(this.listType) },
    { ALT: (): TypeNode => this.SUBRULE(this.recordType) },
    { GATE: () => this.ahead(2) === kinds.Less, ALT: (): TypeNode => this.SUBRULE(this.genericType) },
    { GATE: () => this.ahead(2) === kinds.Bar, ALT: (): TypeNode => this.SUBRULE(this.enumType) },
    { ALT: (): TypeNode => this.SUBRULE(this.namedType) },
  ];

  // listType = "[" type "]" [ "size" bounds ] ;
  readonly listType: Rule<ListType> = this.rule("listType", () => {
    const open = this.pass(kinds.LeftBracket);
    const element = this.SUBRULE(this.type);
    this.close(kinds.RightBracket, open);
    const size = this.beginsField() ? undefined : this.OPTION(this.size);
    return { kind: "listType", element, size, span: this.spanFrom(open) };
  });

  private readonly size = (): Bounds => {
    this.pass(word.size);
    return this.SUBRULE(this.bounds);
  };

  // recordType = "{" { field [","] } "}" ;
  readonly recordType: Rule<RecordType> = this.rule("recordType", () => {
    const open = this.pass(kinds.LeftBrace);
    let fields: Field[] = [];
    this.MANY(() => {
      fields = added(fields, this.SUBRULE(this.field));
      this.OPTION(() => this.CONSUME(kinds.Comma));
    });
    this.close(kinds.RightBrace, open);
    return { kind: "recordType", fields: exact(fields), span: this.spanFrom(open) };
  });

  // field = ID ":" type [ "=" expression ] ;
  readonly field: Rule<Field> = this.rule("field", () => {
    const name = this.readName(Word);
    this.pass(kinds.Colon);
    const type = this.SUBRULE(this.type);
    const value = this.OPTION(this.assigned);
    return { kind: "field", name, type, default: value, span: this.spanFrom(name.span.start) };
  });

  // genericType = "Map" "<" type "," type ">" | "Done" "<" type ">" | "Money" "<" NAME ">" [ "in" bounds ] ;
  readonly genericType: Rule<TypeNode> = this.rule("genericType", () => this.OR(this.genericAlternatives));

  private readonly genericAlternatives = [
    {
      ALT: (): TypeNode => {
        const start = this.pass(word.Map);
        const open = this.pass(kinds.Less, 1);
        const key = this.SUBRULE1(this.type);
        this.pass(kinds.Comma);
        const value = this.SUBRULE2(this.type);
        this.close(kinds.Greater, open, 1);
        return { kind: "mapType", key, value, span: this.spanFrom(start) };
      },
    },
    {
      ALT: (): TypeNode => {
        const start = this.pass(word.Done);
        const open = this.pass(kinds.Less, 2);
        const value = this.SUBRULE3(this.type);
        this.close(kinds.Greater, open, 2);
        return { kind: "doneType", value, span: this.spanFrom(start) };
      },
    },
    {
      ALT: (): MoneyType => {
        const start = this.pass(word.Money);
        const open = this.pass(kinds.Less, 3);
        const currency = this.readName(Identifier);
        this.close(kinds.Greater, open, 3);
        const within = this.beginsField()
          ? undefined
          : this.OPTION(() => {
              this.pass(word.in);
              return this.SUBRULE(this.bounds);
            });
        return { kind: "moneyType", currency, within, span: this.spanFrom(start) };
      },
    },
  ];

  // enumType = NAME "|" NAME { "|" NAME } ;
  readonly enumType: Rule<EnumType> = this.rule("enumType", () => {
    const members = this.listOfSome(this.enumMembers);
    return { kind: "enumType", members, span: this.spanFrom(members[0]?.span.start ?? 0) };
  });

  private readonly enumMembers: Listed<Name> = { SEP: kinds.Bar, DEF: () => this.readName(Identifier) };

  // namedType = NAME [ "in" bounds | "matching" string ] ;
  readonly namedType: Rule<TypeNode> = this.rule("namedType", () => {
    const name = this.readName(Identifier);
    if (this.beginsField()) return this.nameAlone(name);
    const within = this.OPTION1(this.bounded);
    const matching = this.OPTION2(this.matchingText);
    return { kind: "namedType", name, within, matching, span: this.spanFrom(name.span.start) };
  });

  private nameAlone(name: Name): TypeNode {
    return { kind: "namedType", name, within: undefined, matching: undefined, span: name.span };
  }

  private readonly bounded = (): Bounds => {
    this.pass(word.in);
    return this.SUBRULE(this.bounds);
  };

  private readonly matchingText = (): StringLiteral => {
    this.pass(word.matching);
    return this.SUBRULE(this.string);
  };

  /** In a record type the comma may be missing, so the next field may be called `size`, `in` or `matching`. */
  private beginsField(): boolean {
    return this.ahead(2) === kinds.Colon;
  }

  // bounds = range, of two ends ;
  readonly bounds: Rule<Bounds> = this.rule("bounds", () => {
    this.enter();
    const start = this.nextStart();
    const range = this.SUBRULE(this.range);
    this.nesting--;
    const span = this.spanFrom(start);
    if (range.kind === "range") return { kind: "bounds", from: range.from, to: range.to, span };
    return this.noBounds(range, span);
  });

  private noBounds(range: Expression, span: Span): Bounds {
    const found = `\`${clip(this.source.text.slice(span.start, span.end))}\``;
    this.tell(span, () =>
      unexpected.at({ file: this.source.name, span }, { expected: "a range such as `1..10`", found }),
    );
    return { kind: "bounds", from: range, to: this.missing(), span };
  }

  // params = "(" [ param { "," param } [","] ] ")" ;
  readonly parameters: Rule<readonly Parameter[]> = this.rule("params", () => {
    const open = this.pass(kinds.LeftParen);
    const found = this.listOf(this.parametersListed);
    this.close(kinds.RightParen, open);
    return found;
  });

  private readonly parametersListed: Listed<Parameter> = {
    SEP: kinds.Comma,
    DEF: () => (this.isNext(kinds.RightParen) ? undefined : this.SUBRULE(this.parameter)),
  };

  // param = NAME ":" type [ "trusted" ] [ "=" expression ] ;
  readonly parameter: Rule<Parameter> = this.rule("param", () => {
    const name = this.readName(Identifier);
    this.pass(kinds.Colon);
    const type = this.SUBRULE(this.type);
    const trusted = this.OPTION1(this.trusted) !== undefined;
    const value = this.OPTION2(this.assigned);
    return { kind: "parameter", name, type, trusted, default: value, span: this.spanFrom(name.span.start) };
  });

  private readonly trusted = (): number => this.pass(word.trusted);

  private readonly assigned = (): Expression => {
    this.pass(kinds.Assign);
    return this.SUBRULE(this.expression);
  };

  /** [ result ], the type also where its arrow is missing or another sign stands for it. */
  protected optionalResult(): TypeNode | undefined {
    return this.OPTION9(() => this.SUBRULE(this.result)) ?? this.resultWithoutArrow();
  }

  private resultWithoutArrow(): TypeNode | undefined {
    if (this.RECORDING_PHASE) return undefined;
    const next = this.LA(1) as Token;
    const isSign = next.tokenType === kinds.Colon || next.tokenType === kinds.FatArrow;
    const isType =
      next.tokenType === kinds.LeftBracket || (this.isName(next.tokenType) && !this.beginsHeading());
    if (!isSign && (!isType || this.isFirstOnLine(this.nextStart()))) return undefined;
    // `plan p():`, `plan p() do` and the body below are a block that lacks its braces.
    if (!next.image.startsWith("[") && layout.beginsLine(this.view, this.index() + 1)) {
      if (next.image === ":" || next.image === "do" || next.image === "begin") return undefined;
    }
    const file = this.source.name;
    const span = this.spanOf(next);
    const place = isSign
      ? { start: this.previousEnd(), end: span.end }
      : { start: span.start, end: span.start };
    const newText = isSign ? " ->" : "-> ";
    const edits = [{ file, span: place, newText }];
    this.tell(span, () =>
      missingArrow.at({ file, span }, {}, { fixes: [{ title: "Write `->`", safe: true, edits }] }),
    );
    if (isSign) this.pass(next.tokenType, 9);
    return this.SUBRULE9(this.type);
  }

  /** Whether a plan's heading or the next declaration follows, and no type. */
  private beginsHeading(): boolean {
    const tokenType = this.ahead(1);
    return tokenType === word.achieves || tokenType === word.under || layout.isDeclarationWord(tokenType);
  }

  // result = "->" type ;
  readonly result: Rule<TypeNode> = this.rule("result", () => {
    this.pass(kinds.Arrow);
    return this.SUBRULE(this.type);
  });
}
