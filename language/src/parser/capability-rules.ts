import type {
  AskClause,
  CapabilityClause,
  CapabilityDeclaration,
  CapabilityKind,
  EffectClause,
  TouchesClause,
  UsesClause,
} from "../ast/capability.ts";
import type { Token } from "../lexer/token.ts";
import { Identifier, Word, word } from "../lexer/token-types.ts";
import type { Rule } from "./base.ts";
import { ClauseRules } from "./clause-rules.ts";

/** The five kinds of capability. */
export abstract class CapabilityRules extends ClauseRules {
  // capability = kind NAME params [ result ] [ "{" { capabilityClause } "}" ] ;
  readonly capability: Rule<CapabilityDeclaration> = this.rule("capability", () => {
    const faults = this.faults;
    const keyword = this.SUBRULE(this.capabilityKind);
    const name = this.toName(this.CONSUME(Identifier));
    const parameters = this.SUBRULE(this.parameters);
    const result = this.OPTION1(() => this.SUBRULE(this.result));
    const clauses: CapabilityClause[] = [];
    this.OPTION2(() => {
      this.braced("clause of a capability", this.capabilityClause, (clause) => clauses.push(clause));
    });
    return {
      kind: "capability",
      capabilityKind: keyword.image as CapabilityKind,
      name,
      parameters,
      result,
      clauses,
      ...this.declared(keyword, faults),
    };
  });

  // kind = "tool" | "agent" | "service" | "llm" | "human" ;
  readonly capabilityKind: Rule<Token> = this.rule("kind", () => this.OR(this.kindAlternatives));

  private readonly kindAlternatives = [
    { ALT: () => this.CONSUME(word.tool) as Token },
    { ALT: () => this.CONSUME(word.agent) as Token },
    { ALT: () => this.CONSUME(word.service) as Token },
    { ALT: () => this.CONSUME(word.llm) as Token },
    { ALT: () => this.CONSUME(word.human) as Token },
  ];
}
