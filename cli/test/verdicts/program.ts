import { Dice } from "../bounds/dice.ts";
import { declared, rules } from "./declared.ts";

/*
 * Programs with every construct that decides what comes before what, drawn from a seed: goals with guarded plans,
 * quorums, races of blocks, loops with a memory, holds, `finally`, handlers of every form, choices over signals.
 */

export const capabilities = ["quick", "slow", "review", "asked", "send", "book", "charge", "note"] as const;

export function drawnProgram(seed: number): string {
  return new Draft(new Dice(seed)).program();
}

interface Scope {
  /** Steps that can be waited for. */
  readonly steps: string[];
  /** Steps whose answer may be read: granted, or a number. */
  readonly grants: string[];
  readonly numbers: string[];
  /** In what may happen twice or be broken off nothing may be that can't be undone. */
  readonly safe: boolean;
  readonly looped: boolean;
  /** No `return` here. */
  readonly inside: boolean;
  readonly called: boolean;
}

const top: Scope = {
  steps: [],
  grants: [],
  numbers: [],
  safe: false,
  looped: false,
  inside: false,
  called: false,
};

/** Where a statement is to stand, and what it waits for. */
interface Place {
  readonly id: string;
  readonly depth: number;
  readonly scope: Scope;
  readonly indent: string;
  readonly waits: string;
}

class Draft {
  readonly #dice: Dice;
  readonly #plans: string[] = [];
  #names = 0;
  #left = 0;
  #kinds = new Set<string>();

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  program(): string {
    const dice = this.#dice;
    this.#left = 5 + dice.below(5);
    const main = this.#planText("p", top, 2, "", "Int", "0");
    const inner = this.#kinds.has("inner") ? this.#inner() : "";
    const goal = this.#kinds.has("goal") ? this.#goal() : "";
    const guardrails = rules
      .filter((rule) => (inner === "" ? !/\binner\b/.test(rule) : true))
      .filter((rule) => (goal === "" ? !/\bwanted\b/.test(rule) : true))
      .map((rule) => `guardrail g${rules.indexOf(rule)} advisory { ${rule} }\n`);
    return `${declared}${guardrails.join("")}${main}${this.#plans.join("")}${inner}${goal}`;
  }

