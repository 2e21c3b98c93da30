import type { IToken, TokenType } from "chevrotain";
import type { Expression } from "../ast/expressions.ts";
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
} from "../ast/options.ts";
import type { Bounds } from "../ast/types.ts";
import { Word, word } from "../lexer/token-types.ts";
import { FusionRules } from "./fusion-rules.ts";
import type { Rule } from "./recogniser.ts";
import { exclusiveParts } from "./syntax-errors.ts";

/** A part that excludes another: the word that began it, and the one that would begin the other. */
export interface OneOfTwo {
  readonly token: IToken;
  readonly other: TokenType;
}

/** What may stand in the braces behind a step's call. */
export abstract class OptionRules extends FusionRules {
  // timeoutOption = "timeout" expression ;
  readonly timeoutOption: Rule<TimeoutOption> = this.wordAndValue(
    "timeoutOption",
    word.timeout,
    (duration, span) => ({
      kind: "timeoutOption",
      duration,
      span,
    }),
  );

  // cacheOption = "cache" expression ;
  readonly cacheOption: Rule<CacheOption> = this.wordAndValue(
    "cacheOption",
    word.cache,
    (duration, span) => ({
      kind: "cacheOption",
      duration,
      span,
    }),
  );

  // acceptOption = "accept" expression ;
  readonly acceptOption: Rule<AcceptOption> = this.wordAndValue(
    "acceptOption",
    word.accept,
    (condition, span) => ({
      kind: "acceptOption",
      condition,
      span,
    }),
  );

  // retryOption = "retry" INT [ "every" expression | "backoff" bounds ] [ "when" expression ] ;
  readonly retryOption: Rule<RetryOption> = this.rule("retryOption", () => {
    const start = this.pass(word.retry);
    const count = this.SUBRULE(this.whole);
    const pause = this.OPTION1(() => this.OR(this.pauseAlternatives));
    this.passSecond("retry", pause, () => this.OR(this.pauseAlternatives));
    const condition = this.OPTION2(() => {
      this.pass(word.when);
      return this.SUBRULE2(this.expression);
    });
    const { every, backoff } = pause ?? {};
    return { kind: "retryOption", count, every, backoff, condition, span: this.spanFrom(start) };
  });

  private readonly pauseAlternatives = [
    {
      ALT: (): RetryPause => {
        const token = this.CONSUME(word.every);
        return { token, other: word.backoff, every: this.SUBRULE1(this.expression) };
      },
    },
    {
      ALT: (): RetryPause => {
        const token = this.CONSUME(word.backoff);
        return { token, other: word.every, backoff: this.SUBRULE(this.bounds) };
      },
    },
  ];

  // afterOption = "after" names ;
  readonly afterOption: Rule<AfterOption> = this.wordAndIds("afterOption", word.after, (steps, span) => ({
    kind: "afterOption",
    steps,
    span,
  }));

  // undoOption = "undo" call ;
  readonly undoOption: Rule<UndoOption> = this.wordAndCall("undoOption", word.undo, (call, span) => ({
    kind: "undoOption",
    call,
    span,
  }));

  // optionalOption = "optional" [ "up" "to" expression ] ;
  readonly optionalOption: Rule<OptionalOption> = this.rule("optionalOption", () => {
    const start = this.pass(word.optional);
    const upTo = this.OPTION(() => {
      this.pass(word.up);
      this.pass(word.to);
      return this.SUBRULE(this.expression);
    });
    return { kind: "optionalOption", upTo, span: this.spanFrom(start) };
  });

  // priorityOption = "priority" ID ;
  readonly priorityOption: Rule<PriorityOption> = this.wordAndWord(
    "priorityOption",
    word.priority,
    Word,
    (priority, span) => ({
      kind: "priorityOption",
      priority,
      span,
    }),
  );

  // tierOption = "at" ID ;
  readonly tierOption: Rule<TierOption> = this.wordAndWord("tierOption", word.at, Word, (tier, span) => ({
    kind: "tierOption",
    tier,
    span,
  }));

  // losersOption = "losers" "finish" ;
  readonly losersOption: Rule<LosersOption> = this.rule("losersOption", () => {
    const start = this.pass(word.losers);
    this.pass(word.finish);
    return { kind: "losersOption", span: this.spanFrom(start) };
  });

  // attemptsOption = "attempts" INT [ "every" expression ] ;
  readonly attemptsOption: Rule<AttemptsOption> = this.rule("attemptsOption", () => {
    const start = this.pass(word.attempts);
    const count = this.SUBRULE(this.whole);
    const every = this.OPTION(() => {
      this.pass(word.every);
      return this.SUBRULE(this.expression);
    });
    return { kind: "attemptsOption", count, every, span: this.spanFrom(start) };
  });

  // becauseOption = [ "irreversible" ] "because" string ;
  readonly becauseOption: Rule<BecauseOption> = this.rule("becauseOption", () => {
    const start = this.nextStart();
    const irreversible = this.OPTION(() => this.CONSUME(word.irreversible)) !== undefined;
    this.pass(word.because);
    const because = this.SUBRULE(this.string);
    return { kind: "becauseOption", irreversible, because, span: this.spanFrom(start) };
  });

  // stepOption = any of the above ;
  readonly stepOption: Rule<Option> = this.either<Option>("stepOption", [
    this.timeoutOption,
    this.cacheOption,
    this.acceptOption,
    this.retryOption,
    this.afterOption,
    this.undoOption,
    this.optionalOption,
    this.priorityOption,
    this.tierOption,
    this.losersOption,
    this.attemptsOption,
    this.becauseOption,
  ]);

  // options = "{" { stepOption } "}" ;
  readonly options: Rule<Options> = this.rule("options", () => {
    const start = this.nextStart();
    const options = this.braced("stepOption", this.stepOption);
    return { kind: "options", options, span: this.spanFrom(start) };
  });

  /** Tells the second of two parts that exclude one another, and passes it. */
  protected passSecond(whole: string, first: OneOfTwo | undefined, read: () => unknown): void {
    if (this.RECORDING_PHASE || first === undefined || !this.isNext(first.other)) return;
    const file = this.source.name;
    const second = this.LA(1);
    const labels = [{ file, span: this.spanOf(first.token), message: "the first" }];
    const params = { whole, first: first.token.image, second: second.image };
    const span = this.spanOf(second);
    read();
    this.tell(span, () => exclusiveParts.at({ file, span }, params, { labels }));
  }
}

/** How long a retry waits before each: always the same, or longer and longer. */
interface RetryPause extends OneOfTwo {
  readonly every?: Expression;
  readonly backoff?: Bounds;
}
