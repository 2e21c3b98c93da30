import type { Json, JsonObject } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import { anyJson, anyObject, list, record, text } from "../schemas.ts";

/**
 * Foreign JSON as news. The values of `where` and `fields` are places in the message (JSON Pointer, RFC 6901), or
 * `{"const": …}`; `header NAME` is a header of the request.
 */
export interface Mapping {
  /** It applies where each of these places has this value. Left out: always. */
  readonly where?: JsonObject;
  /** An event of the program, with its fields. */
  readonly event?: string;
  readonly fields?: Readonly<Record<string, Place>>;
  /** Or a signal, with its value. */
  readonly signal?: string;
  readonly value?: Place;
  /** The source that is reported to the program. */
  readonly from?: string;
  /** When it happened: a text with date and time, or ms since 1970. */
  readonly at?: Place;
}

type Place = string | { readonly const: Json };

const pointer: JsonObject = { type: "string", pattern: "^(/.*|header [A-Za-z0-9-]+)?$", maxLength: 500 };
const place: JsonObject = { anyOf: [pointer, record({ const: anyJson })] };
const common = { where: anyObject, from: text, at: place };

export const mappingsSchema: JsonObject = {
  ...list({
    anyOf: [
      record(
        { ...common, event: text, fields: { type: "object", additionalProperties: place } },
        Object.keys(common),
      ),
      record({ ...common, signal: text, value: place }, Object.keys(common)),
    ],
  }),
  minItems: 1,
  maxItems: 100,
};

/** A message from outside. */
export interface Foreign {
  readonly body: Json;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The lines of news that a message makes, one for each mapping that applies. `id`: of the message. */
export function newsIn(mappings: readonly Mapping[], foreign: Foreign, id: string): readonly JsonObject[] {
  return mappings.flatMap((mapping, at): JsonObject[] => {
    const { where = {}, event, fields = {}, signal, value, from } = mapping;
    const applies = Object.entries(where).every(([path, wanted]) => {
      const has = valueAt(foreign, path);
      return has !== undefined && equal(has, wanted);
    });
    if (!applies) return [];
    const when = mapping.at === undefined ? undefined : placed(foreign, mapping.at);
    const common = {
      id: `${id} ${at}`,
      ...(from === undefined ? {} : { from }),
      ...(when === undefined ? {} : { at: when }),
    };
    if (event !== undefined) {
      const given = Object.entries(fields).flatMap(([name, path]) => {
        const found = placed(foreign, path);
        return found === undefined ? [] : [[name, found] as const];
      });
      return [{ ...common, event, fields: Object.fromEntries(given) }];
    }
    const read = value === undefined ? undefined : placed(foreign, value);
    return [{ ...common, reading: signal ?? "", ...(read === undefined ? {} : { value: read }) }];
  });
}

function placed(foreign: Foreign, place: Place): Json | undefined {
  return typeof place === "string" ? valueAt(foreign, place) : place.const;
}

/** Undefined: the message has nothing there. */
function valueAt({ body, headers }: Foreign, path: string): Json | undefined {
  if (path.startsWith("header ")) {
    const name = path.slice("header ".length).toLowerCase();
    return Object.hasOwn(headers, name) ? headers[name] : undefined;
  }
  let value: Json | undefined = body;
  for (const part of path.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as { readonly [name: string]: Json })[name];
  }
  return value;
}
