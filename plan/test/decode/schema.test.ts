import { readdirSync, readFileSync } from "node:fs";
import type { Json, JsonObject } from "@orchlang/plan";
import { encodePlanFile, planFileSchema } from "@orchlang/plan";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shortcuts } from "../../src/decode/validate/shortcuts.ts";
import { validatorOf } from "../../src/decode/validate/validator.ts";
import { sampleAbout, bounds as sampleBounds, sampleCertificates, samplePlan } from "../sample-plan.ts";

/** `LAWS=10` changes ten times as many places. */
const laws = Number(process.env.LAWS ?? 1);

const ajv = new Ajv2020({ discriminator: true, strictTypes: false, allowUnionTypes: true });
const ajvAccepts = ajv.compile(planFileSchema);
const faultsOf = validatorOf(planFileSchema, shortcuts);
const faultsTheLongWay = validatorOf(planFileSchema);
const sample: Json = JSON.parse(encodePlanFile(samplePlan, sampleAbout, sampleCertificates));

test("the schema's file is the schema that the code works by; -u writes it", async () => {
  await expect(`${JSON.stringify(planFileSchema, null, 2)}\n`).toMatchFileSnapshot(
    "../../orch.plan.schema.json",
  );
});

test("a plan with everything in it fits", () => {
  expect(faultsOf(sample)).toEqual([]);
  expect(ajvAccepts(sample) || ajvAccepts.errors).toBe(true);
});

test("the schema speaks of exactly the fields and words of the TypeScript shapes", () => {
  const said = wordsOfSchema(planFileSchema);
  const shaped = wordsOfShapes();
  expect([...shaped].filter((word) => !said.has(word)).toSorted()).toEqual([]);
  expect([...said].filter((word) => !shaped.has(word)).toSorted()).toEqual([]);
});

test("the schema has each member of each union of the shapes, and no other", () => {
  expect(tagsOfSchema(planFileSchema)).toEqual(tagsOfShapes());
});

test("the sample uses every field of the schema", () => {
  const used = new Set<string>();
  collect(sample, used);
  expect([...fieldsOfSchema(planFileSchema)].filter((name) => !used.has(name))).toEqual([]);
});

test("ajv and the validator give the same verdict of every plan with one thing changed", () => {
  const places = placesOf(sample);
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.constantFrom(...changes), (place, change) => {
      const changed = structuredClone(sample);
      change(changed as JsonObject, place);
      const faults = faultsOf(changed);
      expect([place, faults.length === 0]).toEqual([place, ajvAccepts(changed)]);
      expect(faults).toEqual(faultsTheLongWay(changed));
    }),
    { numRuns: 400 * laws },
  );
});

test("a shortcut is sure of what is common, and never of what the schema refuses", () => {
  const bounds = sampleBounds as unknown as Json;
  const surely = (name: string, value: Json) => shortcuts.get(name)?.(value);
  expect(surely("Bounds", bounds)).toBe(true);
  expect(surely("Expression", { op: "read", from: "node", name: "a" })).toBe(true);
  expect(surely("Expression", { op: "read", from: "elsewhere", name: "a" })).toBe(false);
  expect(surely("SourceMark", { file: "a.orch", start: 0, end: 4, line: 1 })).toBe(true);
  const source = { clause: "irreversible", step: "a" };
  const obligation = { id: "x", source, rule: "r", severity: "blocking", verdict: "checked", assumes: [] };
  expect(surely("Obligation", { ...obligation, nodes: ["a"] })).toBe(true);
  for (const [name, surelyIs] of shortcuts) {
    const accepts = ajv.compile({
      ...planFileSchema,
      $id: `urn:orch:part:${name}`,
      $ref: `#/$defs/${name}`,
      ...noRoot,
    });
    const obligations = [source, ...variantsOf(source)].map((of) => ({
      ...obligation,
      source: of,
      nodes: ["a"],
    }));
    for (const value of [...valuesOf(sample), ...obligations, ...plainCalls]) {
      for (const changed of [value, ...variantsOf(value)]) {
        if (surelyIs(changed) && !accepts(changed)) expect({ name, changed }).toBe("accepted by the schema");
      }
    }
  }
});

/** Calls that say how often they are tried, and how long they may take. */
const plainCalls: readonly Json[] = [
  {},
  { retry: { times: 2 } },
  { timeout: { op: "constant", value: 20_000, says: "20s" } },
  { retry: { times: 2, every: { op: "constant", value: 1 } } },
  { retry: { times: -1 } },
  { timeout: 5 },
  { retry: { times: 2 }, timeout: { op: "constant", value: 1 }, because: "so" },
  { because: 1 },
].map((options) => ({
  kind: "call",
  id: "a",
  block: "root",
  needs: [],
  attempt: { target: { capability: "t" }, args: {}, options, gate: "local", checks: [] },
  rescues: [],
}));

/** The root asks for a whole plan file. */
const noRoot = {
  properties: undefined,
  required: undefined,
  additionalProperties: undefined,
  type: undefined,
};

function valuesOf(value: Json): readonly Json[] {
  if (typeof value !== "object" || value === null) return [value];
  return [value, ...Object.values(value as JsonObject).flatMap(valuesOf)];
}

/** A record with each field left out, each field turned into something else, and one field more. */
function variantsOf(value: Json): readonly Json[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const record = value as JsonObject;
  const names = Object.keys(record);
  return [
    { ...record, more: 1 },
    ...names.map((left) => Object.fromEntries(Object.entries(record).filter(([name]) => name !== left))),
    ...names.flatMap((name) =>
      ["", "a\ud800", -1, 0.5, null, true, [], {}, [null]].map((other) => ({ ...record, [name]: other })),
    ),
  ];
}

