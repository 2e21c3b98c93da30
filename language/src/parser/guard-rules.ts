import type { Expression } from "../ast/expressions.ts";
import type { Name } from "../ast/names.ts";
import type {
  Action,
  AtMostRule,
  BeforeRule,
  DecisionClause,
  EveryRule,
  GuardrailDeclaration,
  GuardrailRule,
  LimitClause,
  NeverRule,
  OnClause,
  PolicyClause,
  PolicyDeclaration,
  RecordClause,
  RequireApprovalClause,
  RequireConsentClause,
  Selector,
  Severity,
} from "../ast/rules.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, Word, word } from "../lexer/token-types.ts";
import type { OneOfTwo } from "./option-rules.ts";
import { PlanRules } from "./plan-rules.ts";
import type { Listed, Rule } from "./recogniser.ts";

/** Policies and guardrails. */
export abstract class GuardRules extends PlanRules {
  // severity = "blocking" | "warning" | "advisory" | "informational" ;
  readonly severity: Rule<Severity> = this.rule("severity", () => this.OR(this.severityAlternatives));

  private readonly severityAlternatives = [
    { ALT: (): Severity => this.passed(word.blocking, "blocking") },
    { ALT: (): Severity => this.passed(word.warning, "warning") },
    { ALT: (): Severity => this.passed(word.advisory, "advisory") },
    { ALT: (): Severity => this.passed(word.informational, "informational") },
  ];

  // head = NAME [ ":" ID ] [ severity ] ;
  readonly head: Rule<Head> = this.rule("head", () => {
    const name = this.readName(Identifier);
    const category = this.OPTION1(() => {
      this.pass(kinds.Colon);
      return this.readName(Word);
    });
    const severity = this.OPTION2(() => this.SUBRULE(this.severity));
    return { name, category, severity };
  });

  // selector = "tagged" ID | "kind" kind | "any" | path ;
  readonly selector: Rule<Selector> = this.rule("selector", () => this.OR(this.selectorAlternatives));

  private readonly selectorAlternatives = [
    {
      GATE: () => !this.namesAction() && this.isWord(this.ahead(2)),
      ALT: (): Selector => {
        const start = this.pass(word.tagged);
        const tag = this.readName(Word);
        return { kind: "taggedSelector", tag, span: this.spanFrom(start) };
      },
    },
    {
      GATE: () => !this.namesAction() && this.isWord(this.ahead(2)),
      ALT: (): Selector => {
        const start = this.pass(word.kind);
        const capabilityKind = this.SUBRULE(this.capabilityKind);
        return { kind: "kindSelector", capabilityKind, span: this.spanFrom(start) };
      },
    },
    {
      GATE: () => this.ahead(2) !== kinds.Dot,
      ALT: (): Selector => ({ kind: "anySelector", span: this.spanOf(this.CONSUME(word.any)) }),
    },
    {
      ALT: (): Selector => {
        const path = this.SUBRULE(this.path);
        return { kind: "pathSelector", path, span: path.span };
      },
    },
  ];

  // onClause = "on" selector { "," selector } ;
  readonly onClause: Rule<OnClause> = this.rule("onClause", () => {
    const start = this.pass(word.on);
    const selectors = this.listOfSome(this.selectors);
    return { kind: "onClause", selectors, span: this.spanFrom(start) };
  });

  private readonly selectors: Listed<Selector> = { SEP: kinds.Comma, DEF: () => this.SUBRULE(this.selector) };

  // decisionClause = ( "deny" | "allow" | "warn" ) "when" expression [ "because" string ] ;
  readonly decisionClause: Rule<DecisionClause> = this.rule("decisionClause", () => {
    const start = this.nextStart();
    const decision = this.OR(this.decisionAlternatives);
    this.pass(word.when);
    const condition = this.SUBRULE(this.expression);
    const because = this.OPTION(() => {
      this.pass(word.because);
      return this.SUBRULE(this.string);
    });
    return { kind: "decisionClause", decision, condition, because, span: this.spanFrom(start) };
  });

  private readonly decisionAlternatives = [
    { ALT: (): DecisionClause["decision"] => this.passed(word.deny, "deny") },
    { ALT: (): DecisionClause["decision"] => this.passed(word.allow, "allow") },
    { ALT: (): DecisionClause["decision"] => this.passed(word.warn, "warn") },
  ];

