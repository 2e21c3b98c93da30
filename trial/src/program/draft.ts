import type { Json } from "@orchlang/plan";
import type { Dice } from "../dice.ts";
import type { Theme } from "./themes.ts";
import { type Field, type Label, publicLabel, type Type } from "./types.ts";

/* A program under way: what is declared so far, and how much there is still to be drawn. */

export interface Parameter {
  readonly name: string;
  readonly type: Type;
  readonly label: Label;
  /** `value`: something untrusted may decide that the call is made. */
  readonly trusted: boolean | "value";
  /** Its default. */
  readonly otherwise?: string;
  /** True for one of a private plan, without a label: each call hands over what it will. */
  readonly follows?: true;
}

export interface Capability {
  readonly name: string;
  readonly kind: "tool" | "service" | "agent" | "llm" | "human";
  readonly effect: "pure" | "idempotent" | "once";
  readonly params: readonly Parameter[];
  /** Left out where it gives nothing. */
  readonly result?: Type;
  readonly label: Label;
  /** The kind of undo: none, or one that does or doesn't need the result. */
  readonly undo: "none" | "free" | "result";
  readonly confirms: boolean;
  readonly fails: readonly string[];
  /** The tags by which rules can select it. */
  readonly tags: readonly string[];
  /** Only called to undo or confirm another. */
  readonly serves: boolean;
}

/** A plan or goal that can be called. */
export interface Routine {
  readonly name: string;
  readonly is: "plan" | "goal";
  readonly params: readonly Parameter[];
  readonly result?: Type;
  readonly label: Label;
  readonly fails: readonly string[];
  /** How many plans deep it goes. */
  readonly depth: number;
  /** Something in it happens at most once and cannot be undone without its result. */
  readonly lasting: boolean;
}

export interface Pool {
  readonly name: string;
  /** Absent where its members have no fields. */
  readonly kind?: Extract<Type, { is: "record" }>;
  readonly count: number;
}

export interface Signal {
  readonly name: string;
  readonly type: Type;
  readonly label: Label;
  readonly is: "signal" | "flag";
  /** It has one value for each member of an enum. */
  readonly family?: Extract<Type, { is: "enum" }>;
}

export interface EventKind {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly is: "event" | "fusion";
}

/** A call that comes after another. */
interface Order {
  readonly first: string;
  readonly second: string;
  /** And only if the first has granted it. */
  readonly granted: boolean;
}

export class Draft {
  readonly dice: Dice;
  readonly theme: Theme;
  readonly capabilities: Capability[] = [];
  readonly routines: Routine[] = [];
  readonly pools: Pool[] = [];
  readonly signals: Signal[] = [];
  readonly events: EventKind[] = [];
  readonly records: Extract<Type, { is: "record" }>[] = [];
  readonly enums: Extract<Type, { is: "enum" }>[] = [];
  readonly unions: Extract<Type, { is: "union" }>[] = [];
  readonly quantities: Extract<Type, { is: "quantity" }>[] = [];
  readonly roles: string[] = [];
  readonly constants: Value[] = [];
  readonly tags: string[] = [];
  /** The default clauses of a kind, once they are decided on. */
  readonly defaults = new Map<Capability["kind"], readonly string[]>();
  /** The callee of each step, by the step's name. */
  readonly steps = new Map<string, string>();
  /** Pairs of steps of which one waits for the other, so that rules about them have something to prove. */
  readonly orders: Order[] = [];
  /** Statements that may still be drawn. */
  left: number;
  readonly #declarations: string[] = [];
  readonly #counts = new Map<string, number>();
  readonly #settings: Record<string, Json> = {};
  #request = "";
  readonly #imports = new Map<string, Set<string>>();

  constructor(dice: Dice, theme: Theme, size: number) {
    this.dice = dice;
    this.theme = theme;
    this.left = size;
  }

  /** A name that nothing else has. */
  fresh(prefix: string): string {
    const count = (this.#counts.get(prefix) ?? 0) + 1;
    this.#counts.set(prefix, count);
    return `${prefix}${count}`;
  }

  /** A step, and the text of it that may name others. */
  noteStep(id: string, callee: string, text: string): void {
    this.steps.set(id, callee);
    for (const [, word = "", granted] of text.matchAll(/\b([a-z]+\d+)\b(\??\.granted\b)?/g)) {
      const first = this.steps.get(word);
      if (first !== undefined && word !== id)
        this.orders.push({ first, second: callee, granted: granted !== undefined });
    }
  }

  declare(text: string): void {
    this.#declarations.push(text);
  }

  imports(module: string, name: string): void {
    const names = this.#imports.get(module) ?? new Set();
    names.add(name);
    this.#imports.set(module, names);
  }

  /** A request's limits and strategy, as clauses of a goal. */
  request(clauses: Readonly<Record<string, string>>): void {
    this.#request = `// request: ${JSON.stringify(clauses)}\n`;
  }

  /** Keys of `orch.json`. */
  set(key: string, value: Json): void {
    this.#settings[key] = value;
  }

  text(): string {
    const settings =
      Object.keys(this.#settings).length === 0 ? "" : `// orch.json: ${JSON.stringify(this.#settings)}\n`;
    const imports = [...this.#imports].map(([from, names]) => `import ${from} { ${[...names].join(", ")} }`);
    return `${settings}${this.#request}${["module m", ...imports, ...this.#declarations].join("\n")}\n`;
  }
}

/** Something that an expression can read. */
export interface Value {
  readonly text: string;
  readonly type: Type;
  readonly label: Label;
}

/** The plan that is being written. */
export interface Frame {
  readonly result?: Type;
  readonly params: readonly Parameter[];
  readonly fails: string[];
  /** How many plans deep it may still call. */
  readonly depth: number;
  /** The called thing. */
  readonly called: Set<Capability>;
  lasting: boolean;
}

/** The names known at a statement's place. Its lists grow as statements are written. */
export interface Scope {
  readonly values: Value[];
  /** Steps that can be waited for. */
  readonly steps: string[];
  /** Conditions asked here or around: asked again they would have but one answer. */
  readonly asked: Set<string>;
  /** The conditions that it stands under, as they are written. */
  readonly under: readonly string[];
  /** The decisions that lead here. */
  readonly pc: Label;
  readonly frame: Frame;
  /** How deep blocks may still nest. */
  readonly depth: number;
  readonly indent: string;
  /** No `return` may stand here. */
  readonly inside: boolean;
  /** It may be done twice, or broken off. */
  readonly safe: boolean;
  /** Pools held around. */
  readonly held: readonly string[];
  /** In `finally`, or in a handler: nothing large. */
  readonly small: boolean;
}

export function topScope(frame: Frame, depth: number): Scope {
  return {
    values: [],
    steps: [],
    asked: new Set(),
    under: [],
    pc: publicLabel,
    frame,
    depth,
    indent: "  ",
    inside: false,
    safe: false,
    held: [],
    small: false,
  };
}

/** A block inside: it sees all that is known around, and what is written in it stays in it. */
export function within(scope: Scope, more: Partial<Scope> = {}): Scope {
  return {
    ...scope,
    values: [...scope.values],
    steps: [...scope.steps],
    asked: new Set(scope.asked),
    depth: scope.depth - 1,
    indent: `${scope.indent}  `,
    ...more,
  };
}

/** A block that sees values of before, and no step beside it: the branch of a race. */
export function apart(scope: Scope, more: Partial<Scope> = {}): Scope {
  return within(scope, { safe: true, inside: true, ...more });
}
