import type { Draft, Pool } from "../draft.ts";
import { labelText, plain, type Type } from "../types.ts";
import { drawnLabel } from "../values/value.ts";

/* Pools of what only few can hold at a time. */

export function poolFor(draft: Draft): Pool {
  const { dice, pools } = draft;
  if (pools.length > 0 && dice.chance(0.8)) return dice.one(pools);
  return declarePool(draft);
}

function declarePool(draft: Draft): Pool {
  const { dice } = draft;
  const kind = draft.fresh("K");
  const name = draft.fresh("pool");
  const count = dice.within(1, 3);
  const label = drawnLabel(draft);
  const type: Extract<Type, { is: "record" }> = {
    is: "record",
    name: kind,
    fields: [
      { name: "id", type: { is: "text" }, label: plain },
      { name: "online", type: { is: "bool" }, label: plain },
      { name: "note", type: { is: "text" }, label },
    ],
  };
  const clauses = [`at ${dice.one(["device", "edge"])}`, "lease 4h"];
  if (dice.chance(draft.theme.figures * 0.6)) clauses.push(`cost $${dice.within(1, 9)} per h`);
  if (dice.chance(draft.theme.figures * 0.4)) clauses.push("power 100W");
  if (count > 1 && dice.chance(0.1)) clauses.push("reserve 1 for priority high");
  draft.declare(`type ${kind} { id: String, online: Bool, note: String${labelText(label)} }`);
  draft.declare(`resource ${name}: ${kind}${count > 1 ? ` x ${count}` : ""} { ${clauses.join("  ")} }`);
  const made = { name, kind: type, count };
  draft.pools.push(made);
  return made;
}
