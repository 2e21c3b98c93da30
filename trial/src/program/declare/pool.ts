import type { Draft, Pool } from "../draft.ts";
import { labelText, plain, type Type } from "../types.ts";
import { drawnLabel } from "../values/value.ts";

/* Pools of what only few can hold at a time. */

export function poolFor(draft: Draft): Pool {
  const { dice, pools } = draft;
  if (pools.length > 0 && dice.chance(0.75)) return dice.one(pools);
  return dice.chance(0.2) ? declareSlots(draft) : declarePool(draft);
}

/** A pool whose members have no fields. */
function declareSlots(draft: Draft): Pool {
  const { dice } = draft;
  const made = { name: draft.fresh("slot"), count: dice.within(1, 3) };
  const clauses = dice.chance(0.5) ? " { lease 4h }" : "";
  draft.declare(`resource ${made.name}${made.count > 1 ? ` x ${made.count}` : ""}${clauses}`);
  draft.pools.push(made);
  return made;
}

function declarePool(draft: Draft): Pool {
  const { dice } = draft;
  const kinds = draft.pools.flatMap(({ kind }) => (kind === undefined ? [] : [kind]));
  const same = kinds.length > 0 && dice.chance(0.6) ? dice.one(kinds) : undefined;
  const kind = same?.name ?? draft.fresh("K");
  const name = draft.fresh("pool");
  const count = dice.within(1, 3);
  const label = same?.fields.find(({ name: field }) => field === "note")?.label ?? drawnLabel(draft);
  const type: Extract<Type, { is: "record" }> = {
    is: "record",
    name: kind,
    fields: [
      { name: "id", type: { is: "text" }, label: plain },
      { name: "online", type: { is: "bool" }, label: plain },
      { name: "note", type: { is: "text" }, label },
      { name: "place", type: { is: "geo" }, label: plain },
    ],
  };
  const clauses = [
    `at ${dice.one(["device", "edge", "edge", "cloud"])}${dice.chance(0.1) ? ' "hall"' : ""}`,
    "lease 4h",
  ];
  if (dice.chance(0.1)) clauses.push("latency 5ms");
  const others = draft.pools.filter((pool) => pool.kind?.name === kind);
  if (others.length > 0 && dice.chance(0.8)) clauses.push(`overflow ${dice.one(others).name}`);
  else if (same === undefined && dice.chance(0.35)) clauses.push(`overflow ${declareSpare(draft, type)}`);
  if (dice.chance(draft.theme.figures * 0.6)) clauses.push(`cost $${dice.within(1, 9)} per h`);
  if (dice.chance(draft.theme.figures * 0.4)) clauses.push("power 100W");
  if (count > 1 && dice.chance(0.1)) clauses.push("reserve 1 for priority high");
  if (same === undefined)
    draft.declare(`type ${kind} { id: String, online: Bool, note: String${labelText(label)}, place: Geo }`);
  const listed = dice.chance(0.15);
  if (listed)
    clauses.push(`members [${Array.from({ length: count }, (_, nth) => memberText(nth)).join(", ")}]`);
  draft.declare(
    `resource ${name}: ${kind}${count > 1 && !listed ? ` x ${count}` : ""} { ${clauses.join("  ")} }`,
  );
  const made = { name, kind: type, count };
  draft.pools.push(made);
  return made;
}

/** Another pool of the kind, at another price and place. */
function declareSpare(draft: Draft, kind: Extract<Type, { is: "record" }>): string {
  const { dice } = draft;
  const made = { name: draft.fresh("pool"), kind, count: dice.within(1, 2) };
  const cost = dice.chance(draft.theme.figures) ? `  cost $${dice.within(1, 9)} per h` : "";
  const tier = dice.one(["device", "edge", "cloud"]);
  draft.declare(
    `resource ${made.name}: ${kind.name}${made.count > 1 ? ` x ${made.count}` : ""} { at ${tier}  lease 4h${cost} }`,
  );
  draft.pools.push(made);
  return made.name;
}

function memberText(nth: number): string {
  return `{ id: "${["a", "b", "c"][nth] ?? "d"}", online: true, note: "a", place: geo(52.5, 13.4) }`;
}
