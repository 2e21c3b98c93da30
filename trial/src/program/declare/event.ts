import type { Draft, EventKind } from "../draft.ts";
import { bool, type Field, int, type Type, text } from "../types.ts";
import { drawnLabel } from "../values/value.ts";
import { fieldText } from "./type.ts";

/* Events, and what several of them make together. */

export function eventFor(draft: Draft, is?: EventKind["is"]): EventKind {
  const { dice, events } = draft;
  const there = events.filter((event) => is === undefined || event.is === is);
  if (there.length > 0 && dice.chance(0.6)) return dice.one(there);
  if (is !== "event" && dice.chance(0.3)) return declareFusion(draft);
  return declareEvent(draft);
}

function declareEvent(draft: Draft, placed = false): EventKind {
  const { dice } = draft;
  const name = draft.fresh("e");
  const fields = Array.from(
    { length: dice.within(1, 3) },
    (_, at): Field => ({
      name: ["p", "q", "r"][at] ?? "s",
      type:
        placed && at === 0
          ? { is: "geo" }
          : dice.one<Type>([text, text, int, bool, { is: "int", min: 0, max: 5 }, { is: "geo" }]),
      label: drawnLabel(draft),
    }),
  );
  const clauses = [`from ${name}.src`];
  if (dice.chance(0.1)) clauses.push("category seen");
  if (dice.chance(0.1)) clauses.push("priority high");
  if (dice.chance(0.1)) clauses.push(`dedupe 2s${dice.chance(0.4) ? ` by ${fields[0]?.name}` : ""}`);
  draft.declare(`event ${name}(${fields.map(fieldText).join(", ")}) { ${clauses.join("  ")} }`);
  const made = { name, fields, is: "event" } as const;
  draft.events.push(made);
  return made;
}

/** One that is joined; a fusion now and then. */
function partOf(draft: Draft): EventKind {
  const { dice, events } = draft;
  const there = events.filter(({ is }) => is === "event" || dice.chance(0.15));
  return there.length > 0 && dice.chance(0.6) ? dice.one(there) : declareEvent(draft);
}

/** A fusion of two events; each of its fields is one of theirs. */
function declareFusion(draft: Draft): EventKind {
  const { dice } = draft;
  const [one, other] = dice.chance(0.2)
    ? [declareEvent(draft, true), declareEvent(draft, true)]
    : [partOf(draft), partOf(draft)];
  if (one === other) return declareEvent(draft);
  const known = [
    ...one.fields.map((field) => ({ from: `j1.${field.name}`, field })),
    ...other.fields.map((field) => ({ from: `j2.${field.name}`, field })),
  ];
  const name = draft.fresh("fu");
  const taken = Array.from({ length: dice.within(1, 2) }, (_, at) => {
    const { from, field } = dice.one(known);
    return {
      from,
      field: {
        ...field,
        name: ["p", "q"][at] ?? "r",
        label: dice.chance(0.85) ? field.label : drawnLabel(draft),
      },
    };
  });
  const clauses = [`join ${one.name} as j1, ${other.name} as j2`, `within ${dice.one(["5s", "1m"])}`];
  const asked = dice.one(known);
  const places = [one, other].map(({ fields }) => fields.find(({ type }) => type.is === "geo")?.name ?? "");
  if (places.every((place) => place !== "") && dice.chance(0.6))
    clauses.push(`near j1.${places[0]}, j2.${places[1]} within 5km`);
  if (dice.chance(0.5) && asked.field.type.is === "int") clauses.push(`where ${asked.from} > 1`);
  if (dice.chance(0.4) && asked.field.type.is === "text") clauses.push(`by ${asked.from}`);
  if (dice.chance(0.2)) clauses.push("late up to 2s");
  clauses.push(`emit { ${taken.map(({ from, field }) => `${field.name}: ${from}`).join(", ")} }`);
  const fields = taken.map(({ field }) => field);
  draft.declare(`fusion ${name}(${fields.map(fieldText).join(", ")}) { ${clauses.join("  ")} }`);
  const made = { name, fields, is: "fusion" } as const;
  draft.events.push(made);
  return made;
}