  // requireClause = "require" ( "consent" string | "approval" "by" NAME [ "within" expression ] ) ;
  readonly requireClause: Rule<RequireConsentClause | RequireApprovalClause> = this.rule(
    "requireClause",
    () => {
      this.requireStart = this.pass(word.require);
      return this.OR(this.requireAlternatives);
    },
  );

  private requireStart = 0;
  private readonly requireAlternatives = [
    {
      ALT: (): RequireConsentClause | RequireApprovalClause => {
        this.pass(word.consent);
        const scope = this.SUBRULE(this.string);
        return { kind: "requireConsentClause", scope, span: this.spanFrom(this.requireStart) };
      },
    },
    {
      ALT: (): RequireConsentClause | RequireApprovalClause => {
        this.pass(word.approval);
        this.pass(word.by);
        const role = this.readName(Identifier);
        const within = this.OPTION(() => {
          this.pass(word.within);
          return this.SUBRULE(this.expression);
        });
        return { kind: "requireApprovalClause", role, within, span: this.spanFrom(this.requireStart) };
      },
    },
  ];

  // limitClause = "limit" INT "per" expression [ "by" expression ] ;
  readonly limitClause: Rule<LimitClause> = this.rule("limitClause", () => {
    const start = this.pass(word.limit);
    const count = this.SUBRULE(this.whole);
    this.pass(word.per);
    const per = this.SUBRULE1(this.expression);
    const by = this.OPTION(() => {
      this.pass(word.by);
      return this.SUBRULE2(this.expression);
    });
    return { kind: "limitClause", count, per, by, span: this.spanFrom(start) };
  });

  // recordClause = "record" expression ;
  readonly recordClause: Rule<RecordClause> = this.wordAndValue(
    "recordClause",
    word.record,
    (value, span) => ({
      kind: "recordClause",
      value,
      span,
    }),
  );

  // policyClause = onClause | decisionClause | requireClause | limitClause | recordClause ;
  readonly policyClause: Rule<PolicyClause> = this.either<PolicyClause>("policyClause", [
    this.onClause,
    this.decisionClause,
    this.requireClause,
    this.limitClause,
    this.recordClause,
  ]);

  // policy = "policy" head "{" { policyClause } "}" ;
  readonly policyDeclaration: Rule<PolicyDeclaration> = this.rule("policy", () => {
    this.pass(word.policy);
    const { name, category, severity } = this.SUBRULE(this.head);
    const clauses = this.braced("policyClause", this.policyClause);
    return { kind: "policyDeclaration", name, category, severity, clauses, ...this.declared() };
  });

  // action = selector [ "granted" | "completed" | "failed" ] [ "when" expression ] ;
  readonly action: Rule<Action> = this.rule("action", () => {
    const start = this.nextStart();
    const selector = this.SUBRULE(this.selector);
    const state = this.OPTION1(() => this.OR(this.stateAlternatives));
    const condition = this.OPTION2(() => {
      this.pass(word.when);
      return this.SUBRULE(this.expression);
    });
    return { kind: "action", selector, state, condition, span: this.spanFrom(start) };
  });

  private readonly stateAlternatives = [
    { ALT: (): Action["state"] => this.passed(word.granted, "granted") },
    { ALT: (): Action["state"] => this.passed(word.completed, "completed") },
    { ALT: (): Action["state"] => this.passed(word.failed, "failed") },
  ];

  // beforeRule = action "before" action ;
  readonly beforeRule: Rule<BeforeRule> = this.rule("beforeRule", () => {
    const start = this.nextStart();
    const first = this.SUBRULE1(this.action);
    this.pass(word.before);
    const second = this.SUBRULE2(this.action);
    return { kind: "beforeRule", first, second, span: this.spanFrom(start) };
  });

  // atMostRule = "at" "most" INT action [ "per" expression ] ;
  readonly atMostRule: Rule<AtMostRule> = this.rule("atMostRule", () => {
    const start = this.pass(word.at);
    this.pass(word.most);
    const count = this.SUBRULE(this.whole);
    const action = this.actionBeforePeriod();
    const per = this.OPTION(() => {
      this.pass(word.per);
      return this.SUBRULE(this.expression);
    });
    return { kind: "atMostRule", count, action, per, span: this.spanFrom(start) };
  });

