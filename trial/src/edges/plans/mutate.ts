import type { Json } from "@orchlang/plan";
import type { Dice } from "../../dice.ts";

/** Where something stands in a value: names and places, from the outside. */
type Place = readonly (string | number)[];

/** A value with a few things changed: taken out, put twice, put elsewhere, or made another of its kind. */
export function mutated(value: Json, dice: Dice): Json {
  let changed = value;
  for (let left = dice.within(1, 3); left > 0; left--) changed = once(changed, dice);
  return changed;
}

/** Names under which stands what runs count and reckon with: tried more often than chance would. */
const reckoned: ReadonlySet<string | number> = new Set([
  "amount",
  "cost",
  "energy",
  "tokens",
  "latency",
  "times",
  "count",
  "atOnce",
  "nodes",
  "needs",
  "of",
  "branches",
  "blocks",
  "minItems",
  "minLength",
]);

function once(value: Json, dice: Dice): Json {
  const place = dice.chance(0.3) ? reckonedPlace(value, dice) : somePlace(value, dice);
  const found = at(value, place);
  switch (dice.below(6)) {
    case 0:
      return without(value, place);
    case 1:
      return twice(value, place);
    case 2:
      return put(value, place, at(value, somePlace(value, dice)));
    case 3:
      return put(value, place, another(found, place.at(-1), dice));
    case 4:
      return put(value, place, alike(value, found, dice));
    default:
      return put(value, place, dice.one<Json>([null, true, 0, -1, 100, 0.5, "", "x", [], {}, [[]]]));
  }
}

/** The first of some walks to the leaves that passes one of these names, up to it or one step further. */
function reckonedPlace(value: Json, dice: Dice): Place {
  for (let walks = 0; walks < 10; walks++) {
    const place = somePlace(value, dice);
    const last = place.findLastIndex((name) => reckoned.has(name));
    if (last >= 0) return place.slice(0, last + 1 + dice.below(2));
  }
  return somePlace(value, dice);
}

/** Deep places and shallow ones alike. */
function somePlace(value: Json, dice: Dice): Place {
  const place: (string | number)[] = [];
  for (let here = value; ; ) {
    if (typeof here !== "object" || here === null) return place;
    const names = Array.isArray(here) ? [...here.keys()] : Object.keys(here);
    if (names.length === 0 || (place.length > 0 && dice.chance(0.12))) return place;
    const name = dice.one<string | number>(names);
    place.push(name);
    here = inner(here, name);
  }
}

function inner(value: Json, name: string | number): Json {
  if (typeof value !== "object" || value === null) return null;
  return (Reflect.get(value, name) as Json | undefined) ?? null;
}

function at(value: Json, place: Place): Json {
  return place.reduce<Json>(inner, value);
}

function put(value: Json, [name, ...rest]: Place, what: Json): Json {
  if (name === undefined) return what;
  const within = put(inner(value, name), rest, what);
  if (Array.isArray(value)) return value.map((item: Json, index) => (index === name ? within : item));
  return { ...(value as object), [name]: within };
}

function edited(value: Json, place: Place, edit: (list: Json[], index: number) => void): Json {
  const [name] = place.slice(-1);
  const around = at(value, place.slice(0, -1));
  if (Array.isArray(around) && typeof name === "number") {
    const list: Json[] = [...around];
    edit(list, name);
    return put(value, place.slice(0, -1), list);
  }
  return value;
}

function without(value: Json, place: Place): Json {
  const [name] = place.slice(-1);
  const around = at(value, place.slice(0, -1));
  if (Array.isArray(around)) return edited(value, place, (list, index) => list.splice(index, 1));
  if (typeof around !== "object" || around === null || name === undefined) return value;
  const left = Object.fromEntries(Object.entries(around).filter(([key]) => key !== name));
  return put(value, place.slice(0, -1), left as Json);
}

/** The last list on the way to it has the same once more. */
function twice(value: Json, place: Place): Json {
  const depth = place.findLastIndex((name) => typeof name === "number");
  if (depth < 0) return value;
  return edited(value, place.slice(0, depth + 1), (list, index) =>
    list.splice(index, 0, list[index] ?? null),
  );
}

/** Where a number says how much there has to be: what can't be is told of by decode, however much that is. */
const sizes: ReadonlySet<string | number | undefined> = new Set([
  "count",
  "minItems",
  "minLength",
  "minProperties",
]);

/** Other numbers stay small: a loop that may go 2^53 rounds is played for as long, which is not on trial here. */
function another(found: Json, name: string | number | undefined, dice: Dice): Json {
  if (typeof found === "number" && sizes.has(name) && dice.chance(0.5))
    return dice.one([1e6, 1e9, Number.MAX_SAFE_INTEGER, 1e300]);
  if (typeof found === "number") return dice.one([0, -found, found + 1, found * 10, found / 3]);
  if (typeof found === "boolean") return !found;
  if (typeof found === "string")
    return dice.one([`${found}x`, found.slice(1), found.toUpperCase(), "__proto__"]);
  if (Array.isArray(found)) return [...found].reverse();
  return found;
}

/** Another text of the same value: names that are there, where they do not belong. */
function alike(value: Json, found: Json, dice: Dice): Json {
  for (let tries = 0; tries < 20; tries++) {
    const other = at(value, somePlace(value, dice));
    if (typeof other === typeof found && other !== found) return other;
  }
  return found;
}
