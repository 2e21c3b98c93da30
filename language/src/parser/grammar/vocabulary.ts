import type { TypeNode } from "../../ast/types.ts";
import type {
  ConstantDeclaration,
  RoleDeclaration,
  ScaledUnit,
  TypeDeclaration,
  UnitDeclaration,
} from "../../ast/vocabulary.ts";
import type { Token } from "../../lexer/token.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, Word, word } from "../../lexer/token-types.ts";
import { SyntaxFault } from "../fault.ts";
import { type Alternatives, type Parser, type Rule, rule } from "../parser.ts";
import { declared } from "./declared.ts";
import { expressionRule } from "./expressions.ts";
import { beginsUnion, recordTypeRule, typeRule, unionTypeRule } from "./types.ts";

// typeDecl = "type" NAME ( "=" ( unionType | type ) | recordType ) ;
export const typeDeclarationRule: Rule<TypeDeclaration> = rule("typeDecl", (p) => {
  p.expect(word.type);
  const name = p.readName(Identifier);
  const alias = p.isNext(kinds.Assign);
  const type = p.or(0, definitionAlternatives);
  return { kind: "typeDeclaration", name, type, alias, ...declared(p) };
});

const definitionAlternatives: Alternatives<TypeNode> = [
  {
    read: (p) => {
      p.expect(kinds.Assign);
      // A mistake in anything else is one in a type.
      if (!p.isRecording && !beginsUnion(p)) return withMembers(p, p.read(typeRule));
      return p.or(1, aliasAlternatives);
    },
  },
  { read: (p) => p.read(recordTypeRule) },
];

const aliasAlternatives: Alternatives<TypeNode> = [
  { gate: beginsUnion, read: (p) => p.read(unionTypeRule) },
  { read: (p) => withMembers(p, p.read(typeRule)) },
];

/** Reports `type Mood = happy, sad` and `type Mood = happy sad`, and reads the members. */
function withMembers(p: Parser, type: TypeNode): TypeNode {
  if (p.isRecording || type.kind !== "namedType" || (type.within ?? type.matching) !== undefined) return type;
  const { name, span } = type;
  const isBeside = p.isNext(Identifier) && !p.isFirstOnLine(p.nextStart());
  if (/^[a-z]/u.test(name.text) && isBeside) throw new SyntaxFault("enumType", kinds.Bar);
  const members = [name];
  while (p.skipsJoiner(kinds.Bar) || p.isNext(kinds.Bar)) {
    if (p.isNext(kinds.Bar)) p.goTo(p.index() + 1);
    members.push(p.readName(Identifier));
  }
  return members.length === 1 ? type : { kind: "enumType", members, span: p.spanFrom(span.start) };
}

// constant = "let" NAME [ ":" type ] "=" expression ;
export const constantDeclarationRule: Rule<ConstantDeclaration> = rule("constant", (p) => {
  p.expect(word.let);
  const name = p.readName(Identifier);
  const type = p.optionAfter(1, kinds.Colon, typeRule);
  p.expect(kinds.Assign);
  const value = p.read(expressionRule);
  return { kind: "constantDeclaration", name, type, value, ...declared(p) };
});

// unit = "unit" NAME ":" NAME [ "=" scaled [ "+" scaled ] ] ;
export const unitDeclarationRule: Rule<UnitDeclaration> = rule("unit", (p) => {
  p.expect(word.unit);
  const name = p.readName(Identifier);
  p.expect(kinds.Colon);
  const quantity = p.readName(Identifier);
  lacksEquals(p);
  let scale: ScaledUnit | undefined;
  let offset: ScaledUnit | undefined;
  p.option(1, () => {
    p.expect(kinds.Assign);
    scale = p.read(scaledRule);
    p.option(2, () => {
      p.expect(kinds.Plus);
      offset = p.read(scaledRule);
    });
  });
  return { kind: "unitDeclaration", name, quantity, scale, offset, ...declared(p) };
});

/** `unit mile: Length 1_609m`: what follows was meant to say how much it is. */
function lacksEquals(p: Parser): void {
  if (p.isRecording || p.isFirstOnLine(p.nextStart())) return;
  const isAmount = [kinds.Quantity, kinds.Integer, kinds.Decimal].some((type) => p.isNext(type));
  if (isAmount) throw new SyntaxFault("unit", kinds.Assign);
}

// scaled = QUANTITY | ( INT | NUMBER ) NAME ;
export const scaledRule: Rule<ScaledUnit> = rule("scaled", (p) => p.or(0, scaledAlternatives));

const scaledAlternatives: Alternatives<ScaledUnit> = [
  {
    read: (p) => {
      const token = p.consume(kinds.Quantity);
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
        span: p.spanOf(token),
      };
    },
  },
  { read: (p) => spacedUnit(p, p.consume(kinds.Integer), p.consume(Identifier)) },
  { read: (p) => spacedUnit(p, p.consume(kinds.Decimal), p.consume(Identifier)) },
];

function spacedUnit(p: Parser, token: Token, unit: Token): ScaledUnit {
  const { image, startOffset } = token;
  const raw = `${image} ${unit.image}`;
  const number = image.replaceAll("_", "");
  return { kind: "scaledUnit", number, unit: p.toName(unit), raw, span: p.spanFrom(startOffset) };
}

// role = "role" NAME [ "trust" ID ] ;
export const roleDeclarationRule: Rule<RoleDeclaration> = rule("role", (p) => {
  p.expect(word.role);
  const name = p.readName(Identifier);
  const trust = p.option(0, () => {
    p.expect(word.trust);
    return p.readName(Word);
  });
  return { kind: "roleDeclaration", name, trust, ...declared(p) };
});
