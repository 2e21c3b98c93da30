import { Dice } from "./dice.ts";

/* Programs in which everything stands that takes time or money, drawn from a seed; of some kinds of time alone, if so wished. */

/** What takes time in a program besides work. */
export interface Kinds {
  readonly people: boolean;
  readonly timers: boolean;
  readonly holds: boolean;
  /** No choice, no failure is handled, nothing is tried twice: what it takes is known. */
  readonly straight: boolean;
}

export const everyKind: Kinds = { people: true, timers: true, holds: true, straight: false };

export const tools = ["quick", "slow", "made", "kept", "sent", "billed", "asked"] as const;

const declared = `module m
role keeper
type Van { id: String, online: Bool }
event ping(n: Int) { from ui }
resource vans: Van x 2 { at edge  cost $36 per h  power 100W }
tool quick(n: Int) -> Int { effect pure  cost <= $0.01  latency <= 1s  energy <= 5J  tokens <= 7 tokens }
tool slow(n: Int) -> Int { effect pure  cost <= $0.02  latency <= 3s  tags risky }
tool made(n: Int) -> Int { effect idempotent  cost <= $0.03  latency <= 2s  energy <= 3J  undo unmade() }
tool unmade() { effect idempotent  cost <= $0.30  latency <= 500ms  energy <= 2J }
tool kept(n: Int) -> Int { effect idempotent  cost <= $0.04  latency <= 1s  energy <= 1J  undo unkept(which: result) }
tool unkept(which: Int) { effect idempotent  cost <= $0.25  latency <= 600ms  tokens <= 3 tokens }
tool sent(n: Int) -> Int { effect once  cost <= $0.05  latency <= 1500ms  tags risky  undo unsent()  confirm was_sent() }
tool unsent() { effect idempotent  cost <= $0.20  latency <= 700ms }
tool was_sent() -> Done<Int> { effect pure  cost <= $0.01  latency <= 300ms }
tool billed(n: Int in 0..9) -> Int { effect idempotent  cost <= $0.01 + $0.01 * n  latency <= 500ms + 100ms * n }
human asked(n: Int) -> Int { ask keeper  show "How many, \${n}?" }
`;

export function drawnProgram(seed: number, kinds: Kinds): string {
  return new Draft(new Dice(seed), kinds).program();
}

class Draft {
  readonly #dice: Dice;
  readonly #kinds: Kinds;
  readonly #plans: string[] = [];
  #names = 0;
  #left = 14;

  constructor(dice: Dice, kinds: Kinds) {
    this.#dice = dice;
    this.#kinds = kinds;
  }

  program(): string {
    this.#plan("p", 2, "");
    const asks = this.#kinds.people && this.#dice.chance(0.5);
    const policy = asks
      ? `policy careful { on ${this.#dice.one(["tagged risky", "made, asked", "kind human, quick"])}  require approval by keeper within 1m }\n`
      : "";
    const spent = this.#dice.chance(0.3)
      ? `guardrail spent { ${this.#dice.one(["cost", "energy", "tokens"].map((of) => this.#limit(of)))} }\n`
      : "";
    return `${declared}${policy}${this.#kinds.straight ? "" : spent}${this.#plans.join("")}`;
  }

