import type { Json } from "@orchlang/plan";
import fc from "fast-check";
import type { EnumType, FieldType, ListType, Type } from "../../src/3-check/type.ts";

/* Types, types that are wider than others, and values of types. */

const small = fc.integer({ min: -20, max: 20 });

const range = fc
  .tuple(fc.option(small, { nil: undefined }), fc.option(small, { nil: undefined }))
  .map(([a, b]) => {
    const [min, max] = a !== undefined && b !== undefined && b < a ? [b, a] : [a, b];
    return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  });

const size = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), fc.boolean())
  .map(([min, more, bounded]) => ({
    ...(min === 0 ? {} : { min }),
    ...(bounded ? { max: min + more } : {}),
  }));

const names = ["a", "b", "c"] as const;

const enums: readonly EnumType[] = [
  { kind: "enum", name: "t.Mood", members: ["happy", "sad", "angry"] },
  { kind: "enum", name: "t.Job.status", members: ["ok", "bad"], inline: true },
];

const enumType = fc
  .constantFrom(...enums)
  .chain((type) =>
    fc
      .option(fc.subarray([...type.members], { minLength: 1 }), { nil: undefined })
      .map((only): EnumType => (only === undefined ? type : { ...type, only })),
  );

const leaf: fc.Arbitrary<Type> = fc.oneof(
  fc.constantFrom<Type>(
    { kind: "bool" },
    { kind: "string" },
    { kind: "string", format: "email" },
    { kind: "string", matching: "[a-z]+" },
    { kind: "instant" },
    { kind: "date" },
    { kind: "timeOfDay" },
    { kind: "geo" },
    { kind: "json" },
    { kind: "none" },
  ),
  fc
    .record({ kind: fc.constantFrom("int", "float", "ratio"), range })
    .map(({ kind, range: bounds }): Type => ({ kind, ...bounds })),
  fc
    .record({ base: fc.constantFrom("Duration", "Energy"), range })
    .map(({ base, range: bounds }): Type => ({ kind: "quantity", dimension: { [base]: 1 }, ...bounds })),
  fc.record({ currency: fc.constantFrom("USD", "EUR"), range }).map(
    ({ currency, range: bounds }): Type => ({
      kind: "quantity",
      dimension: { Money: 1 },
      currency,
      ...bounds,
    }),
  ),
  enumType,
);

export const types: fc.Arbitrary<Type> = fc.letrec<{ type: Type; present: Type }>((tie) => ({
  type: fc.oneof(
    { weight: 3, arbitrary: tie("present") },
    { weight: 1, arbitrary: tie("present").map(optionalOf) },
  ),
  present: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc
      .record({ item: tie("type"), size })
      .map(({ item, size: sizes }): Type => ({ kind: "list", item, ...sizes })),
    fc
      .uniqueArray(fc.record({ name: fc.constantFrom(...names), type: tie("type") }), {
        selector: (field) => field.name,
        maxLength: 3,
      })
      .map((fields): Type => ({ kind: "record", fields })),
    tie("type").map((value): Type => ({ kind: "map", value })),
  ),
})).type;

function optionalOf(type: Type): Type {
  return type.kind === "none" || type.kind === "optional" ? type : { kind: "optional", of: type };
}