  #inner(): string {
    this.#left = 3;
    const scope: Scope = { ...top, steps: [], grants: [], numbers: [], called: true };
    return this.#planText("inner", scope, 1, "", "Approval", undefined);
  }

  #goal(): string {
    const dice = this.#dice;
    const plans = ["first", "second"].map((name) => {
      this.#left = 3;
      const scope: Scope = { ...top, steps: [], grants: [], numbers: [], called: true };
      const guard = dice.chance(0.4)
        ? `  when ${this.#condition({ ...scope, grants: [], numbers: [] })} { fail "no" }\n`
        : "";
      return this.#planText(name, scope, 1, " achieves wanted", "Approval", undefined, guard);
    });
    const success = dice.chance(0.3) ? ` success "so" when result.granted` : "";
    return `goal wanted(b0: Bool, b1: Bool, n: Int in 1..4, xs: [Bool] size 0..2) -> Approval {${success} }\n${plans.join("")}`;
  }

  #planText(
    name: string,
    scope: Scope,
    depth: number,
    head: string,
    type: string,
    value: string | undefined,
    guard = "",
  ): string {
    const dice = this.#dice;
    const seen: Scope = { ...scope, steps: [], grants: [], numbers: [] };
    const body = this.#block(depth, seen, "  ", 2 + dice.below(3));
    const given =
      value ??
      (seen.grants.length > 0 && dice.chance(0.6) ? dice.one(seen.grants) : approval(dice.chance(0.5)));
    const last = dice.chance(0.2)
      ? `\n  finally {\n${this.#call({ ...top, steps: [], grants: [], numbers: [], inside: true }, "    ", true)}\n  }`
      : "";
    const timeout = dice.chance(0.07) ? `  timeout ${2 + dice.below(8)}s\n` : "";
    return `plan ${name}(b0: Bool, b1: Bool, n: Int in 1..4, xs: [Bool] size 0..2) -> ${type}${head} {\n${timeout}${guard}${body}\n  return ${given}${last}\n}\n`;
  }

  #block(depth: number, scope: Scope, indent: string, count = 1 + this.#dice.below(2)): string {
    return Array.from({ length: count }, () => this.#statement(depth, scope, indent)).join("\n");
  }

  #id(kind: string): string {
    this.#names += 1;
    return `${kind}${this.#names}`;
  }

  #statement(depth: number, scope: Scope, indent: string): string {
    this.#left -= 1;
    const dice = this.#dice;
    if (depth === 0 || this.#left <= 0) return this.#call(scope, indent);
    const kinds = [
      "call",
      "call",
      "call",
      "call",
      "when",
      "when",
      "loop",
      "loop",
      "race",
      "firsts",
      "quorum",
    ];
    kinds.push("wait", "hold");
    if (!scope.called) kinds.push("inner", "inner", "goal", "goal");
    const kind = dice.one(kinds);
    if (kind === "call") return this.#call(scope, indent);
    const id = this.#id(kind);
    const waits = scope.steps.length > 0 && dice.chance(0.3) ? `after ${dice.one(scope.steps)}` : "";
    const at: Place = { id, depth, scope, indent, waits };
    switch (kind) {
      case "when":
        return this.#when(at);
      case "wait":
        return `${indent}wait ${1 + dice.below(3)}s`;
      case "loop":
        return dice.chance(0.5) ? this.#each(at) : this.#fold(at);
      case "race":
        return this.#race(at);
      case "firsts":
        return this.#firsts(at);
      case "quorum":
        return this.#quorum(at);
      case "hold":
        return this.#hold(at);
      default:
        return this.#called(kind, at);
    }
  }

  #when({ depth, scope, indent }: Place): string {
    const dice = this.#dice;
    const end = (): string => {
      if (!dice.chance(0.3)) return "";
      if (scope.inside || scope.looped || dice.chance(0.5)) return `\n${indent}  fail "no"`;
      return `\n${indent}  return ${scope.called ? approval(dice.chance(0.5)) : "1"}`;
    };
    const side = (): string =>
      `{\n${this.#block(depth - 1, within(scope), `${indent}  `)}${end()}\n${indent}}`;
    return `${indent}when ${this.#condition(scope)} ${side()}${dice.chance(0.5) ? ` else ${side()}` : ""}`;
  }

  #each({ id, depth, scope, indent, waits }: Place): string {
    const dice = this.#dice;
    const body = this.#block(depth - 1, within(scope, { looped: true, inside: true }), `${indent}  `);
    const share = dice.chance(0.3) ? ["optional up to 50%"] : [];
    scope.steps.push(id);
    return `${indent}step ${id} = for x in xs at once ${1 + dice.below(2)} {\n${body}\n${indent}  yield x\n${indent}}${said([...share, waits])}`;
  }

  #fold({ id, depth, scope, indent, waits }: Place): string {
    const dice = this.#dice;
    const inner = within(scope, { looped: true, inside: true });
    const body = this.#block(depth - 1, inner, `${indent}  `);
    const [grant] = inner.grants.slice(scope.grants.length);
    const next =
      grant !== undefined && dice.chance(0.6) ? `(if ${grant}.granted then 3 else v + 1)` : "v + 1";
    const rescue = dice.chance(0.3)
      ? ` else { ${this.#call(within(scope, { inside: true }), "", true)}  yield 3 }`
      : "";
    scope.steps.push(id);
    return `${indent}step ${id} = for v from 0 up to 3 until v >= ${1 + dice.below(3)} {\n${body}\n${indent}  yield ${next}\n${indent}}${said([waits])}${rescue}`;
  }

  #race({ id, scope, indent, waits }: Place): string {
    const dice = this.#dice;
    const safe = within(scope, { safe: true, inside: true });
    const apart = (): Scope => ({ ...safe, steps: [], grants: [], numbers: [] });
    const branch = (name: string): string =>
      dice.chance(0.5)
        ? `${name} = { ${this.#call(apart(), "")}  ${this.#call(apart(), "")}  yield 1 }`
        : `${name} = ${this.#plain(safe)}`;
    const timer = dice.chance(0.4) ? `, z = wait ${1 + dice.below(3)}s` : "";
    const losers = dice.chance(0.25) ? ["losers finish"] : [];
    scope.steps.push(id);
    return `${indent}step ${id} = first of { ${branch("x")}, ${branch("y")}${timer} }${said([...losers, waits])}`;
  }

  #firsts({ id, scope, indent, waits }: Place): string {
    const body = this.#block(0, within(scope, { safe: true, inside: true, looped: true }), `${indent}  `);
    scope.steps.push(id);
    return `${indent}step ${id} = first 1 of for x in [true, false] at once ${1 + this.#dice.below(2)} {\n${body}\n${indent}  yield x\n${indent}}${said([waits])}`;
  }

  #quorum({ id, scope, indent, waits }: Place): string {
    const dice = this.#dice;
    const counts = dice.chance(0.5);
    const asks = counts ? "quick(1), slow(1), note(n)" : "review(1), review(2), review(3)";
    const rescue = dice.chance(0.3) ? ` else ${counts ? "quick(2)" : "book(n)"}` : "";
    scope.steps.push(id);
    (counts ? scope.numbers : scope.grants).push(id);
    return `${indent}step ${id} = quorum 2 of { ${asks} }${said([waits])}${rescue}`;
  }

  #hold({ id, depth, scope, indent }: Place): string {
    const dice = this.#dice;
    const block = (more: Partial<Scope>): string =>
      `{\n${this.#block(depth - 1, within(scope, more), `${indent}  `)}\n${indent}}`;
    const held = block({ safe: true });
    const otherwise = dice.chance(0.5) ? ` else ${block({})}` : "";
    return `${indent}with ${id} = vans wait 3s for ${4 + dice.below(12)}s ${held}${otherwise}`;
  }

  #called(kind: string, { id, scope, indent, waits }: Place): string {
    const dice = this.#dice;
    this.#kinds.add(kind);
    const optional = dice.chance(0.25);
    const retry = dice.chance(0.12) ? ["retry 1 every 500ms"] : [];
    const other = (): string => this.#plain({ ...scope, safe: true }, ["send", "book", "review"]);
    const rescue = !optional && dice.chance(0.25) ? ` else ${other()}` : "";
    scope.steps.push(id);
    if (!optional) scope.grants.push(id);
    const input = dice.one(["b0, b1, n, xs", "b1, b0, n, xs", "true, b1, n, xs", "b0, b1, 2, xs"]);
    const name = kind === "goal" ? "wanted" : "inner";
    return `${indent}step ${id} = ${name}(${input})${said([...retry, ...(optional ? ["optional"] : []), waits])}${rescue}`;
  }

  #condition(scope: Scope): string {
    const dice = this.#dice;
    const atoms = [
      "b0",
      "b1",
      "n > 1",
      "n > 3",
      "calm",
      "level > 4",
      ...scope.grants.flatMap((each) => [`${each}.granted`, `${each}.granted`]),
      ...scope.numbers.map((each) => `${each} > 1`),
    ];
    const one = (): string => `${dice.chance(0.3) ? "not " : ""}${dice.one(atoms)}`;
    if (dice.chance(0.2)) return `${one()} ${dice.one(["and", "or"])} ${one()}`;
    return one();
  }

  #plain({ safe }: Scope, of: readonly string[] = capabilities): string {
    const known = safe ? of.filter((each) => each !== "charge" && each !== "asked") : of;
    return `${this.#dice.one(known)}(${this.#dice.one(["1", "2", "n"])})`;
  }

  /** @param bare without handlers, so that it can stand in one. */
  #call(scope: Scope, indent: string, bare = false): string {
    const dice = this.#dice;
    const known = scope.safe ? capabilities.filter((each) => each !== "charge") : capabilities;
    const of = dice.one(known);
    const id = this.#id("s");
    const options: string[] = [];
    if (of === "asked") options.push(`timeout ${2 + dice.below(5)}s`);
    if (scope.steps.length > 0 && dice.chance(0.35)) options.push(`after ${dice.one(scope.steps)}`);
    if (of !== "asked" && of !== "charge") {
      if (dice.chance(0.2)) options.push("retry 1 every 500ms");
      if (dice.chance(0.15)) options.push(`timeout ${dice.one(["900ms", "2s", "5s"])}`);
      if (dice.chance(0.1)) options.push(`accept ${isApproval(of) ? "it.granted" : "it > 0"}  attempts 2`);
    }
    const optional = dice.chance(0.2);
    if (optional) options.push("optional");
    const handled = !bare && !optional && of !== "charge" && dice.chance(0.25);
    scope.steps.push(id);
    if (!optional && isApproval(of)) scope.grants.push(id);
    if (!optional && !isApproval(of)) scope.numbers.push(id);
    const using = of !== "asked" && dice.chance(0.06) ? " using vans wait 2s" : "";
    const said = options.length === 0 ? "" : ` { ${options.join("  ")} }`;
    const argument = dice.one(["1", "2", "n", "n"]);
    return `${indent}step ${id} = ${of}(${argument})${using}${said}${handled ? this.#handler(of, scope) : ""}`;
  }

  #handler(of: string, scope: Scope): string {
    const dice = this.#dice;
    const alike = isApproval(of) ? ["review", "send", "book"] : ["quick", "slow", "note"];
    const value = isApproval(of) ? approval(dice.chance(0.5)) : "3";
    const when = dice.chance(0.2) ? " when error == transient" : "";
    switch (dice.below(4)) {
      case 0:
        return ` else${when} { ${this.#call({ ...scope, steps: [], grants: [], numbers: [], inside: true }, "", true)}  yield ${value} }`;
      case 1:
        return ` else${when} { ${this.#call({ ...scope, steps: [], grants: [], numbers: [], inside: true }, "", true)}  fail "so" }`;
      case 2:
        return scope.inside || scope.looped
          ? ` else${when} { yield ${value} }`
          : ` else${when} { return ${scope.called ? approval(dice.chance(0.5)) : "2"} }`;
      default:
        return ` else${when} ${dice.one(alike)}(${dice.one(["1", "2", "n"])})`;
    }
  }
}

function isApproval(of: string): boolean {
  return of === "review" || of === "asked" || of === "send" || of === "book" || of === "charge";
}

function approval(granted: boolean): string {
  return `{ granted: ${granted} }`;
}

/** What a block inside sees, and adds to for itself. */
function within(scope: Scope, more: Partial<Scope> = {}): Scope {
  const { steps, grants, numbers } = scope;
  return { ...scope, steps: [...steps], grants: [...grants], numbers: [...numbers], ...more };
}

function said(options: readonly string[]): string {
  const all = options.filter((each) => each !== "");
  return all.length === 0 ? "" : ` { ${all.join("  ")} }`;
}
