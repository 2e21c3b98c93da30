/** Makes a result agree with the question: fields about the thing asked for repeat its arguments. */
import type { Capability, Json, JsonObject, Schema } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import { opened, type Source } from "./generate.ts";

/**
 * The fields of a result with the name and type of a parameter: `order_of(id) -> { id, total }` returns the `id` that
 * it was given. Only texts and enum members: a number or an amount of the same name may well be another.
 */
export function echoed(
  { params, result }: Pick<Capability, "params" | "result">,
  args: Json,
  value: Json,
  defs: Source["defs"],
): Json {
  if (!isRecord(value) || !isRecord(args) || result === null) return value;
  const fields = opened(result.schema, defs).properties;
  if (fields === undefined || !isRecord(fields as Json)) return value;
  const same = params.flatMap(({ name, schema }): readonly (readonly [string, Json])[] => {
    const field = (fields as JsonObject)[name] as Schema | undefined;
    const told = args[name];
    if (field === undefined || typeof told !== "string" || typeof value[name] !== "string") return [];
    return canonical(field as Json) === canonical(schema as Json) ? [[name, told]] : [];
  });
  return same.length === 0 ? value : { ...value, ...Object.fromEntries(same) };
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
