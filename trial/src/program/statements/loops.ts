import { eventFor } from "../declare/event.ts";
import { drawnType } from "../declare/type.ts";
import { type Draft, type Scope, type Value, within } from "../draft.ts";
import { joined, publicLabel, type Type } from "../types.ts";
import { drawnDuration } from "../values/duration.ts";
import { questionAbout } from "../values/question.ts";
import { reachable } from "../values/reach.ts";
import { drawnValue } from "../values/value.ts";
import { known } from "./calls.ts";
import type { Construct, WriteBlock } from "./construct.ts";
import { handlersFor } from "./handlers.ts";
import { afterOption, optionsText } from "./options.ts";
import { whereOf } from "./waits.ts";
import { driftFails, driftFor, driftLabel, withDrift } from "./while.ts";

/* Loops: over a list, with a memory, over what happens. */

export function loops(block: WriteBlock): readonly Construct[] {
  const fits = (_: Draft, { depth, small }: Scope): boolean => depth > 0 && !small;
  return [
    { family: "loops", weight: 3, fits, write: (draft, scope) => each(draft, scope, block) },
    { family: "loops", weight: 2, fits, write: (draft, scope) => fold(draft, scope, block) },
    {
      family: "loops",
      fits: (draft, scope) => fits(draft, scope) && draft.theme.context > 0.2,
      write: (draft, scope) => overEvents(draft, scope, block),
    },
  ];
}

function each(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const of = dice.chance(0.2) ? rangeFor(draft, scope) : listFor(draft, scope);
  const { type } = of;
  const [id, variable] = [draft.fresh("lp"), draft.fresh("v")];
  const drift = driftFor(draft, scope);
  const inner = within(scope, {
    inside: true,
    pc: driftLabel(joined(scope.pc, of.label), drift),
    safe: scope.safe || drift !== undefined,
  });
  inner.values.push({ text: variable, type: type.of, label: of.label });
  const body = block(draft, inner);
  const given = drawnValue(draft, inner, { type: dice.chance(0.5) ? type.of : drawnType(draft, 1) });
  const yields = dice.chance(0.9);
  // A list that turns out longer fails the loop before its first round.
  const most = dice.chance(0.25) ? ` up to ${dice.within(1, type.max)}` : "";
  const atOnce = dice.chance(0.5) ? ` at once ${dice.within(1, 2)}` : "";
  const options = [
    ...(dice.chance(0.15) ? [`optional up to ${dice.one(["20%", "50%"])}`] : []),
    ...withDrift(afterOption(draft, scope), drift),
  ];
  const label = driftLabel(joined(of.label, given.label, scope.pc), drift);
  const last = yields ? `\n${inner.indent}yield ${given.text}` : "";
  const result: Type = { is: "list", of: given.type, min: 0, max: type.max };
  const failing = {
    ...(yields ? { result } : {}),
    label,
    fails: [...(most === "" ? [] : ["too_many"]), ...driftFails(drift)],
  };
  const handled = handlersFor(draft, scope, failing, block);
  known(scope, id, { ...(yields ? { result } : {}), label: handled.label, optional: false });
  return `${scope.indent}step ${id} = for ${variable} in ${of.text}${most}${atOnce} {\n${body}${last}\n${scope.indent}}${optionsText(options)}${handled.text}`;
}

type List = Value & { readonly type: Extract<Type, { is: "list" }> };

/** `1..n`: its upper end is a number, or a value with bounds. */
function rangeFor(draft: Draft, scope: Scope): List {
  const { dice } = draft;
  const ends = reachable(scope).flatMap((value) => {
    const { type } = value;
    return type.is === "int" && type.max !== undefined && type.max >= 1 ? [{ ...value, most: type.max }] : [];
  });
  const end = ends.length > 0 && dice.chance(0.7) ? dice.one(ends) : undefined;
  const most = end === undefined ? dice.within(1, 3) : Math.min(end.most, dice.within(2, 4));
  const upper = end === undefined ? `${most}` : end.most <= most ? end.text : `min(${end.text}, ${most})`;
  const from = dice.chance(0.2) ? "0" : "1";
  const max = from === "0" ? most + 1 : most;
  const type = { is: "list", of: { is: "int" }, min: 0, max } as const;
  return { text: `${from}..${upper}`, type, label: end?.label ?? publicLabel };
}