  /** Some of them bind, and some do not. */
  #limit(of: string): string {
    const much = 1 + this.#dice.below(9);
    const limits: Readonly<Record<string, string>> = {
      cost: `cost <= $${(much / 4).toFixed(2)}`,
      energy: `energy <= ${4 * much}J`,
      tokens: `tokens <= ${9 * much} tokens`,
      latency: `latency <= ${6 * much}s`,
    };
    return limits[of] ?? "";
  }

  #plan(name: string, depth: number, head: string): void {
    const seen: string[] = [];
    const body = this.#block(depth, seen);
    const last = this.#dice.chance(0.2) ? `  finally { ${this.#block(0, [])} }` : "";
    // By itself, so that nobody stands in line.
    const alone = name === "p" && this.#kinds.holds && this.#dice.chance(0.3) ? "  overlap skip" : "";
    const timeout =
      this.#kinds.straight || this.#dice.chance(0.85) ? "" : ` timeout ${3 + this.#dice.below(9)}s`;
    const value = seen.length > 0 && this.#dice.chance(0.5) ? "1" : "2";
    this.#plans.push(
      `plan ${name}(b0: Bool, b1: Bool, n: Int in 0..9) -> Int${head} {${timeout}${alone}  ${body}  return ${value}${last} }\n`,
    );
  }

  #block(depth: number, seen: string[]): string {
    const count = 1 + this.#dice.below(3);
    return Array.from({ length: count }, () => this.#statement(depth, seen)).join("  ");
  }

  #name(kind: string): string {
    this.#names += 1;
    return `${kind}_${this.#names}`;
  }

  #statement(depth: number, seen: string[]): string {
    this.#left -= 1;
    if (depth === 0 || this.#left <= 0) return this.#call(seen, depth);
    const { timers, holds, straight } = this.#kinds;
    const kinds = [
      "call",
      "call",
      "call",
      "each",
      "sub",
      ...(straight ? [] : ["when", "fold", "quorum", "goal", "fails", "race"]),
      ...(timers ? ["wait"] : []),
      ...(timers && !straight ? ["listen"] : []),
      ...(holds && !straight ? ["hold"] : []),
    ];
    return this.#of(this.#dice.one(kinds), depth, seen);
  }

  #of(kind: string, depth: number, seen: string[]): string {
    const dice = this.#dice;
    const name = this.#name(kind);
    const inner = (): string => this.#block(depth - 1, []);
    switch (kind) {
      case "when": {
        const end = dice.chance(0.2) ? `  ${dice.one(["return 3", 'fail "no"'])}` : "";
        return `when b${dice.below(2)} { ${this.#block(depth - 1, [...seen])}${end} } else { ${inner()} }`;
      }
      case "fails":
        return `when b${dice.below(2)} and n > ${5 + dice.below(5)} { fail "so" }`;
      case "wait":
        return `wait ${1 + dice.below(4)}s`;
      case "listen":
        return `step ${name} = wait for ping within ${1 + dice.below(3)}s else { ${this.#call([], 0)}  yield { n: 1 } }`;
      case "each":
        return this.#each(name, inner());
      case "fold":
        return `step ${name} = for v from 0 up to 3 until v >= ${1 + dice.below(3)} { ${inner()}  yield v + 1 }${this.#handler()}`;
      case "race":
        return this.#race(name);
      case "quorum":
        return `step ${name} = quorum 2 of { quick(1), slow(1), quick(2) }${this.#handler()}`;
      case "hold": {
        const otherwise = dice.chance(0.5) ? ` else { ${inner()} }` : "";
        return `with ${name} = vans wait 3s for ${3 + dice.below(12)}s { ${inner()} }${otherwise}`;
      }
      case "sub":
      case "goal":
        return this.#called(kind, name, depth);
      default:
        return this.#call(seen, depth);
    }
  }

  #each(name: string, body: string): string {
    const dice = this.#dice;
    const list = Array.from({ length: 1 + dice.below(4) }, (_, at) => at);
    const tolerant =
      !this.#kinds.straight && dice.chance(0.4) ? " { optional up to 50% }" : this.#handler("[5]");
    return `step ${name} = for x in [${list.join(", ")}] up to ${list.length} at once ${1 + dice.below(3)} { ${body}  yield x }${tolerant}`;
  }

  #race(name: string): string {
    const dice = this.#dice;
    const timer = this.#kinds.timers ? `y = wait ${1 + dice.below(4)}s` : "y = quick(7)";
    const branch = dice.chance(0.3)
      ? `x = { ${this.#call([], 0)}  ${this.#call([], 0)}  yield 4 }`
      : "x = made(1)";
    const losers = dice.chance(0.3) ? " { losers finish }" : "";
    return `step ${name} = first of { ${branch}, ${timer}, z = sent(2) }${losers}${this.#handler("{ x: 1 }")}`;
  }

  #called(kind: string, name: string, depth: number): string {
    const dice = this.#dice;
    const { straight, timers } = this.#kinds;
    if (kind === "goal") {
      for (const way of ["one", "two"]) this.#plan(`${name}_${way}`, depth - 1, ` achieves ${name}_goal`);
      const least = dice.below(3);
      const budget = dice.chance(0.4)
        ? `  budget ${this.#limit(dice.one(["cost", "latency", "energy"]))}`
        : "";
      this.#plans.push(
        `goal ${name}_goal(b0: Bool, b1: Bool, n: Int in 0..9) -> Int { success "enough" when result > ${least}${budget} }\n`,
      );
    } else this.#plan(`${name}_plan`, depth - 1, "");
    const options = straight
      ? []
      : [
          ...(timers && dice.chance(0.3) ? [`retry ${1 + dice.below(2)} every 500ms`] : []),
          ...(dice.chance(0.3) ? ["optional"] : []),
          ...(timers && dice.chance(0.2) ? [`timeout ${1 + dice.below(6)}s`] : []),
        ];
    const said = options.length === 0 ? "" : ` { ${options.join("  ")} }`;
    const handler = options.includes("optional") ? "" : this.#handler();
    return `step ${name} = ${name}_${kind === "goal" ? "goal" : "plan"}(b${dice.below(2)}, b1, n)${said}${handler}`;
  }

  /** @param value what it gives instead. */
  #handler(value = "5"): string {
    if (this.#kinds.straight || this.#dice.chance(0.7)) return "";
    const plain = value === "5" && this.#dice.chance(0.5);
    return plain ? " else quick(3)" : ` else { ${this.#call([], 0)}  yield ${value} }`;
  }

  #call(seen: string[], depth: number): string {
    const dice = this.#dice;
    const { people, timers, holds, straight } = this.#kinds;
    const known = people ? tools : tools.filter((tool) => tool !== "asked");
    // A step with an undo or a confirm costs more at worst than when all goes well.
    const of = dice.one(
      straight ? known.filter((tool) => tool !== "made" && tool !== "kept" && tool !== "sent") : known,
    );
    const name = this.#name(of);
    const argument = of === "billed" ? dice.one(["n", "2", "if n > 4 then 4 else n"]) : "1";
    const options: string[] = [];
    const optional = !straight && dice.chance(0.2);
    if (of === "asked") options.push(`timeout ${10 + dice.below(50)}s`);
    if (seen.length > 0 && dice.chance(0.4)) options.push(`after ${dice.one(seen)}`);
    if (!straight && of !== "asked") {
      if (dice.chance(0.3)) options.push(`timeout ${dice.one(["1200ms", "5s"])}`);
      if (dice.chance(0.3))
        options.push(
          `retry ${1 + dice.below(2)} ${timers ? dice.one(["every 400ms", "backoff 200ms..1s"]) : "every 0s"}`,
        );
      if (dice.chance(0.2)) options.push(`accept it > 0  attempts 2${timers ? " every 300ms" : ""}`);
      if (optional) options.push("optional");
    }
    seen.push(name);
    const using = holds && of !== "asked" && dice.chance(0.15) ? " using vans wait 2s" : "";
    const said = options.length === 0 ? "" : ` { ${options.join("  ")} }`;
    return `step ${name} = ${of}(${argument})${using}${said}${optional || depth === 0 ? "" : this.#handler()}`;
  }
}
