import type {
  AskClause,
  CapabilityClause,
  CapabilityDeclaration,
  CapabilityKind,
  ChargedClause,
  ClearanceClause,
  ConfirmClause,
  EffectClause,
  EnsuresClause,
  HeartbeatClause,
  IrreversibleClause,
  PromptClause,
  RoleClause,
  RunHttpClause,
  RunMcpClause,
  RunModuleClause,
  ScopeClause,
  ShowClause,
  TagsClause,
  TiersClause,
  TouchesClause,
  UndoClause,
  UsesClause,
} from "../ast/capability.ts";
import type { Bound } from "../ast/clauses.ts";
import type { Expression } from "../ast/expressions.ts";
import { Identifier, Word, word } from "../lexer/token-types.ts";
import { ClauseRules } from "./clause-rules.ts";
import type { Rule } from "./recogniser.ts";

/** The five kinds of capability, and what each may say of itself. */
export abstract class CapabilityRules extends ClauseRules {
  // effectClause = "effect" ( "pure" | "idempotent" | "once" ) [ "for" expression ] ;
  readonly effectClause: Rule<EffectClause> = this.rule("effectClause", () => {
    const start = this.pass(word.effect);
    const effect = this.OR(this.effectAlternatives);
    const mayLast = effect === "idempotent" || this.RECORDING_PHASE;
    const period = mayLast ? this.OPTION(this.period) : undefined;
    return { kind: "effectClause", effect, for: period, span: this.spanFrom(start) };
  });

  private readonly period = (): Expression => {
    this.pass(word.for);
    return this.SUBRULE(this.expression);
  };

  private readonly effectAlternatives = [
    { ALT: (): EffectClause["effect"] => this.passed(word.pure, "pure") },
    { ALT: (): EffectClause["effect"] => this.passed(word.idempotent, "idempotent") },
    { ALT: (): EffectClause["effect"] => this.passed(word.once, "once") },
  ];

  // scopeClause = "scope" string ;
  readonly scopeClause: Rule<ScopeClause> = this.wordAndString("scopeClause", word.scope, (scope, span) => ({
    kind: "scopeClause",
    scope,
    span,
  }));

  // clearanceClause = "clearance" ID ;
  readonly clearanceClause: Rule<ClearanceClause> = this.wordAndWord(
    "clearanceClause",
    word.clearance,
    Word,
    (label, span) => ({ kind: "clearanceClause", label, span }),
  );

  // usesClause = "uses" NAME [ "x" INT ] ;
  readonly usesClause: Rule<UsesClause> = this.rule("usesClause", () => {
    const start = this.pass(word.uses);
    const resourceKind = this.readName(Identifier);
    const count = this.OPTION(() => {
      this.pass(word.x);
      return this.SUBRULE(this.whole);
    });
    return { kind: "usesClause", resourceKind, count, span: this.spanFrom(start) };
  });

  // touchesClause = "touches" NAME "by" expression ;
  readonly touchesClause: Rule<TouchesClause> = this.rule("touchesClause", () => {
    const start = this.pass(word.touches);
    const entity = this.readName(Identifier);
    this.pass(word.by);
    const by = this.SUBRULE(this.expression);
    return { kind: "touchesClause", entity, by, span: this.spanFrom(start) };
  });

  // tiersClause = "at" names ;
  readonly tiersClause: Rule<TiersClause> = this.wordAndIds("tiersClause", word.at, (tiers, span) => ({
    kind: "tiersClause",
    tiers,
    span,
  }));

  // tagsClause = "tags" names ;
  readonly tagsClause: Rule<TagsClause> = this.wordAndIds("tagsClause", word.tags, (tags, span) => ({
    kind: "tagsClause",
    tags,
    span,
  }));

  // undoClause = "undo" call ;
  readonly undoClause: Rule<UndoClause> = this.wordAndCall("undoClause", word.undo, (call, span) => ({
    kind: "undoClause",
    call,
    span,
  }));

  // confirmClause = "confirm" call ;
  readonly confirmClause: Rule<ConfirmClause> = this.wordAndCall(
    "confirmClause",
    word.confirm,
    (call, span) => ({
      kind: "confirmClause",
      call,
      span,
    }),
  );

  // irreversibleClause = "irreversible" "because" string ;
  readonly irreversibleClause: Rule<IrreversibleClause> = this.rule("irreversibleClause", () => {
    const start = this.pass(word.irreversible);
    this.pass(word.because);
    const because = this.SUBRULE(this.string);
    return { kind: "irreversibleClause", because, span: this.spanFrom(start) };
  });

  // ensuresClause = "ensures" expression ;
  readonly ensuresClause: Rule<EnsuresClause> = this.wordAndValue(
    "ensuresClause",
    word.ensures,
    (condition, span) => ({ kind: "ensuresClause", condition, span }),
  );

  // heartbeatClause = "heartbeat" expression ;
  readonly heartbeatClause: Rule<HeartbeatClause> = this.wordAndValue(
    "heartbeatClause",
    word.heartbeat,
    (every, span) => ({ kind: "heartbeatClause", every, span }),
  );

  // chargedClause = "charged" "per" "request" ;
  readonly chargedClause: Rule<ChargedClause> = this.rule("chargedClause", () => {
    const start = this.pass(word.charged);
    this.pass(word.per);
    this.pass(word.request);
    return { kind: "chargedClause", span: this.spanFrom(start) };
  });

