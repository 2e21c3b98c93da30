import { hashed } from "../../dice.ts";
import { signalQuestion } from "../declare/context.ts";
import { eventFor } from "../declare/event.ts";
import { poolFor } from "../declare/pool.ts";
import { type Draft, type EventKind, type Pool, type Scope, within } from "../draft.ts";
import { joined, mayGo, publicLabel, type Type } from "../types.ts";
import { drawnDuration } from "../values/duration.ts";
import { drawnValue } from "../values/value.ts";
import { known } from "./calls.ts";
import type { Construct, WriteBlock } from "./construct.ts";
import { handlersFor } from "./handlers.ts";
import { afterOption, optionsText } from "./options.ts";
import { atText } from "./placement.ts";

/* Waiting: for all above, so long, until an instant, until something is so, for something to happen; and saying that it has. */

export function waits(block: WriteBlock): readonly Construct[] {
  return [
    { family: "waits", fits: () => true, write: (draft, scope) => waitText(draft, scope) },
    {
      family: "waits",
      fits: (draft) => draft.theme.context > 0.1,
      write: (draft, scope) => until(draft, scope, block),
    },
    {
      family: "waits",
      weight: 2,
      fits: (draft) => draft.theme.context > 0.1,
      write: (draft, scope) => forEvent(draft, scope, block),
    },
    { family: "waits", weight: 0.5, fits: () => true, write: (draft, scope) => waitStep(draft, scope) },
    // Between the outermost statements of a plan.
    {
      family: "waits",
      weight: 5,
      fits: (_, { indent, inside, steps }) => indent === "  " && !inside && steps.length > 0,
      write: (_, { indent }) => `${indent}commit`,
    },
    { family: "emits", fits: (draft, { safe }) => draft.theme.context > 0.1 && !safe, write: emit },
  ];
}

function waitText(draft: Draft, scope: Scope): string {
  return draft.dice.chance(0.8)
    ? `${scope.indent}wait ${drawnDuration(draft, scope, ["1s", "5s", "1m"])}`
    : `${scope.indent}wait until now + ${drawnDuration(draft, scope, ["2s", "1m"])}`;
}

function waitStep(draft: Draft, scope: Scope): string {
  const id = draft.fresh("wt");
  const options = optionsText(afterOption(draft, scope));
  scope.steps.push(id);
  return `${scope.indent}step ${id} = wait ${drawnDuration(draft, scope, ["1s", "3s"])}${options}`;
}

function until(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const id = draft.fresh("un");
  const condition = signalQuestion(draft);
  const label = joined(
    scope.pc,
    ...draft.signals.filter(({ name }) => condition.includes(name)).map((each) => each.label),
  );
  const held = dice.chance(0.3) ? " for 5s" : "";
  const limit = ` within ${drawnDuration(draft, scope, ["5s", "1m"])}`;
  const handled = handlersFor(
    draft,
    scope,
    { result: { is: "bool" }, label, fails: ["timeout"], usual: [] },
    block,
  );
  const options = optionsText(afterOption(draft, scope));
  known(scope, id, { result: { is: "bool" }, label: handled.label, optional: false });
  return `${scope.indent}step ${id} = wait until ${condition}${held}${limit}${options}${handled.text}`;
}

function forEvent(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const event = eventFor(draft);
  const id = draft.fresh("ev");
  const next = dice.chance(0.2) ? "next " : "";
  const where = dice.chance(0.5) ? whereOf(draft, scope, event) : "";
  const result: Type = { is: "record", name: "", fields: event.fields };
  const label = joined(scope.pc, ...event.fields.map((field) => field.label));
  const handled = draft.dice.chance(0.3)
    ? handlersFor(draft, scope, { result, label, fails: ["timeout"], usual: [] }, block)
    : { text: "" };
  const options = optionsText(afterOption(draft, scope));
  const within = drawnDuration(draft, scope, ["3s", "1m"]);
  // By its text, not by the dice: what else a seed draws stays as it was.
  const isForever = hashed(`${id}${event.name}${where}${options}`) % 4 === 0;
  const limit = isForever ? " forever" : ` within ${within}`;
  known(scope, id, { result, label: scope.pc, optional: !isForever && handled.text === "" });
  return `${scope.indent}step ${id} = wait for ${next}event ${event.name}${where}${limit}${options}${isForever ? "" : handled.text}`;
}

/** ` where event.a == x`, or as the occurrence is called. */
export function whereOf(draft: Draft, scope: Scope, event: EventKind, as = "event"): string {
  const asked = event.fields.filter(
    ({ type }) => type.is === "text" || type.is === "int" || type.is === "bool",
  );
  if (asked.length === 0) return "";
  const field = draft.dice.one(asked);
  if (field.type.is === "bool" && draft.dice.chance(0.5)) return ` where ${as}.${field.name}`;
  return ` where ${as}.${field.name} == ${drawnValue(draft, scope, { type: field.type, depth: 0 }).text}`;
}

function emit(draft: Draft, scope: Scope): string {
  const event = eventFor(draft, "event");
  // That it occurs tells what decided that it does.
  if (!event.fields.every((field) => mayGo(scope.pc, field.label)) && draft.dice.chance(0.9)) return "";
  const fields = event.fields.map((field) => {
    const value = drawnValue(draft, scope, { type: field.type, most: field.label });
    return `${field.name}: ${value.text}`;
  });
  return `${scope.indent}emit ${event.name}(${fields.join(", ")})`;
}

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
    pool.kind !== undefined && dice.chance(0.4) ? ` where ${holdWhereOf(draft, scope, pool.kind, id)}` : "";
  const at = atText(draft, 0.25);
  const several = pool.count > 1 && dice.chance(0.3);
  const wait = dice.chance(0.8) ? ` wait ${drawnDuration(draft, scope, ["3s", "1m"])}` : "";
  const later = dice.chance(0.15) ? ` from now + ${drawnDuration(draft, scope, ["5s", "2m"])}` : "";
  const picked = `${pool.name}${nearest}${near}${where}${at}${several ? " count 2" : ""}${later}${wait}`;
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

function holdWhereOf(draft: Draft, scope: Scope, kind: NonNullable<Pool["kind"]>, id: string): string {
  const { dice } = draft;
  if (dice.chance(0.4)) return `${id}.online`;
  const field = dice.one(kind.fields.filter(({ type }) => type.is === "text"));
  return `${id}.${field.name} == ${drawnValue(draft, scope, { type: { is: "text" }, depth: 0 }).text}`;
}
