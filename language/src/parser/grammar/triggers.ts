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
} from "../../ast/trigger.ts";
import { Identifier, Word, word } from "../../lexer/token-types.ts";
import { SyntaxFault } from "../fault.ts";
import { type Rule, rule } from "../parser.ts";
import { overlapRule, priorityRule, wholeRule } from "./clauses.ts";
import { invocationRule, stringRule } from "./collections.ts";
import { declared } from "./declared.ts";
import { expressionRule } from "./expressions.ts";
import { either, keywordAnd, keywordAndName, oneOf } from "./shapes.ts";

// eventSource = "event" NAME [ "where" expression ] ;
export const eventSourceRule: Rule<EventSource> = rule("eventSource", (p) => {
  const start = p.expect(word.event);
  const event = p.readName(Identifier);
  const where = p.optionAfter(0, word.where, expressionRule);
  return { kind: "eventSource", event, where, span: p.spanFrom(start) };
});

// scheduleSource = "schedule" string [ "in" string ] ;
export const scheduleSourceRule: Rule<ScheduleSource> = rule("scheduleSource", (p) => {
  const start = p.expect(word.schedule);
  const cron = p.read(stringRule);
  const zone = p.optionAfter(0, word.in, stringRule);
  return { kind: "scheduleSource", cron, zone, span: p.spanFrom(start) };
});

// everySource = "every" expression ;
export const everySourceRule: Rule<EverySource> = keywordAnd(
  "everySource",
  word.every,
  expressionRule,
  (period, span) => ({ kind: "everySource", period, span }),
);

// changeSource = "change" expression [ "for" expression ] ;
export const changeSourceRule: Rule<ChangeSource> = rule("changeSource", (p) => {
  const start = p.expect(word.change);
  const condition = p.read(expressionRule);
  const period = p.optionAfter(0, word.for, expressionRule);
  return { kind: "changeSource", condition, for: period, span: p.spanFrom(start) };
});

// outcomeSource = ( "completed" | "failed" | "cancelled" | "attention" ) NAME ;
export const outcomeSourceRule: Rule<OutcomeSource> = rule("outcomeSource", (p) => {
  const start = p.nextStart();
  const outcome = p.or(0, outcomeAlternatives);
  const plan = p.readName(Identifier);
  return { kind: "outcomeSource", outcome, plan, span: p.spanFrom(start) };
});

const outcomeAlternatives = oneOf("completed", "failed", "cancelled", "attention");

// requestSource = "request" string ;
export const requestSourceRule: Rule<RequestSource> = keywordAnd(
  "requestSource",
  word.request,
  stringRule,
  (path, span) => ({ kind: "requestSource", path, span }),
);

// triggerSource = eventSource | scheduleSource | everySource | changeSource | outcomeSource | requestSource ;
export const triggerSourceRule: Rule<TriggerSource> = either<TriggerSource>("triggerSource", [
  eventSourceRule,
  scheduleSourceRule,
  everySourceRule,
  changeSourceRule,
  outcomeSourceRule,
  requestSourceRule,
]);

// sourceClause = "on" triggerSource ;
export const sourceClauseRule: Rule<SourceClause> = rule("sourceClause", (p) => {
  const start = p.expect(word.on);
  const source = p.read(triggerSourceRule);
  return { kind: "sourceClause", source, span: p.spanFrom(start) };
});

// whenClause = "when" expression ;
export const whenClauseRule: Rule<WhenClause> = keywordAnd(
  "whenClause",
  word.when,
  expressionRule,
  (condition, span) => ({ kind: "whenClause", condition, span }),
);

// debounceClause = "debounce" expression [ "by" expression ] ;
export const debounceClauseRule: Rule<DebounceClause> = rule("debounceClause", (p) => {
  const start = p.expect(word.debounce);
  if (!p.isRecording && p.isNext(word.by)) throw new SyntaxFault("debounceClause", undefined);
  const duration = p.read(expressionRule);
  const by = p.optionAfter(0, word.by, expressionRule);
  return { kind: "debounceClause", duration, by, span: p.spanFrom(start) };
});

// throttleClause = "throttle" INT "per" expression ;
export const throttleClauseRule: Rule<ThrottleClause> = rule("throttleClause", (p) => {
  const start = p.expect(word.throttle);
  const count = p.read(wholeRule);
  p.expect(word.per);
  const per = p.read(expressionRule);
  return { kind: "throttleClause", count, per, span: p.spanFrom(start) };
});

// startClause = "start" call ;
export const startClauseRule: Rule<StartClause> = keywordAnd(
  "startClause",
  word.start,
  invocationRule,
  (call, span) => ({ kind: "startClause", call, span }),
);

// missedClause = "missed" ID ;
export const missedClauseRule: Rule<MissedClause> = keywordAndName(
  "missedClause",
  word.missed,
  Word,
  (policy, span) => ({ kind: "missedClause", policy, span }),
);

// triggerClause = any of the above, priority or overlap ;
export const triggerClauseRule: Rule<TriggerClause> = either<TriggerClause>("triggerClause", [
  sourceClauseRule,
  whenClauseRule,
  debounceClauseRule,
  throttleClauseRule,
  startClauseRule,
  priorityRule,
  overlapRule,
  missedClauseRule,
]);

// trigger = "trigger" NAME [ "for" NAME "in" NAME ] "{" { triggerClause } "}" ;
export const triggerDeclarationRule: Rule<TriggerDeclaration> = rule("trigger", (p) => {
  p.expect(word.trigger);
  const name = p.readName(Identifier);
  const family = p.option(0, (): TriggerDeclaration["family"] => {
    const start = p.expect(word.for);
    const variable = p.readName(Identifier);
    p.expect(word.in);
    const of = p.readName(Identifier);
    return { kind: "triggerFamily", variable, of, span: p.spanFrom(start) };
  });
  const clauses = p.braced({ part: triggerClauseRule });
  return { kind: "triggerDeclaration", name, family, clauses, ...declared(p) };
});
