import type { Call, Loop, Plan, Program, Race, Statement } from "./model.ts";

/** A statement and what it stands in. */
export interface Placed {
  readonly statement: Statement;
  readonly siblings: readonly Statement[];
  /** The `when` and side that it stands in, where the next thing around it is one. */
  readonly side?: { readonly of: string; readonly taken: "0" | "1" };
  readonly loop?: Loop;
  readonly race?: Race;
  readonly last: boolean;
}

export type Places = ReadonlyMap<string, Placed>;

/** Every statement of a plan by its id. */
export function placesOf(plan: Plan): Places {
  const places = new Map<string, Placed>();
  const visit = (siblings: readonly Statement[], around: Omit<Placed, "statement" | "siblings">): void => {
    for (const statement of siblings) {
      places.set(statement.id, { statement, siblings, ...around });
      if (statement.is === "when") {
        visit(statement.yes, { ...around, side: { of: statement.id, taken: "1" } });
        visit(statement.no ?? [], { ...around, side: { of: statement.id, taken: "0" } });
      }
      if (statement.is === "loop") visit(statement.body, { last: false, loop: statement });
      if (statement.is === "race")
        visit(statement.branches, { last: false, race: statement, ...loopOf(around) });
    }
  };
  visit(plan.body, { last: false });
  if (plan.finally !== undefined) visit([plan.finally], { last: true });
  return places;
}

function loopOf({ loop }: Pick<Placed, "loop">): Pick<Placed, "loop"> {
  return loop === undefined ? {} : { loop };
}

export function planOf(program: Program, frame: string): Plan {
  if (frame === "") return program.main;
  if (program.inner === undefined) throw new Error("nothing to call");
  return program.inner;
}

/** What a call of the step's nth way is. */
export function wayOf(call: Call, slot: number): Call["what"] {
  return slot === 0 ? call.what : (call.otherwise ?? call.what);
}