test("every field that has to be there is missed", () => {
  for (const [schema, value] of recordsWithSchema()) {
    for (const name of (schema.required ?? []) as string[]) {
      const { [name]: _, ...rest } = value;
      const validate = validatorOf({ ...schema, $defs: planFileSchema.$defs ?? {} });
      expect(validate(rest).map(({ says }) => says)).toContain(`\`${name}\` is missing`);
    }
  }
});

type Place = readonly (string | number)[];
type Change = (document: JsonObject, place: Place) => void;

const changes: readonly Change[] = [
  ...[null, 1, -1, 1.5, "x", "", true, false, [], {}, { op: "constant", value: 1 }, { op: "x" }].map(
    (value): Change =>
      (document, place) =>
        put(document, place, value as Json),
  ),
  (document, place) => put(document, place, undefined),
  (document, place) => put(document, [...place, "surplus"], 1),
  (document, place) => put(document, [...place, "op"], "read"),
  (document, place) => put(document, [...place, "kind"], "once"),
];

function put(document: JsonObject, place: Place, value: Json | undefined): void {
  const parent = place.slice(0, -1).reduce<unknown>((at, step) => Reflect.get(Object(at), step), document);
  if (typeof parent !== "object" || parent === null) return;
  const name = place.at(-1) ?? "";
  if (value !== undefined) Reflect.set(parent, name, value);
  else if (Array.isArray(parent)) parent.splice(Number(name), 1);
  else Reflect.deleteProperty(parent, name);
}

function placesOf(value: Json, place: Place = []): Place[] {
  if (typeof value !== "object" || value === null) return [place];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const inner = entries.flatMap(([name, item]) => placesOf(item as Json, [...place, name]));
  return place.length === 0 ? inner : [place, ...inner];
}

function eachSchema(schema: Json, visit: (schema: JsonObject) => void): void {
  if (typeof schema !== "object" || schema === null) return;
  if (!Array.isArray(schema)) visit(schema as JsonObject);
  for (const [keyword, inner] of Object.entries(schema)) if (keyword !== "required") eachSchema(inner, visit);
}

function fieldsOfSchema(schema: Json): Set<string> {
  const fields = new Set<string>();
  eachSchema(schema, ({ properties }) => {
    for (const name of Object.keys((properties as JsonObject | undefined) ?? {})) fields.add(name);
  });
  return fields;
}

/** Field names, and words that a field may hold. */
function wordsOfSchema(schema: Json): Set<string> {
  const words = fieldsOfSchema(schema);
  eachSchema(schema, (inner) => {
    if (typeof inner.const === "string") words.add(inner.const);
    if (Array.isArray(inner.enum))
      for (const word of inner.enum) if (typeof word === "string") words.add(word);
  });
  return words;
}

/** `kind` or `op` of each record that has one, with its words: a word of another union stands in for none of them. */
function tagsOfSchema(schema: Json): readonly string[] {
  const tags: string[] = [];
  eachSchema(schema, ({ properties }) => {
    for (const tag of ["kind", "op"]) {
      const field = (properties as JsonObject | undefined)?.[tag] as JsonObject | undefined;
      const words = field?.const === undefined ? field?.enum : [field.const];
      if (Array.isArray(words)) tags.push(`${tag} ${words.map((word) => `"${word}"`).join(" | ")}`);
    }
  });
  return tags.toSorted();
}

function tagsOfShapes(): readonly string[] {
  const source = sourcesOfShapes();
  const named = new Map(
    [...source.matchAll(/^export type (\w+) = ("[^;]+");/gm)].map(([, name, words]) => [name, words]),
  );
  return [...source.matchAll(/readonly (kind|op): ([^;}]+?) *[;}]/g)]
    .map(([, tag, words = ""]) => `${tag} ${named.get(words) ?? words}`)
    .filter((tag) => tag.includes('"'))
    .toSorted();
}

/** `readonly name` and `"word"` in the sources of the shapes. */
function wordsOfShapes(): Set<string> {
  const source = sourcesOfShapes();
  const words = new Set<string>();
  for (const [, name] of source.matchAll(/readonly (\w+)\??:/g)) words.add(name ?? "");
  for (const [, word] of source.matchAll(/"([^"]+)"/g)) words.add(word ?? "");
  return words;
}

/** Without comments and imports. No plan file carries what a scenario says, nor what starts plans. */
function sourcesOfShapes(): string {
  const folder = new URL("../../src/shapes/", import.meta.url);
  return readdirSync(folder)
    .filter((file) => file !== "scenario.ts" && file !== "world.ts")
    .map((file) => readFileSync(new URL(file, folder), "utf8"))
    .join("\n")
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, "")
    .replaceAll(/^import .*$/gm, "");
}

function collect(value: Json, into: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    into.add(name);
    collect(item, into);
  }
}

function recordsWithSchema(): readonly (readonly [JsonObject, JsonObject])[] {
  const defs = planFileSchema.$defs as Readonly<Record<string, JsonObject>>;
  const { plan, about } = sample as { readonly plan: JsonObject; readonly about: JsonObject };
  const routine = (plan.routines as JsonObject)["m.main"] as JsonObject;
  const capability = (plan.capabilities as JsonObject)["m.write"] as JsonObject;
  return [
    [defs.Plan as JsonObject, plan],
    [defs.About as JsonObject, about],
    [defs.Routine as JsonObject, routine],
    [defs.Capability as JsonObject, capability],
    [defs.Bounds as JsonObject, plan.bounds as JsonObject],
    [defs.Settings as JsonObject, plan.settings as JsonObject],
  ];
}
