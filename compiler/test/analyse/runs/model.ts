/*
 * A little language of plans, and runs of them by the words of the semantics alone: nothing here knows of graphs,
 * facts or bounds. It is written out as source text for the compiler, and played through in every way for the oracle.
 */

export type Capability = "review" | "send" | "book" | "charge" | "note";

export const capabilities: readonly Capability[] = ["review", "send", "book", "charge", "note"];

/** What each does to the world; `book` can be taken back, by `unbook`. */
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
  /** What a review has given, or a called plan. */
  | { readonly granted: string }
  /** The item of the loop around it. */
  | { readonly item: true };

/** Where the number that a call is given comes from. */
export type Argument = 1 | 2 | "k";

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
  readonly branches: readonly [Call, Call];
}

export interface End {
  readonly is: "end";
  readonly id: string;
  readonly fail: boolean;
  /** Of a called plan: what its `return` gives. */
  readonly grants?: boolean;
}

export type Statement = Call | Inner | When | Loop | Race | End;

export interface Plan {
  readonly body: readonly Statement[];
  readonly finally?: Call;
  /** Of a called plan: the review whose answer it gives at its end; else it grants nothing. */
  readonly gives?: string;
}

export interface Program {
  readonly main: Plan;
  /** Called by `inner` statements. */
  readonly inner?: Plan;
}

/** One choice of everything that is not adversity. */
export interface Data {
  readonly b0: boolean;
  readonly b1: boolean;
  readonly k: 1 | 2;
  readonly xs: readonly boolean[];
  /** What the review of each instance gives. */
  readonly grants: Readonly<Record<string, boolean>>;
}

export function* statementsIn(statements: readonly Statement[]): Generator<Statement> {
  for (const statement of statements) {
    yield statement;
    if (statement.is === "when") {
      yield* statementsIn(statement.yes);
      yield* statementsIn(statement.no ?? []);
    }
    if (statement.is === "loop") yield* statementsIn(statement.body);
    if (statement.is === "race") yield* statement.branches;
  }
}

export function* callsIn({ body, finally: last }: Plan): Generator<Call> {
  for (const statement of statementsIn(body)) if (statement.is === "call") yield statement;
  if (last !== undefined) yield last;
}