/** The list of a loop. */
export function listFor(draft: Draft, scope: Scope): List {
  const { dice } = draft;
  const isList = (value: Value): value is List => value.type.is === "list" && value.type.max > 0;
  const known = reachable(scope).filter(isList);
  if (known.length > 0 && dice.chance(0.85)) {
    const one = dice.one(known);
    if (dice.chance(0.85)) return one;
    const way = dice.one(["distinct", "reverse", "filter(x => x == x)", `take(${one.type.max})`]);
    return { ...one, text: `${one.text}.${way}.take(${one.type.max})`, type: { ...one.type, min: 0 } };
  }
  const type = { is: "list", of: { is: "int" }, min: 1, max: 3 } as const;
  return { ...drawnValue(draft, scope, { type }), type };
}

function fold(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const [id, variable] = [draft.fresh("fo"), draft.fresh("v")];
  const type = foldedType(draft, scope);
  const isNumber = type.is === "int";
  const first = isNumber ? { text: "0", label: scope.pc } : drawnValue(draft, scope, { type });
  const inner = within(scope, { inside: true, pc: joined(scope.pc, first.label) });
  inner.values.push({ text: variable, type, label: first.label });
  const asked = isNumber ? undefined : reachedIn(draft, { text: variable, type, label: first.label });
  const body = block(draft, inner);
  const counts = isNumber && dice.chance(0.6);
  const next = counts ? { text: `${variable} + 1`, label: first.label } : drawnValue(draft, inner, { type });
  const most = dice.within(2, 3);
  const until = asked ?? `${variable} >= ${dice.within(1, most - 1)}`;
  const options = optionsText(afterOption(draft, scope));
  const fails = ["exhausted"];
  const label = joined(first.label, next.label, scope.pc);
  const handled = handlersFor(draft, scope, { result: type, label, fails, usual: [] }, block);
  known(scope, id, { result: type, label: handled.label, optional: false });
  const head = `for ${variable} from ${first.text} up to ${most} until ${until}`;
  return `${scope.indent}step ${id} = ${head} {\n${body}\n${inner.indent}yield ${next.text}\n${scope.indent}}${options}${handled.text}`;
}

/** The memory of a loop: a number, a text, or one of the known records. */
function foldedType({ dice }: Draft, scope: Scope): Type {
  const records = scope.values.flatMap(({ type }) => (type.is === "record" ? [type] : []));
  if (records.length > 0 && dice.chance(0.5)) return dice.one(records);
  return dice.chance(0.6) ? { is: "int" } : { is: "text" };
}

/** When it is enough. */
function reachedIn(draft: Draft, value: Value): string {
  const parts = reachable({ values: [value] }).flatMap((part) => questionAbout(draft, part) ?? []);
  return parts.length === 0 ? "now.hour > 3" : draft.dice.one(parts).text;
}

function overEvents(draft: Draft, scope: Scope, block: WriteBlock): string {
  const { dice } = draft;
  const event = eventFor(draft);
  const [id, variable] = [draft.fresh("le"), draft.fresh("v")];
  const label = joined(scope.pc, ...event.fields.map((field) => field.label));
  const inner = within(scope, { inside: true, pc: label });
  for (const field of event.fields)
    inner.values.push({ text: `${variable}.${field.name}`, type: field.type, label: field.label });
  const where = dice.chance(0.3) ? whereOf(draft, scope, event, variable) : "";
  const body = block(draft, inner);
  const type = drawnType(draft, 0);
  const given = drawnValue(draft, inner, { type });
  const limit = drawnDuration(draft, scope, ["5s", "1m"]);
  const options = optionsText(afterOption(draft, scope));
  const result: Type = { is: "list", of: type, min: 0, max: 3 };
  known(scope, id, { result, label: joined(label, given.label), optional: false });
  const head = `for ${variable} in event ${event.name}${where} up to ${dice.within(1, 3)} within ${limit}`;
  return `${scope.indent}step ${id} = ${head} {\n${body}\n${inner.indent}yield ${given.text}\n${scope.indent}}${options}`;
}