  // declaredBound = bound [ "at" "least" expression ] ;
  readonly declaredBound: Rule<Bound> = this.rule("declaredBound", () => {
    const start = this.nextStart();
    const bound = this.SUBRULE1(this.bound);
    const least = this.OPTION(this.leastOf);
    return least === undefined ? bound : { ...bound, least, span: this.spanFrom(start) };
  });

  /** `at edge` is a clause of its own. */
  private readonly leastOf = {
    GATE: (): boolean => this.ahead(2) === word.least,
    DEF: (): Expression => {
      this.pass(word.at);
      this.pass(word.least);
      return this.SUBRULE2(this.expression);
    },
  };

  // runClause = "run" ( "module" string | "http" ID string [ "callback" ] | "mcp" string ) ;
  readonly runClause: Rule<RunClause> = this.rule("runClause", () => {
    this.clauseStart = this.pass(word.run);
    return this.OR(this.runAlternatives);
  });

  private clauseStart = 0;
  private readonly runAlternatives = [
    {
      ALT: (): RunClause => {
        this.pass(word.module);
        const module = this.SUBRULE1(this.string);
        return { kind: "runModuleClause", module, span: this.spanFrom(this.clauseStart) };
      },
    },
    {
      ALT: (): RunClause => {
        this.pass(word.http);
        const method = this.readName(Word);
        const url = this.SUBRULE2(this.string);
        const callback = this.OPTION(() => this.CONSUME(word.callback)) !== undefined;
        return { kind: "runHttpClause", method, url, callback, span: this.spanFrom(this.clauseStart) };
      },
    },
    {
      ALT: (): RunClause => {
        this.pass(word.mcp);
        const tool = this.SUBRULE3(this.string);
        return { kind: "runMcpClause", tool, span: this.spanFrom(this.clauseStart) };
      },
    },
  ];

  // roleClause = "role" ID ;
  readonly roleClause: Rule<RoleClause> = this.wordAndWord("roleClause", word.role, Word, (role, span) => ({
    kind: "roleClause",
    role,
    span,
  }));

  // promptClause = "prompt" string ;
  readonly promptClause: Rule<PromptClause> = this.wordAndString(
    "promptClause",
    word.prompt,
    (prompt, span) => ({
      kind: "promptClause",
      prompt,
      span,
    }),
  );

  // askClause = "ask" NAME [ "x" INT ] [ "where" expression ] ;
  readonly askClause: Rule<AskClause> = this.rule("askClause", () => {
    const start = this.pass(word.ask);
    const role = this.readName(Identifier);
    const count = this.OPTION1(() => {
      this.pass(word.x);
      return this.SUBRULE(this.whole);
    });
    const where = this.OPTION2(() => {
      this.pass(word.where);
      return this.SUBRULE(this.expression);
    });
    return { kind: "askClause", role, count, where, span: this.spanFrom(start) };
  });

  // showClause = "show" string ;
  readonly showClause: Rule<ShowClause> = this.wordAndString("showClause", word.show, (message, span) => ({
    kind: "showClause",
    message,
    span,
  }));

  // capabilityClause = any of the above or `fails` ;
  readonly capabilityClause: Rule<CapabilityClause> = this.either<CapabilityClause>("capabilityClause", [
    this.effectClause,
    this.declaredBound,
    this.scopeClause,
    this.clearanceClause,
    this.usesClause,
    this.touchesClause,
    this.tiersClause,
    this.tagsClause,
    this.undoClause,
    this.confirmClause,
    this.irreversibleClause,
    this.ensuresClause,
    this.fails,
    this.heartbeatClause,
    this.chargedClause,
    this.runClause,
    this.roleClause,
    this.promptClause,
    this.askClause,
    this.showClause,
  ]);

  // capability = kind NAME params [ result ] [ "{" { capabilityClause } "}" ] ;
  readonly capability: Rule<CapabilityDeclaration> = this.rule("capability", () => {
    const capabilityKind = this.SUBRULE(this.capabilityKind);
    const name = this.readName(Identifier);
    const parameters = this.SUBRULE(this.parameters);
    const result = this.optionalResult();
    const clauses = this.OPTION(this.capabilityClauses) ?? [];
    return { kind: "capability", capabilityKind, name, parameters, result, clauses, ...this.declared() };
  });

  private readonly capabilityClauses = (): readonly CapabilityClause[] =>
    this.braced("capabilityClause", this.capabilityClause);

  // kind = "tool" | "agent" | "service" | "llm" | "human" ;
  readonly capabilityKind: Rule<CapabilityKind> = this.rule("kind", () => this.OR(this.kindAlternatives));

  private readonly kindAlternatives = [
    { ALT: (): CapabilityKind => this.passed(word.tool, "tool") },
    { ALT: (): CapabilityKind => this.passed(word.agent, "agent") },
    { ALT: (): CapabilityKind => this.passed(word.service, "service") },
    { ALT: (): CapabilityKind => this.passed(word.llm, "llm") },
    { ALT: (): CapabilityKind => this.passed(word.human, "human") },
  ];
}

type RunClause = RunModuleClause | RunHttpClause | RunMcpClause;
