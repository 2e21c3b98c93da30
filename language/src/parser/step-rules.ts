import type { Expression, Invocation } from "../ast/expressions.ts";
import type { Options } from "../ast/options.ts";
import type {
  Attempt,
  Block,
  Branch,
  Count,
  EachEvent,
  EachItem,
  FromValue,
  Loop,
  LoopSource,
  Pick,
  Quorum,
  Race,
  StepBody,
  Waiting,
} from "../ast/statements.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, word } from "../lexer/token-types.ts";
import { added, exact } from "./exact.ts";
import { SyntaxFault } from "./fault.ts";
import { OptionRules } from "./option-rules.ts";
import type { Rule } from "./recogniser.ts";

/** What a step does: calls, loops, races, waits. */
export abstract class StepRules extends OptionRules {
  abstract readonly block: Rule<Block>;

  // attempt = call [ "using" pick ] ;
  readonly attempt: Rule<Attempt> = this.rule("attempt", () => {
    const start = this.nextStart();
    const call = this.SUBRULE(this.invocation);
    const using = this.OPTION(() => {
      this.pass(word.using);
      return this.SUBRULE(this.pick);
    });
    return { kind: "attempt", call, using, span: this.spanFrom(start) };
  });

  // pick = NAME [ "nearest" expression ] [ "within" expression ] [ "where" expression ] [ "count" INT ]
  //        [ "wait" expression ] ;
  readonly pick: Rule<Pick> = this.rule("pick", () => {
    const pool = this.readName(Identifier);
    const nearest = this.OPTION1(() => {
      this.pass(word.nearest);
      return this.SUBRULE1(this.expression);
    });
    const within = this.OPTION2(() => {
      this.pass(word.within);
      return this.SUBRULE2(this.expression);
    });
    const where = this.OPTION3(() => {
      this.pass(word.where);
      return this.SUBRULE3(this.expression);
    });
    const count = this.OPTION4(() => {
      this.pass(word.count);
      return this.SUBRULE(this.whole);
    });
    const wait = this.OPTION5({
      // `wait until` is no part of a pick but the next statement.
      GATE: () => this.ahead(2) !== word.until,
      DEF: () => {
        this.pass(word.wait);
        return this.SUBRULE4(this.expression);
      },
    });
    return { kind: "pick", pool, nearest, within, where, count, wait, span: this.spanFrom(pool.span.start) };
  });

  // loop = "for" NAME loopSource [ "up" "to" count ] [ "at" "once" count ] [ "within" expression ]
  //        [ "until" expression ] block ;
  readonly loop: Rule<Loop> = this.rule("loop", () => {
    const start = this.pass(word.for);
    const variable = this.readName(Identifier);
    const source = this.SUBRULE(this.loopSource);
    const upTo = this.OPTION1(() => {
      this.pass(word.up);
      this.pass(word.to);
      return this.SUBRULE1(this.count);
    });
    const atOnce = this.OPTION2(() => {
      this.pass(word.at);
      this.pass(word.once);
      return this.SUBRULE2(this.count);
    });
    const within = this.OPTION3(() => {
      this.pass(word.within);
      return this.SUBRULE1(this.expression);
    });
    const until = this.OPTION4(() => {
      this.pass(word.until);
      return this.SUBRULE2(this.expression);
    });
    const body = this.SUBRULE(this.block);
    return { kind: "loop", variable, source, upTo, atOnce, within, until, body, span: this.spanFrom(start) };
  });

  // loopSource = "in" "event" NAME [ "where" expression ] | "in" expression | "from" expression ;
  readonly loopSource: Rule<LoopSource> = this.rule("loopSource", () => this.OR(this.sourceAlternatives));

  private readonly sourceAlternatives = [
    {
      GATE: () => this.ahead(2) === word.event && this.isName(this.ahead(3)),
      ALT: (): EachEvent => {
        const start = this.pass(word.in, 1);
        this.pass(word.event);
        const event = this.readName(Identifier);
        const where = this.OPTION(() => {
          this.pass(word.where);
          return this.SUBRULE1(this.expression);
        });
        return { kind: "eachEvent", event, where, span: this.spanFrom(start) };
      },
    },
    {
      ALT: (): EachItem => {
        const start = this.pass(word.in, 2);
        const list = this.SUBRULE2(this.expression);
        return { kind: "eachItem", list, span: this.spanFrom(start) };
      },
    },
    {
      ALT: (): FromValue => {
        const start = this.pass(word.from);
        const first = this.SUBRULE3(this.expression);
        return { kind: "fromValue", first, span: this.spanFrom(start) };
      },
    },
  ];

  // count = INT | NAME ;
  readonly count: Rule<Count> = this.rule("count", () => this.OR(this.countAlternatives));

  private readonly countAlternatives = [
    { ALT: (): Count => this.SUBRULE(this.whole) },
    {
      ALT: (): Count => {
        const token = this.CONSUME(Identifier);
        return { kind: "reference", text: token.image, span: this.spanOf(token) };
      },
    },
  ];

  // quorum = "quorum" INT "of" "{" call { [","] call } [","] "}" ;
  readonly quorum: Rule<Quorum> = this.rule("quorum", () => {
    const start = this.pass(word.quorum);
    const count = this.SUBRULE(this.whole);
    this.pass(word.of);
    const open = this.pass(kinds.LeftBrace);
    let calls: Invocation[] = [];
    this.MANY(() => {
      calls = added(calls, this.SUBRULE(this.invocation));
      this.OPTION(() => this.CONSUME(kinds.Comma));
    });
    if (calls.length === 0) throw new SyntaxFault("call", undefined);
    this.close(kinds.RightBrace, open);
    return { kind: "quorum", count, calls: exact(calls), span: this.spanFrom(start) };
  });

