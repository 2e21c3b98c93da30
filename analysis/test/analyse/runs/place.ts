import type { Block, Call, Loop, Plan, Program, Quorum, Race, Statement } from "./model.ts";

/** A statement and what it stands in. */
export interface Placed {
  readonly statement: Statement;
  readonly siblings: readonly Statement[];
  /** The `when` and side that it stands in, where the next thing around it is one. */
  readonly side?: { readonly of: string; readonly taken: "0" | "1" };
  readonly loop?: Loop;
  /** It is a branch of a race, or asked by a quorum. */
  readonly race?: Race;
  readonly quorum?: Quorum;
  /** The branch that it stands in. */
  readonly branch?: { readonly block: Block; readonly race: Race };
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
      if (statement.is === "race") {
        visit(statement.branches, { last: false, race: statement, ...loopOf(around) });
        for (const block of statement.branches) {
          if (block.is !== "block") continue;
          visit(block.body, { last: false, branch: { block, race: statement }, ...loopOf(around) });
        }
      }
      if (statement.is === "quorum")
        visit(statement.asks, { last: false, quorum: statement, ...loopOf(around) });
    }
  };
  visit(plan.body, { last: false });
  if (plan.finally !== undefined) visit([plan.finally], { last: true });
  return places;
}

function loopOf({ loop }: Pick<Placed, "loop">): Pick<Placed, "loop"> {
  return loop === undefined ? {} : { loop };
}

/** The nth plan of the goal that a frame is of: `s1!0>`. */
export function nthOf(frame: string): number | undefined {
  const found = /!(\d)>$/.exec(frame);
  return found === null ? undefined : Number(found[1]);
}

/** The statement that called the plan of a frame. */
export function callerOf(frame: string): string {
  return frame.replace(/(!\d)?>$/, "");
}

export function planOf({ main, inner, goal }: Program, frame: string): Plan {
  if (frame === "") return main;
  const nth = nthOf(frame);
  const plan = nth === undefined ? inner : goal?.[nth];
  if (plan === undefined) throw new Error("nothing to call");
  return plan;
}

/** The call of the step's nth attempt. */
export function wayOf(call: Call, slot: number): Call["what"] {
  return slot === 0 ? call.what : (call.otherwise ?? call.what);
}
