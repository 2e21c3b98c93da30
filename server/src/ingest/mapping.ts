import { createHash } from "node:crypto";
import type { Json, JsonObject } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import { anyJson, anyObject, list, record, text } from "../schemas.ts";

/**
 * Foreign JSON as ingress records. The values of `where` and `fields` are places in the message (JSON Pointer, RFC 6901),
 * `{"const": …}`, or `{"at": PLACE, "unit": "C"}`; `header NAME` is a header of the request.
 */
export interface Mapping {
  /** A list in the message: the mapping applies to each of its items as to a message. Left out: to the message. */
  readonly each?: string;
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
  /**
   * How the sender names what it reports: a text or a number. Records with the same id count once. Left out, or of another
   * form: each message is new.
   */
  readonly id?: Place;
}

/** With `unit`: a number, or a text that is one, in this unit. Anything else there, such as `"unavailable"`, is unknown. */
type Place = string | { readonly const: Json } | { readonly at: string; readonly unit: string };

const pointer: JsonObject = { type: "string", pattern: "^(/.*|header [A-Za-z0-9-]+)?$", maxLength: 500 };
const place: JsonObject = {
  anyOf: [pointer, record({ const: anyJson }), record({ at: pointer, unit: { ...text, maxLength: 40 } })],
};
const common = {
  each: { ...pointer, pattern: "^(/.*)?$" },
  where: anyObject,
  from: text,
  at: place,
  id: place,
};

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

/**
 * The ingress records that a message makes, one for each mapping that applies. `source`: its name; `message`: an id of the
 * message.
 */
export function recordsIn(
  maps: readonly Mapping[],
  foreign: Foreign,
  source: string,
  message: string,
): readonly JsonObject[] {
  return maps.flatMap((mapping, at) =>
    itemsOf(foreign, mapping.each).flatMap(({ item, place }) => {
      const own = mapping.id === undefined ? undefined : placed(item, mapping.id);
      const id = isName(own) ? `${at} of ${digest(own)}` : `${message} ${at}${place}`;
      return applies(item, mapping) ? [line(mapping, item, `source ${source} ${id}`)] : [];
    }),
  );
}

/** The parts of a message to which a mapping applies, and a text that names each among them. */
function itemsOf(
  foreign: Foreign,
  each: string | undefined,
): readonly { readonly item: Foreign; readonly place: string }[] {
  if (each === undefined) return [{ item: foreign, place: "" }];
  const items = valueAt(foreign, each);
  if (!Array.isArray(items)) return [];
  return items.map((body: Json, at) => ({ item: { ...foreign, body }, place: ` ${at}` }));
}

function applies(foreign: Foreign, { where = {} }: Mapping): boolean {
  return Object.entries(where).every(([path, wanted]) => {
    const has = valueAt(foreign, path);
    return has !== undefined && equal(has, wanted);
  });
}

function line(mapping: Mapping, foreign: Foreign, id: string): JsonObject {
  const { event, fields = {}, signal, value, from } = mapping;
  const when = mapping.at === undefined ? undefined : placed(foreign, mapping.at);
  const common = { id, ...(from === undefined ? {} : { from }), ...(when === undefined ? {} : { at: when }) };
  if (event !== undefined) {
    const given = Object.entries(fields).flatMap(([name, path]) => {
      const result = placed(foreign, path);
      return result === undefined ? [] : [[name, result] as const];
    });
    return { ...common, event, fields: Object.fromEntries(given) };
  }
  const read = value === undefined ? undefined : placed(foreign, value);
  return { ...common, reading: signal ?? "", ...(read === undefined ? {} : { value: read }) };
}

function isName(value: Json | undefined): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** A text of fixed length, however long the sender's id is. */
function digest(name: string | number): string {
  return createHash("sha256").update(JSON.stringify(name)).digest("hex");
}

function placed(foreign: Foreign, place: Place): Json | undefined {
  if (typeof place === "string") return valueAt(foreign, place);
  if ("const" in place) return place.const;
  const result = valueAt(foreign, place.at);
  const value = numberIn(result);
  if (value !== undefined) return { value, unit: place.unit };
  return result === undefined ? undefined : null;
}

function numberIn(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  const isNumber = typeof value === "string" && /^\s*[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?\s*$/iu.test(value);
  return isNumber ? Number(value) : undefined;
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