  private actionBeforePeriod(): Action {
    this.periodNesting = this.nesting + 1;
    try {
      return this.SUBRULE(this.action);
    } finally {
      this.periodNesting = 0;
    }
  }

  // everyRule = "every" action ( "followed" | "preceded" ) "by" action { "or" action } [ "within" expression ] ;
  readonly everyRule: Rule<EveryRule> = this.rule("everyRule", () => {
    const start = this.pass(word.every);
    const action = this.SUBRULE1(this.action);
    const relation = this.OR(this.relationAlternatives);
    this.pass(word.by);
    const by = this.listOfSome(this.followers);
    const within = this.OPTION(() => {
      this.pass(word.within);
      return this.SUBRULE(this.expression);
    });
    return { kind: "everyRule", action, relation, by, within, span: this.spanFrom(start) };
  });

  private readonly followers: Listed<Action> = { SEP: word.or, DEF: () => this.SUBRULE2(this.action) };

  private readonly relationAlternatives = [
    { ALT: (): EveryRule["relation"] => this.passed(word.followed, "followed") },
    { ALT: (): EveryRule["relation"] => this.passed(word.preceded, "preceded") },
  ];

  // neverRule = "never" selector [ "to" ID | "when" expression ] ;
  readonly neverRule: Rule<NeverRule> = this.rule("neverRule", () => {
    const start = this.pass(word.never);
    const selector = this.SUBRULE(this.selector);
    const limit = this.OPTION(() => this.OR(this.limitAlternatives));
    if (!this.namesAction()) this.passSecond("never", limit, () => this.OR(this.limitAlternatives));
    const { to, condition } = limit ?? {};
    return { kind: "neverRule", selector, to, condition, span: this.spanFrom(start) };
  });

  private readonly limitAlternatives = [
    {
      ALT: (): NeverLimit => {
        const token = this.CONSUME(word.to);
        return { token, other: word.when, to: this.readName(Word) };
      },
    },
    {
      ALT: (): NeverLimit => {
        const token = this.CONSUME(word.when);
        return { token, other: word.to, condition: this.SUBRULE(this.expression) };
      },
    },
  ];

  private readonly ruleAlternatives = [
    {
      GATE: () => this.ahead(2) === kinds.LessEqual,
      ALT: (): GuardrailRule => this.SUBRULE(this.bound),
    },
    { GATE: () => !this.namesAction(), ALT: (): GuardrailRule => this.SUBRULE(this.atMostRule) },
    { GATE: () => !this.namesAction(), ALT: (): GuardrailRule => this.SUBRULE(this.everyRule) },
    { GATE: () => !this.namesAction(), ALT: (): GuardrailRule => this.SUBRULE(this.neverRule) },
    { ALT: (): GuardrailRule => this.SUBRULE(this.beforeRule) },
  ];

  // guardrailRule = bound | atMostRule | everyRule | neverRule | beforeRule ;
  readonly guardrailRule: Rule<GuardrailRule> = this.rule("guardrailRule", () =>
    this.OR(this.ruleAlternatives),
  );

  // guardrail = "guardrail" head "{" { guardrailRule } "}" ;
  readonly guardrailDeclaration: Rule<GuardrailDeclaration> = this.rule("guardrail", () => {
    this.pass(word.guardrail);
    const { name, category, severity } = this.SUBRULE(this.head);
    const rules = this.braced("guardrailRule", this.guardrailRule);
    return { kind: "guardrailDeclaration", name, category, severity, rules, ...this.declared() };
  });

  /** A word and then one that only an action has behind it: the word is a name, whatever else it could be. */
  protected namesAction(): boolean {
    const second = this.ahead(2);
    if (second === word.before || second === kinds.Dot) return true;
    const isState = second === word.granted || second === word.completed || second === word.failed;
    return isState || second === word.when;
  }
}

/** What a `never` may carry behind its selector: one of the two. */
interface NeverLimit extends OneOfTwo {
  readonly to?: Name;
  readonly condition?: Expression;
}

interface Head {
  readonly name: Name;
  readonly category: Name | undefined;
  readonly severity: Severity | undefined;
}
