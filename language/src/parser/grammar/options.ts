import type { Expression } from "../../ast/expressions.ts";
import type {
  AcceptOption,
  AfterOption,
  AttemptsOption,
  BecauseOption,
  CacheOption,
  LosersOption,
  Option,
  OptionalOption,
  Options,
  PriorityOption,
  RetryOption,
  TierOption,
  TimeoutOption,
  UndoOption,
  WhileOption,
} from "../../ast/options.ts";
import type { Bounds } from "../../ast/types.ts";
import { Word, word } from "../../lexer/token-types.ts";
import { type Alternatives, type Rule, rule } from "../parser.ts";
import { wholeRule } from "./clauses.ts";
import { invocationRule, namesRule, stringRule } from "./collections.ts";
import { expressionRule } from "./expressions.ts";
import { either, keywordAnd, keywordAndName, type OneOfTwo, skipSecond } from "./shapes.ts";
import { boundsRule } from "./types.ts";

// timeoutOption = "timeout" expression ;
export const timeoutOptionRule: Rule<TimeoutOption> = keywordAnd(
  "timeoutOption",
  word.timeout,
  expressionRule,
  (duration, span) => ({ kind: "timeoutOption", duration, span }),
);

// cacheOption = "cache" expression ;
export const cacheOptionRule: Rule<CacheOption> = keywordAnd(
  "cacheOption",
  word.cache,
  expressionRule,
  (duration, span) => ({ kind: "cacheOption", duration, span }),
);

// acceptOption = "accept" expression ;
export const acceptOptionRule: Rule<AcceptOption> = keywordAnd(
  "acceptOption",
  word.accept,
  expressionRule,
  (condition, span) => ({ kind: "acceptOption", condition, span }),
);

// retryOption = "retry" INT [ "every" expression | "backoff" bounds ] [ "when" expression ] ;
export const retryOptionRule: Rule<RetryOption> = rule("retryOption", (p) => {
  const start = p.expect(word.retry);
  const count = p.read(wholeRule);
  const pause = p.option(1, () => p.or(0, pauseAlternatives));
  skipSecond(p, "retry", pause, () => p.or(0, pauseAlternatives));
  const condition = p.optionAfter(2, word.when, expressionRule);
  const { every, backoff } = pause ?? {};
  return { kind: "retryOption", count, every, backoff, condition, span: p.spanFrom(start) };
});

const pauseAlternatives: Alternatives<RetryPause> = [
  {
    read: (p) => {
      const token = p.consume(word.every);
      return { token, other: word.backoff, every: p.read(expressionRule) };
    },
  },
  {
    read: (p) => {
      const token = p.consume(word.backoff);
      return { token, other: word.every, backoff: p.read(boundsRule) };
    },
  },
];

// afterOption = "after" names ;
export const afterOptionRule: Rule<AfterOption> = keywordAnd(
  "afterOption",
  word.after,
  namesRule,
  (steps, span) => ({ kind: "afterOption", steps, span }),
);

// undoOption = "undo" call ;
export const undoOptionRule: Rule<UndoOption> = keywordAnd(
  "undoOption",
  word.undo,
  invocationRule,
  (call, span) => ({ kind: "undoOption", call, span }),
);

// optionalOption = "optional" [ "up" "to" expression ] ;
export const optionalOptionRule: Rule<OptionalOption> = rule("optionalOption", (p) => {
  const start = p.expect(word.optional);
  const upTo = p.option(0, () => {
    p.expect(word.up);
    p.expect(word.to);
    return p.read(expressionRule);
  });
  return { kind: "optionalOption", upTo, span: p.spanFrom(start) };
});

// priorityOption = "priority" ID ;
export const priorityOptionRule: Rule<PriorityOption> = keywordAndName(
  "priorityOption",
  word.priority,
  Word,
  (priority, span) => ({ kind: "priorityOption", priority, span }),
);

// tierOption = "at" ID ;
export const tierOptionRule: Rule<TierOption> = keywordAndName("tierOption", word.at, Word, (tier, span) => ({
  kind: "tierOption",
  tier,
  span,
}));

// losersOption = "losers" "finish" ;
export const losersOptionRule: Rule<LosersOption> = rule("losersOption", (p) => {
  const start = p.expect(word.losers);
  p.expect(word.finish);
  return { kind: "losersOption", span: p.spanFrom(start) };
});

// attemptsOption = "attempts" INT [ "every" expression ] ;
export const attemptsOptionRule: Rule<AttemptsOption> = rule("attemptsOption", (p) => {
  const start = p.expect(word.attempts);
  const count = p.read(wholeRule);
  const every = p.optionAfter(0, word.every, expressionRule);
  return { kind: "attemptsOption", count, every, span: p.spanFrom(start) };
});

// whileOption = "while" expression ;
export const whileOptionRule: Rule<WhileOption> = keywordAnd(
  "whileOption",
  word.while,
  expressionRule,
  (condition, span) => ({ kind: "whileOption", condition, span }),
);

// becauseOption = [ "irreversible" ] "because" string ;
export const becauseOptionRule: Rule<BecauseOption> = rule("becauseOption", (p) => {
  const start = p.nextStart();
  const irreversible = p.option(0, () => p.consume(word.irreversible)) !== undefined;
  p.expect(word.because);
  const because = p.read(stringRule);
  return { kind: "becauseOption", irreversible, because, span: p.spanFrom(start) };
});

// stepOption = any of the above ;
export const stepOptionRule: Rule<Option> = either<Option>("stepOption", [
  timeoutOptionRule,
  cacheOptionRule,
  acceptOptionRule,
  retryOptionRule,
  afterOptionRule,
  undoOptionRule,
  optionalOptionRule,
  priorityOptionRule,
  tierOptionRule,
  losersOptionRule,
  attemptsOptionRule,
  whileOptionRule,
  becauseOptionRule,
]);

// options = "{" { stepOption } "}" ;
export const optionsRule: Rule<Options> = rule("options", (p) => {
  const start = p.nextStart();
  const options = p.braced({ part: stepOptionRule });
  return { kind: "options", options, span: p.spanFrom(start) };
});

/** How long a retry waits before each: always the same, or longer and longer. */
interface RetryPause extends OneOfTwo {
  readonly every?: Expression;
  readonly backoff?: Bounds;
}