/** A type that holds at least the values of another. */
export function wider(type: Type): fc.Arbitrary<Type> {
  const ways: fc.Arbitrary<Type>[] = [
    fc.constant(type),
    fc.constant(optionalOf(type)),
    fc.constant<Type>({ kind: "json" }),
  ];
  switch (type.kind) {
    case "int":
      ways.push(fc.constant<Type>({ kind: "int" }), fc.constant<Type>({ kind: "float" }), grown(type));
      break;
    case "ratio":
    case "float":
      ways.push(fc.constant<Type>({ kind: "float" }), grown(type));
      break;
    case "quantity":
      ways.push(grown(type));
      break;
    case "string":
      ways.push(fc.constant<Type>({ kind: "string" }));
      break;
    case "enum": {
      const { only: _, ...all } = type;
      ways.push(fc.constant<Type>({ kind: "string" }), fc.constant<Type>(all));
      break;
    }
    case "list":
      ways.push(
        wider(type.item).map((item): Type => ({ ...type, item })),
        fc.constant<Type>({ kind: "list", item: type.item }),
      );
      break;
    case "map":
      ways.push(wider(type.value).map((value): Type => ({ ...type, value })));
      break;
    case "optional":
      ways.push(wider(type.of).map(optionalOf));
      break;
    case "record":
      ways.push(
        fc
          .subarray([...type.fields])
          .chain(widerFields)
          .map((fields): Type => ({ kind: "record", fields })),
      );
      break;
  }
  return fc.oneof(...ways);
}

function grown(type: Extract<Type, { readonly min?: number }>): fc.Arbitrary<Type> {
  return fc.tuple(fc.nat(5), fc.nat(5)).map(
    ([below, above]): Type => ({
      ...type,
      ...(type.min === undefined ? {} : { min: type.min - below }),
      ...(type.max === undefined ? {} : { max: type.max + above }),
    }),
  );
}

function widerFields(fields: readonly FieldType[]): fc.Arbitrary<readonly FieldType[]> {
  return fc.tuple(...fields.map((field) => wider(field.type).map((type): FieldType => ({ ...field, type }))));
}

/** A value of a type, in JSON. */
export function valuesOf(type: Type): fc.Arbitrary<Json> {
  switch (type.kind) {
    case "bool":
      return fc.boolean();
    case "int":
      return fc.integer({ min: type.min ?? (type.max ?? 0) - 50, max: type.max ?? (type.min ?? 0) + 50 });
    case "float":
    case "ratio":
      return numbers(type);
    case "quantity":
      return type.dimension.Money === 1
        ? fc
            .integer({ min: type.min ?? (type.max ?? 0) - 50, max: type.max ?? (type.min ?? 0) + 50 })
            .map((amount) => ({
              amount: String(amount),
              currency: type.currency ?? "USD",
            }))
        : numbers(type);
    case "string":
      return type.format === "email"
        ? fc.constantFrom("a@example.com", "b.c@example.org")
        : type.matching === undefined
          ? fc.string()
          : fc.constantFrom("abc", "z");
    case "instant":
      return fc.constantFrom("2026-12-01T10:00:00.000Z", "1999-01-01T00:00:00.000Z");
    case "date":
      return fc.constantFrom("2026-12-01", "1999-01-31");
    case "timeOfDay":
      return fc.constantFrom("22:00:00", "00:00:00");
    case "geo":
      return fc.constant({ lat: 26.78, lon: -80.05 });
    case "enum":
      return fc.constantFrom(...(type.only ?? type.members));
    case "list":
      return lists(type);
    case "record":
      return fc.record(Object.fromEntries(type.fields.map((field) => [field.name, valuesOf(field.type)])));
    case "map":
      return fc.dictionary(fc.constantFrom(...names), valuesOf(type.value), {
        maxKeys: 2,
        noNullPrototype: true,
      });
    case "optional":
      return fc.oneof(fc.constant(null), valuesOf(type.of));
    case "json":
      return fc.oneof(fc.constant(null), fc.boolean(), small, fc.string());
    default:
      return fc.constant(null);
  }
}

function numbers(type: { readonly min?: number; readonly max?: number }): fc.Arbitrary<number> {
  return fc.integer({ min: type.min ?? (type.max ?? 0) - 50, max: type.max ?? (type.min ?? 0) + 50 });
}

function lists(type: ListType): fc.Arbitrary<Json> {
  const minLength = type.min ?? 0;
  return fc.array(valuesOf(type.item), {
    minLength,
    maxLength: Math.max(minLength, type.max ?? minLength + 2),
  });
}
