/*
 * A little language of plans, and runs of them by the words of the semantics alone: nothing here knows of graphs,
 * facts or bounds. It is written out as source text for the compiler, and played through in every way for the oracle.
 */

export type Capability = "review" | "send" | "book" | "charge" | "note";

export const capabilities: readonly Capability[] = ["review", "send", "book", "charge", "note"];

/** The effect of each on the world; `unbook` undoes `book`. */
export const effects: Readonly<Record<Capability, "pure" | "idempotent" | "once">> = {
  review: "pure",
  send: "idempotent",
  book: "idempotent",
  charge: "once",
  note: "pure",
};

/** Something that data decides. */
export type Atom =
  | { readonly input: "b0" | "b1" }
  /** `k > 1`, `k` being 1 or 2. */
  | { readonly over: true }
  /** The answer of a review, or of a called plan. */
  | { readonly granted: string }
  /** The item of the loop around it. */
  | { readonly item: true };

/** Where the number that a call is given comes from. */
export type Argument = 1 | 2 | 3 | "k";

export interface Call {
  readonly is: "call";
  readonly id: string;
  readonly what: Capability;
  readonly arg: Argument;
  readonly after: readonly string[];
  readonly tries: number;
  readonly optional: boolean;
  /** Called when the first has failed for good. */
  readonly otherwise?: Capability;
}

export interface Inner {
  readonly is: "inner";
  readonly id: string;
  readonly after: readonly string[];
  readonly optional: boolean;
}

export interface When {
  readonly is: "when";
  readonly id: string;
  readonly atom: Atom;
  readonly negated: boolean;
  readonly yes: readonly Statement[];
  readonly no?: readonly Statement[];
}

export interface Loop {
  readonly is: "loop";
  readonly id: string;
  readonly after: readonly string[];
  readonly atOnce: 1 | 2;
  readonly body: readonly Statement[];
}

export interface Race {
  readonly is: "race";
  readonly id: string;
  readonly after: readonly string[];
  readonly branches: readonly [Branch, Branch];
}

export type Branch = Call | Block;

/** A branch of several statements, the first of them a call that waits for nothing. */
export interface Block {
  readonly is: "block";
  readonly id: string;
  readonly body: readonly Statement[];
}

/** Asked at once; what two of them say is taken, and where no two agree it has failed. */
export interface Quorum {
  readonly is: "quorum";
  readonly id: string;
  readonly after: readonly string[];
  readonly asks: readonly Call[];
  readonly optional: boolean;
  readonly otherwise?: Capability;
}

/** Asks for what either of two plans gives: the second where the first has failed, or gives too little. */
export interface Wish {
  readonly is: "wish";
  readonly id: string;
  readonly after: readonly string[];
  readonly optional: boolean;
}

export interface End {
  readonly is: "end";
  readonly id: string;
  readonly fail: boolean;
  /** For a called plan: the value of its `return`. */
  readonly grants?: boolean;
}

export type Statement = Call | Inner | When | Loop | Race | Block | Quorum | Wish | End;

export interface Plan {
  readonly body: readonly Statement[];
  readonly finally?: Call;
  /** For a called plan: the review whose answer it returns; otherwise it grants nothing. */
  readonly gives?: string;
  /** It has failed if it does not grant. */
  readonly hasToGrant?: true;
}

export interface Program {
  readonly main: Plan;
  /** Called by `inner` statements. */
  readonly inner?: Plan;
  /** The goal of `wish` statements, with the plans in the order in which they are written. */
  readonly goal?: readonly [Plan, Plan];
}

export function plansOf({ main, inner, goal }: Program): readonly Plan[] {
  return [main, ...(inner === undefined ? [] : [inner]), ...(goal ?? [])];
}

/** One choice of everything that is not adversity. */
export interface Data {
  readonly b0: boolean;
  readonly b1: boolean;
  readonly k: 1 | 2;
  readonly xs: readonly boolean[];
  /** The answer of each review instance. */
  readonly grants: Readonly<Record<string, boolean>>;
}

export function* statementsIn(statements: readonly Statement[]): Generator<Statement> {
  for (const statement of statements) {
    yield statement;
    if (statement.is === "when") {
      yield* statementsIn(statement.yes);
      yield* statementsIn(statement.no ?? []);
    }
    if (statement.is === "loop" || statement.is === "block") yield* statementsIn(statement.body);
    if (statement.is === "race") yield* statementsIn(statement.branches);
    if (statement.is === "quorum") yield* statement.asks;
  }
}

/** The call of a statement: for a quorum, the call in its stead. */
export function callOf(statement: Statement): Call | undefined {
  if (statement.is === "call") return statement;
  if (statement.is !== "quorum" || statement.otherwise === undefined) return undefined;
  const { id, after, optional, otherwise } = statement;
  return { is: "call", id, what: otherwise, otherwise, arg: 1, after, tries: 1, optional };
}

export function* callsIn({ body, finally: last }: Plan): Generator<Call> {
  for (const statement of statementsIn(body)) {
    const call = callOf(statement);
    if (call !== undefined) yield call;
  }
  if (last !== undefined) yield last;
}
