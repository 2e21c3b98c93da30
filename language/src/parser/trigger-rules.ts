import type {
  ChangeSource,
  DebounceClause,
  EventSource,
  EverySource,
  MissedClause,
  OutcomeSource,
  RequestSource,
  ScheduleSource,
  SourceClause,
  StartClause,
  ThrottleClause,
  TriggerClause,
  TriggerDeclaration,
  TriggerSource,
  WhenClause,
} from "../ast/trigger.ts";
import { Identifier, Word, word } from "../lexer/token-types.ts";
import { SyntaxFault } from "./fault.ts";
import { GuardRules } from "./guard-rules.ts";
import type { Rule } from "./recogniser.ts";

/** Triggers. */
export abstract class TriggerRules extends GuardRules {
  // eventSource = "event" NAME [ "where" expression ] ;
  readonly eventSource: Rule<EventSource> = this.rule("eventSource", () => {
    const start = this.pass(word.event);
    const event = this.readName(Identifier);
    const where = this.OPTION(() => {
      this.pass(word.where);
      return this.SUBRULE(this.expression);
    });
    return { kind: "eventSource", event, where, span: this.spanFrom(start) };
  });

  // scheduleSource = "schedule" string [ "in" string ] ;
  readonly scheduleSource: Rule<ScheduleSource> = this.rule("scheduleSource", () => {
    const start = this.pass(word.schedule);
    const cron = this.SUBRULE1(this.string);
    const zone = this.OPTION(() => {
      this.pass(word.in);
      return this.SUBRULE2(this.string);
    });
    return { kind: "scheduleSource", cron, zone, span: this.spanFrom(start) };
  });

  // everySource = "every" expression ;
  readonly everySource: Rule<EverySource> = this.wordAndValue("everySource", word.every, (period, span) => ({
    kind: "everySource",
    period,
    span,
  }));

  // changeSource = "change" expression [ "for" expression ] ;
  readonly changeSource: Rule<ChangeSource> = this.rule("changeSource", () => {
    const start = this.pass(word.change);
    const condition = this.SUBRULE1(this.expression);
    const period = this.OPTION(() => {
      this.pass(word.for);
      return this.SUBRULE2(this.expression);
    });
    return { kind: "changeSource", condition, for: period, span: this.spanFrom(start) };
  });

  // outcomeSource = ( "completed" | "failed" | "cancelled" | "attention" ) NAME ;
  readonly outcomeSource: Rule<OutcomeSource> = this.rule("outcomeSource", () => {
    const start = this.nextStart();
    const outcome = this.OR(this.outcomeAlternatives);
    const plan = this.readName(Identifier);
    return { kind: "outcomeSource", outcome, plan, span: this.spanFrom(start) };
  });

  private readonly outcomeAlternatives = [
    { ALT: (): OutcomeSource["outcome"] => this.passed(word.completed, "completed") },
    { ALT: (): OutcomeSource["outcome"] => this.passed(word.failed, "failed") },
    { ALT: (): OutcomeSource["outcome"] => this.passed(word.cancelled, "cancelled") },
    { ALT: (): OutcomeSource["outcome"] => this.passed(word.attention, "attention") },
  ];

  // requestSource = "request" string ;
  readonly requestSource: Rule<RequestSource> = this.wordAndString(
    "requestSource",
    word.request,
    (path, span) => ({
      kind: "requestSource",
      path,
      span,
    }),
  );

  // triggerSource = eventSource | scheduleSource | everySource | changeSource | outcomeSource | requestSource ;
  readonly triggerSource: Rule<TriggerSource> = this.either<TriggerSource>("triggerSource", [
    this.eventSource,
    this.scheduleSource,
    this.everySource,
    this.changeSource,
    this.outcomeSource,
    this.requestSource,
  ]);

  // sourceClause = "on" triggerSource ;
  readonly sourceClause: Rule<SourceClause> = this.rule("sourceClause", () => {
    const start = this.pass(word.on);
    const source = this.SUBRULE(this.triggerSource);
    return { kind: "sourceClause", source, span: this.spanFrom(start) };
  });

  // whenClause = "when" expression ;
  readonly whenClause: Rule<WhenClause> = this.wordAndValue("whenClause", word.when, (condition, span) => ({
    kind: "whenClause",
    condition,
    span,
  }));

  // debounceClause = "debounce" expression [ "by" expression ] ;
  readonly debounceClause: Rule<DebounceClause> = this.rule("debounceClause", () => {
    const start = this.pass(word.debounce);
    if (!this.RECORDING_PHASE && this.isNext(word.by)) throw new SyntaxFault("debounceClause", undefined);
    const duration = this.SUBRULE1(this.expression);
    const by = this.OPTION(() => {
      this.pass(word.by);
      return this.SUBRULE2(this.expression);
    });
    return { kind: "debounceClause", duration, by, span: this.spanFrom(start) };
  });

  // throttleClause = "throttle" INT "per" expression ;
  readonly throttleClause: Rule<ThrottleClause> = this.rule("throttleClause", () => {
    const start = this.pass(word.throttle);
    const count = this.SUBRULE(this.whole);
    this.pass(word.per);
    const per = this.SUBRULE(this.expression);
    return { kind: "throttleClause", count, per, span: this.spanFrom(start) };
  });

  // startClause = "start" call ;
  readonly startClause: Rule<StartClause> = this.wordAndCall("startClause", word.start, (call, span) => ({
    kind: "startClause",
    call,
    span,
  }));

  // missedClause = "missed" ID ;
  readonly missedClause: Rule<MissedClause> = this.wordAndWord(
    "missedClause",
    word.missed,
    Word,
    (policy, span) => ({
      kind: "missedClause",
      policy,
      span,
    }),
  );

  // triggerClause = any of the above, priority or overlap ;
  readonly triggerClause: Rule<TriggerClause> = this.either<TriggerClause>("triggerClause", [
    this.sourceClause,
    this.whenClause,
    this.debounceClause,
    this.throttleClause,
    this.startClause,
    this.priority,
    this.overlap,
    this.missedClause,
  ]);

  // trigger = "trigger" NAME [ "for" NAME "in" NAME ] "{" { triggerClause } "}" ;
  readonly triggerDeclaration: Rule<TriggerDeclaration> = this.rule("trigger", () => {
    this.pass(word.trigger);
    const name = this.readName(Identifier, 1);
    const family = this.OPTION((): TriggerDeclaration["family"] => {
      const start = this.pass(word.for);
      const variable = this.readName(Identifier, 2);
      this.pass(word.in);
      const of = this.readName(Identifier, 3);
      return { kind: "triggerFamily", variable, of, span: this.spanFrom(start) };
    });
    const clauses = this.braced("triggerClause", this.triggerClause);
    return { kind: "triggerDeclaration", name, family, clauses, ...this.declared() };
  });
}
