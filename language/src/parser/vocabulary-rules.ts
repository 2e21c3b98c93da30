import type { IToken } from "chevrotain";
import type { TypeNode } from "../ast/types.ts";
import type { RoleDeclaration, ScaledUnit, TypeDeclaration, UnitDeclaration } from "../ast/vocabulary.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, Word, word } from "../lexer/token-types.ts";
import { CapabilityRules } from "./capability-rules.ts";
import { SyntaxFault } from "./fault.ts";
import type { Rule } from "./recogniser.ts";

/** Types, units and roles. */
export abstract class VocabularyRules extends CapabilityRules {
  // typeDecl = "type" NAME ( "=" type | recordType ) ;
  readonly typeDeclaration: Rule<TypeDeclaration> = this.rule("typeDecl", () => {
    this.pass(word.type);
    const name = this.readName(Identifier);
    const alias = this.isNext(kinds.Assign);
    const type = this.OR(this.definitionAlternatives);
    return { kind: "typeDeclaration", name, type, alias, ...this.declared() };
  });

  private readonly definitionAlternatives = [
    {
      ALT: (): TypeNode => {
        this.pass(kinds.Assign);
        return this.withMembers(this.SUBRULE(this.type));
      },
    },
    { ALT: (): TypeNode => this.SUBRULE(this.recordType) },
  ];

  /** `type Mood = happy, sad` and `type Mood = happy sad`, which are told. */
  private withMembers(type: TypeNode): TypeNode {
    if (this.RECORDING_PHASE || type.kind !== "namedType" || (type.within ?? type.matching) !== undefined)
      return type;
    const { name, span } = type;
    const isBeside = this.isNext(Identifier) && !this.isFirstOnLine(this.nextStart());
    if (/^[a-z]/u.test(name.text) && isBeside) throw new SyntaxFault("enumType", kinds.Bar);
    const members = [name];
    while (this.passesJoiner(kinds.Bar) || this.isNext(kinds.Bar)) {
      if (this.isNext(kinds.Bar)) this.goTo(this.index() + 1);
      members.push(this.readName(Identifier));
    }
    return members.length === 1 ? type : { kind: "enumType", members, span: this.spanFrom(span.start) };
  }

  // unit = "unit" NAME ":" NAME [ "=" scaled [ "+" scaled ] ] ;
  readonly unitDeclaration: Rule<UnitDeclaration> = this.rule("unit", () => {
    this.pass(word.unit);
    const name = this.readName(Identifier, 1);
    this.pass(kinds.Colon);
    const quantity = this.readName(Identifier, 2);
    this.lacksEquals();
    let scale: ScaledUnit | undefined;
    let offset: ScaledUnit | undefined;
    this.OPTION1(() => {
      this.pass(kinds.Assign);
      scale = this.SUBRULE1(this.scaled);
      this.OPTION2(() => {
        this.pass(kinds.Plus);
        offset = this.SUBRULE2(this.scaled);
      });
    });
    return { kind: "unitDeclaration", name, quantity, scale, offset, ...this.declared() };
  });

  /** `unit mile: Length 1_609m`: what follows was meant to say how much it is. */
  private lacksEquals(): void {
    if (this.RECORDING_PHASE || this.isFirstOnLine(this.nextStart())) return;
    const isAmount = [kinds.Quantity, kinds.Integer, kinds.Decimal].some((type) => this.isNext(type));
    if (isAmount) throw new SyntaxFault("unit", kinds.Assign);
  }

  // scaled = QUANTITY | ( INT | NUMBER ) NAME ;
  readonly scaled: Rule<ScaledUnit> = this.rule("scaled", () => this.OR(this.scaledAlternatives));

  private readonly scaledAlternatives = [
    {
      ALT: (): ScaledUnit => {
        const token = this.CONSUME(kinds.Quantity) as Token;
        const { image, startOffset, split, end } = token;
        const number = image.slice(0, split - startOffset).trimEnd();
        const unit = {
          kind: "name",
          text: image.slice(split - startOffset),
          span: { start: split, end },
        } as const;
        return {
          kind: "scaledUnit",
          number: number.replaceAll("_", ""),
          unit,
          raw: image,
          span: this.spanOf(token),
        };
      },
    },
    { ALT: (): ScaledUnit => this.spacedUnit(this.CONSUME(kinds.Integer), this.CONSUME1(Identifier)) },
    { ALT: (): ScaledUnit => this.spacedUnit(this.CONSUME(kinds.Decimal), this.CONSUME2(Identifier)) },
  ];

  private spacedUnit(token: IToken, unit: IToken): ScaledUnit {
    const { image, startOffset } = token;
    const raw = `${image} ${unit.image}`;
    const number = image.replaceAll("_", "");
    return { kind: "scaledUnit", number, unit: this.toName(unit), raw, span: this.spanFrom(startOffset) };
  }

  // role = "role" NAME [ "trust" ID ] ;
  readonly roleDeclaration: Rule<RoleDeclaration> = this.rule("role", () => {
    this.pass(word.role);
    const name = this.readName(Identifier);
    const trust = this.OPTION(() => {
      this.pass(word.trust);
      return this.readName(Word);
    });
    return { kind: "roleDeclaration", name, trust, ...this.declared() };
  });
}