  // race = "first" [ INT ] "of" ( loop | "{" branch { [","] branch } [","] "}" ) ;
  readonly race: Rule<Race> = this.rule("race", () => {
    const start = this.pass(word.first);
    const count = this.OPTION1(() => this.SUBRULE(this.whole));
    this.pass(word.of);
    const branches = this.OR(this.racerAlternatives);
    return { kind: "race", count, branches, span: this.spanFrom(start) };
  });

  private readonly racerAlternatives = [
    { ALT: (): Race["branches"] => this.SUBRULE(this.loop) },
    {
      ALT: (): Race["branches"] => {
        const open = this.pass(kinds.LeftBrace);
        let branches: Branch[] = [];
        this.MANY(() => {
          branches = added(branches, this.SUBRULE(this.branch));
          this.OPTION2(() => this.CONSUME(kinds.Comma));
        });
        if (branches.length === 0) throw new SyntaxFault("branch", undefined);
        this.close(kinds.RightBrace, open);
        return exact(branches);
      },
    },
  ];

  // branch = [ NAME "=" ] ( loop | waiting | block | attempt [ options ] ) ;
  readonly branch: Rule<Branch> = this.rule("branch", () => {
    const start = this.nextStart();
    const name = this.OPTION1({
      GATE: () => this.ahead(2) === kinds.Assign,
      DEF: () => {
        const found = this.readName(Identifier);
        this.pass(kinds.Assign);
        return found;
      },
    });
    this.branchOptions = undefined;
    const body = this.OR(this.branchAlternatives);
    const options = this.branchOptions;
    return { kind: "branch", name, body, options, span: this.spanFrom(start) };
  });

  private branchOptions: Options | undefined;
  private readonly branchAlternatives = [
    { GATE: () => !this.atCall(), ALT: (): Branch["body"] => this.SUBRULE(this.loop) },
    { GATE: () => !this.atCall(), ALT: (): Branch["body"] => this.SUBRULE(this.waiting) },
    { ALT: (): Branch["body"] => this.SUBRULE(this.block) },
    {
      ALT: (): Branch["body"] => {
        const attempt = this.SUBRULE(this.attempt);
        this.branchOptions = this.OPTION2(() => this.SUBRULE(this.options));
        return attempt;
      },
    },
  ];

  // waiting = "wait" ( "for" [ "next" ] "event" NAME [ "where" expression ] [ "within" expression ]
  //         | "until" expression [ "for" expression ] [ "within" expression ] | expression ) ;
  readonly waiting: Rule<Waiting> = this.rule("waiting", () => {
    this.waitStart = this.pass(word.wait);
    return this.OR(this.waitingAlternatives);
  });

  private waitStart = 0;
  private readonly waitingAlternatives = [
    {
      GATE: () => this.ahead(2) === word.event || this.ahead(2) === word.next,
      ALT: (): Waiting => {
        const start = this.waitStart;
        this.pass(word.for, 1);
        const next = this.OPTION1(() => this.CONSUME(word.next)) !== undefined;
        this.pass(word.event);
        const event = this.readName(Identifier);
        const where = this.OPTION2(() => {
          this.pass(word.where);
          return this.SUBRULE1(this.expression);
        });
        const within = this.OPTION3(() => {
          this.pass(word.within, 1);
          return this.SUBRULE2(this.expression);
        });
        return { kind: "waitForEvent", next, event, where, within, span: this.spanFrom(start) };
      },
    },
    {
      GATE: () => !this.atCall(),
      ALT: (): Waiting => {
        const start = this.waitStart;
        this.pass(word.until);
        const condition = this.SUBRULE3(this.expression);
        const period = this.OPTION4({
          // Another branch of the race may follow, and be a loop.
          GATE: () => !this.loopFollows(),
          DEF: (): Expression => {
            this.pass(word.for, 2);
            return this.SUBRULE4(this.expression);
          },
        });
        const within = this.OPTION5(() => {
          this.pass(word.within, 2);
          return this.SUBRULE5(this.expression);
        });
        return { kind: "waitUntil", condition, for: period, within, span: this.spanFrom(start) };
      },
    },
    {
      ALT: (): Waiting => {
        const start = this.waitStart;
        const duration = this.SUBRULE6(this.expression);
        return { kind: "waitDuration", duration, span: this.spanFrom(start) };
      },
    },
  ];

  // stepBody = loop | quorum | race | waiting | attempt ;
  readonly stepBody: Rule<StepBody> = this.rule("stepBody", () => this.OR(this.bodyAlternatives));

  private readonly bodyAlternatives = [
    { GATE: () => !this.atCall(), ALT: (): StepBody => this.SUBRULE(this.loop) },
    {
      GATE: () => !this.atCall(),
      ALT: (): StepBody => this.SUBRULE(this.quorum),
    },
    {
      GATE: () => !this.atCall(),
      ALT: (): StepBody => this.SUBRULE(this.race),
    },
    { GATE: () => !this.atCall(), ALT: (): StepBody => this.SUBRULE(this.waiting) },
    { ALT: (): StepBody => this.SUBRULE(this.attempt) },
  ];

  /** A word and `(` or `.`: a call or a value, whatever the word would mean otherwise. */
  private atCall(): boolean {
    const second = this.ahead(2);
    return second === kinds.LeftParen || second === kinds.Dot;
  }

  private loopFollows(): boolean {
    const third = this.ahead(3);
    return this.isName(this.ahead(2)) && (third === word.in || third === word.from);
  }
}
