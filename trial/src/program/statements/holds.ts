import { poolFor } from "../declare/pool.ts";
import { type Draft, type Pool, type Scope, within } from "../draft.ts";
import { publicLabel, type Type } from "../types.ts";
import { drawnDuration } from "../values/duration.ts";
import { drawnValue } from "../values/value.ts";
import type { Construct, WriteBlock } from "./construct.ts";

/* Holds: a member of a pool, for as long as a block takes. */

export function holds(block: WriteBlock): readonly Construct[] {
  return [
    {
      family: "holds",
      // Holds in holds have an order; one at a time has none that could be wrong.
      fits: (_, { depth, small, held, safe }) => depth > 0 && !small && held.length === 0 && !safe,
      write: (draft, scope) => hold(draft, scope, block),
    },
  ];
}

function hold(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const pool = poolFor(draft);
  const id = draft.fresh("held");
  const nearest =
    pool.kind !== undefined && dice.chance(0.35)
      ? ` nearest ${drawnValue(draft, scope, { type: { is: "geo" } }).text}`
      : "";
  const near = nearest !== "" && dice.chance(0.4) ? " within 5km" : "";
  const where =
    pool.kind !== undefined && dice.chance(0.4) ? ` where ${whereOf(draft, scope, pool.kind, id)}` : "";
  const several = pool.count > 1 && dice.chance(0.3);
  const wait = dice.chance(0.8) ? ` wait ${drawnDuration(draft, scope, ["3s", "1m"])}` : "";
  const picked = `${pool.name}${nearest}${near}${where}${several ? " count 2" : ""}${wait}`;
  const inner = within(scope, { held: [...scope.held, pool.name], inside: true });
  if (pool.kind !== undefined) {
    const type: Type = several ? { is: "list", of: pool.kind, min: 2, max: 2 } : pool.kind;
    inner.values.push({ text: id, type, label: publicLabel });
  }
  const body = block(draft, inner);
  const duration = drawnDuration(draft, scope, ["1s", "2s", "5s", "20s", "1m", "10m", "1h", "1h"]);
  const otherwise = dice.chance(0.4)
    ? ` else {\n${block(draft, within(scope, {}), 1)}\n${scope.indent}}`
    : "";
  return `${scope.indent}with ${id} = ${picked} for ${duration} {\n${body}\n${scope.indent}}${otherwise}`;
}

function whereOf(draft: Draft, scope: Scope, kind: NonNullable<Pool["kind"]>, id: string): string {
  const { dice } = draft;
  if (dice.chance(0.4)) return `${id}.online`;
  const field = dice.one(kind.fields.filter(({ type }) => type.is === "text"));
  return `${id}.${field.name} == ${drawnValue(draft, scope, { type: { is: "text" }, depth: 0 }).text}`;
}
