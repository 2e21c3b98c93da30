import type { Draft, Scope } from "../draft.ts";
import { calls, plans, type WriteRoutine } from "./calls.ts";
import { choices } from "./choices.ts";
import type { Construct } from "./construct.ts";
import { interruptions } from "./interruptions.ts";
import { lets } from "./lets.ts";
import { loops } from "./loops.ts";
import { races } from "./races.ts";
import { responses } from "./responses.ts";
import { holds, waits } from "./waits.ts";

/** Writes blocks of statements, each of them drawn from all constructs that there are. */
export function blocksWith(write: WriteRoutine): (draft: Draft, scope: Scope, count?: number) => string {
  const block = (draft: Draft, scope: Scope, count?: number): string => {
    const most = count ?? 1 + draft.dice.below(2);
    const lines: string[] = [];
    for (let nth = 0; nth < most; nth++) {
      const line = statement(draft, scope, all);
      if (line !== "") lines.push(line);
    }
    return lines.join("\n");
  };
  const all: readonly Construct[] = [
    ...calls(block),
    ...choices(block),
    ...loops(block),
    ...races(block),
    ...interruptions(block),
    ...waits(block),
    ...holds(block),
    ...lets,
    ...plans(block, write),
    responses,
  ];
  return block;
}

function statement(draft: Draft, scope: Scope, all: readonly Construct[]): string {
  draft.left -= 1;
  const small = draft.left <= 0 ? { ...scope, small: true, depth: 0 } : scope;
  const fitting = all.filter((construct) => construct.fits(draft, small));
  const { weights } = draft.theme;
  const of = draft.dice.weighed(
    fitting,
    ({ family, weight = 1 }) => weight * (weights[family] ?? 1) * rarity(family),
  );
  return of?.write(draft, small) ?? "";
}

/** Families with several constructs do not come the oftener for it. */
function rarity(family: Construct["family"]): number {
  return {
    calls: 3,
    choices: 0.6,
    loops: 0.3,
    races: 0.3,
    quorums: 0.4,
    waits: 0.3,
    holds: 0.7,
    plans: 1,
    goals: 0.7,
    emits: 0.6,
    ends: 1,
    lets: 0.4,
    people: 0.5,
    responses: 1,
  }[family];
}
