import type { JsonObject, Schema } from "@orchlang/plan";

/** The form that a model is asked to write, and the value in it. */
export interface AnswerForm {
  /** Absent: plain text. */
  readonly schema?: JsonObject;
  /** Throws a SyntaxError at text that is no JSON. */
  valueOf(text: string): unknown;
}

/**
 * How an answer of the declared type is written. Text is written as it is. Providers want a record outermost, so any
 * other type is the field `value` of one. Named types are put in their places, since not every provider knows `$ref`; a
 * type inside itself stays open there. The runtime checks the value by the type itself.
 */
export function answerForm(
  schema: Schema | undefined,
  definitions: Readonly<Record<string, Schema>>,
): AnswerForm {
  if (schema === undefined) return { valueOf: () => null };
  const inlined = inline(schema, definitions, []);
  if (isText(inlined)) return { valueOf: (text) => text };
  const isRecord = typeof inlined === "object" && inlined !== null && "properties" in inlined;
  const read = (text: string): unknown => JSON.parse(unfenced(text)) as unknown;
  if (isRecord) return { schema: inlined as JsonObject, valueOf: read };
  return {
    schema: {
      type: "object",
      properties: { value: inlined as JsonObject },
      required: ["value"],
      additionalProperties: false,
    },
    valueOf: (text) => {
      const result = read(text);
      return typeof result === "object" && result !== null && "value" in result ? result.value : result;
    },
  };
}

function isText(schema: unknown): boolean {
  return JSON.stringify(schema) === '{"type":"string"}';
}

/** Models like to put JSON into a code block, however they are asked; some think aloud before it. */
function unfenced(text: string): string {
  const answer = text.replace(/^\s*<think>[\s\S]*?<\/think>/u, "");
  return /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/u.exec(answer)?.[1] ?? answer;
}

/** Says more of a type than a provider knows. */
const ownKeyword = "x-orch";
const prefix = "#/$defs/";

function inline(
  part: unknown,
  definitions: Readonly<Record<string, Schema>>,
  around: readonly string[],
): unknown {
  if (Array.isArray(part)) return part.map((item) => inline(item, definitions, around));
  if (typeof part !== "object" || part === null) return part;
  const { $ref } = part as { readonly $ref?: unknown };
  if (typeof $ref === "string" && $ref.startsWith(prefix)) {
    const name = $ref.slice(prefix.length);
    return around.includes(name) ? {} : inline(definitions[name] ?? {}, definitions, [...around, name]);
  }
  return Object.fromEntries(
    Object.entries(part).flatMap(([key, value]) =>
      key === ownKeyword ? [] : [[key, inline(value, definitions, around)]],
    ),
  );
}
