import {
  closest,
  createSourceFile,
  type Diagnostic,
  type DiagnosticDetails,
  didYouMean,
  type SourceFile,
} from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import { type Json, type JsonObject, locateJsonError } from "@orchlang/plan";
import { isZone } from "@orchlang/plan/quantities";
import { jsonPlace, repeatedKeys } from "./json-spans.ts";
import {
  fileNotUtf8,
  projectKeyTwice,
  projectNotJson,
  projectUnknownKey,
  projectWrongValue,
} from "./messages.ts";
import { defaultSettings, type ProjectSettings } from "./project.ts";
import { projectSchema } from "./project-schema.ts";

/** A parsed `orch.json`. Wrong settings are reported, and count as absent. */
export interface ProjectFile {
  readonly file: SourceFile;
  readonly settings: ProjectSettings;
  readonly diagnostics: readonly Diagnostic[];
}

export function readProjectFile(path: string, text: string): ProjectFile {
  const file = createSourceFile(path, text);
  const value = parseJson(file);
  if ("diagnostic" in value) return { file, settings: defaultSettings, diagnostics: [value.diagnostic] };
  const faults = schemaFaults(value.json, projectSchema);
  const diagnostics = [
    ...faults.map((fault) => faultDiagnostic(file, fault)),
    ...repeatedKeys(text).map(({ key, first, again }) =>
      projectKeyTwice.at(
        { file: path, span: again },
        { key },
        { labels: [{ file: path, span: first, message: "given here first" }] },
      ),
    ),
  ];
  const held = isObject(value.json) ? withoutFaults(value.json, faults) : {};
  if (typeof held.zone === "string" && !isZone(held.zone)) {
    diagnostics.push(zoneDiagnostic(file, held.zone));
    return { file, settings: settingsOf({ ...held, zone: defaultSettings.plan.zone }), diagnostics };
  }
  return { file, settings: settingsOf(held), diagnostics };
}

/** A file that stands where `orch.json` would, but is not text. */
export function unreadableProjectFile(path: string): ProjectFile {
  const file = createSourceFile(path, "");
  const diagnostic = fileNotUtf8.at({ file: path, span: { start: 0, end: 0 } }, { file: path });
  return { file, settings: defaultSettings, diagnostics: [diagnostic] };
}

/** Where a text stands in quotes in `orch.json`: for messages about what it names. */
export function quotedSpan(file: SourceFile, text: string): Span {
  const quoted = JSON.stringify(text);
  const start = file.text.indexOf(quoted);
  return start === -1 ? { start: 0, end: 0 } : { start, end: start + quoted.length };
}

function parseJson(file: SourceFile): { readonly json: Json } | { readonly diagnostic: Diagnostic } {
  try {
    return { json: JSON.parse(file.text) as Json };
  } catch {
    // Engines differ in their messages; position and wording are computed anew.
    return { diagnostic: notJson(file) };
  }
}

function faultDiagnostic(file: SourceFile, fault: SchemaFault): Diagnostic {
  const result = jsonPlace(file.text, fault.path) ?? { key: nowhere, value: nowhere };
  if (fault.kind === "wrong value") {
    // An excerpt would show what may be a secret.
    const place = { file: file.name, span: fault.got === undefined ? nowhere : result.value };
    const suggestion = typeof fault.got === "string" ? closest(fault.got, fault.known) : undefined;
    const params = {
      key: pathText(fault.path),
      wanted: fault.wanted,
      got: fault.got === undefined ? "another text" : inWords(fault.got),
    };
    return projectWrongValue.at(
      place,
      params,
      didYouMean(place, suggestion, suggestion && JSON.stringify(suggestion)),
    );
  }
  const place = { file: file.name, span: result.key };
  const key = String(fault.path.at(-1) ?? "");
  const borrowed = Object.hasOwn(otherKeys, key) ? otherKeys[key] : undefined;
  const text =
    borrowed !== undefined && fault.known.includes(borrowed) ? borrowed : closest(key, fault.known);
  const params = { key, within: pathText(fault.path.slice(0, -1)), known: fault.known };
  return projectUnknownKey.at(place, params, didYouMean(place, text, text && JSON.stringify(text)));
}

function zoneDiagnostic(file: SourceFile, zone: string): Diagnostic {
  const suggestion = closest(zone, Intl.supportedValuesOf("timeZone"));
  const place = { file: file.name, span: jsonPlace(file.text, ["zone"])?.value ?? nowhere };
  return projectWrongValue.at(
    place,
    { key: "zone", wanted: "a time zone of the IANA database, as `Europe/Berlin`", got: inWords(zone) },
    didYouMean(place, suggestion, suggestion && JSON.stringify(suggestion)),
  );
}

/** The names of settings in other tools' project files. */
const otherKeys: Readonly<Record<string, string>> = {
  timezone: "zone",
  tz: "zone",
  dependencies: "packages",
  plugins: "packages",
  extends: "bind",
  sources: "roots",
  src: "roots",
  include: "roots",
  tier: "engine",
};

const nowhere: Span = { start: 0, end: 0 };

/** `clearances.cloud`, `roots[1]`; the file itself for the whole. */
function pathText(path: readonly (string | number)[]): string {
  if (path.length === 0) return "orch.json";
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join("");
}

function inWords(value: Json): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return `\`${JSON.stringify(value)}\``;
}

function withoutFaults(value: JsonObject, faults: readonly SchemaFault[]): JsonObject {
  const wrong = new Set(faults.map((fault) => fault.path[0]));
  return Object.fromEntries(Object.entries(value).filter(([key]) => !wrong.has(key)));
}

/** The schema has been held against `said`, so every key that is there has its type. */
function settingsOf(fields: JsonObject): ProjectSettings {
  const base = defaultSettings;
  const clearances = (fields.clearances ?? {}) as Partial<
    Record<"device" | "edge" | "cloud" | "journal", never>
  >;
  const { journal, ...tiers } = clearances;
  return {
    roots: (fields.roots as readonly string[] | undefined) ?? base.roots,
    packages: (fields.packages as readonly string[] | undefined) ?? base.packages,
    bind: (fields.bind as readonly string[] | undefined) ?? base.bind,
    handlerFolders: (fields.handlerFolders as readonly string[] | undefined) ?? base.handlerFolders,
    untrustedSources: (fields.untrusted as readonly string[] | undefined) ?? base.untrustedSources,
    saysCurrency: fields.currency !== undefined,
    plan: {
      ...base.plan,
      zone: (fields.zone as string | undefined) ?? base.plan.zone,
      currency: (fields.currency as string | undefined) ?? base.plan.currency,
      engine: (fields.engine as typeof base.plan.engine | undefined) ?? base.plan.engine,
      clearances: { ...base.plan.clearances, ...tiers },
      journalClearance: journal ?? base.plan.journalClearance,
    },
  };
}

/** Says why a text is no JSON, and what to do where it is a habit of other notations. To be asked only if it is none. */
function notJson(file: SourceFile): Diagnostic {
  const { text } = file;
  const { offset, says } = locateJsonError(text);
  const comma = /,\s*$/u.exec(text.slice(0, offset));
  if (comma !== null && /^[}\]]/u.test(text.slice(offset))) {
    const span = { start: comma.index, end: comma.index + 1 };
    const edits = [{ file: file.name, span, newText: "" }];
    return projectNotJson.at(
      { file: file.name, span },
      { because: `nothing follows the comma but \`${text[offset] ?? ""}\`` },
      { fixes: [{ title: "Take the comma away", safe: true, edits }] },
    );
  }
  const word = /^\w+/u.exec(text.slice(offset))?.[0] ?? "";
  const span = { start: offset, end: Math.min(text.length, offset + Math.max(1, word.length)) };
  return projectNotJson.at(
    { file: file.name, span },
    { because: says },
    { ...adviceFor(text.slice(offset), word) },
  );
}

function adviceFor(rest: string, word: string): DiagnosticDetails {
  if (rest.startsWith("//") || rest.startsWith("/*") || rest.startsWith("#")) {
    return { help: "JSON has no comments: take it away." };
  }
  if (rest.startsWith("'")) return { help: "Texts stand in double quotes." };
  if (word !== "" && /^\s*:/u.test(rest.slice(word.length)))
    return { help: `Put the key in quotes: \`"${word}"\`.` };
  if (rest.startsWith('"')) return { help: "Put a comma between the one before and this." };
  return {};
}

/** One way in which a value does not fit, in words. */
interface SchemaFault {
  /** Keys from the outermost; list indices as numbers. */
  readonly path: readonly (string | number)[];
  readonly kind: "unknown key" | "wrong value";
  /** The expected form: "a list", "one of device, edge, cloud". */
  readonly wanted: string;
  /** The value found; `undefined` where it may be a secret, which is not repeated. */
  readonly got: Json | undefined;
  /** For an unknown key: those that there are; for a wrong word: those that are right. */
  readonly known: readonly string[];
}

/**
 * The faults of a value against a schema, for the few keywords of JSON Schema that describe `orch.json` (`type`,
 * `enum`, `pattern`, `items`, `properties`, `writeOnly`, closed objects). Loading a full validator would take longer than a check.
 */
function schemaFaults(
  value: Json,
  schema: JsonObject,
  path: readonly (string | number)[] = [],
): readonly SchemaFault[] {
  const wrong = (wanted: string, known: readonly string[] = []): readonly SchemaFault[] => [
    { path, kind: "wrong value", wanted, got: schema.writeOnly === true ? undefined : value, known },
  ];
  if (Array.isArray(schema.enum)) {
    const words = schema.enum.map(String);
    const wanted = `one of ${words.map((word) => `\`${word}\``).join(", ")}`;
    return words.some((word) => word === value) ? [] : wrong(wanted, words);
  }
  switch (schema.type) {
    case "string": {
      if (typeof value !== "string") return wrong("text");
      const fits = typeof schema.pattern !== "string" || new RegExp(schema.pattern, "u").test(value);
      return fits ? [] : wrong(String(schema.$comment ?? `text that matches ${String(schema.pattern)}`));
    }
    case "boolean":
      return typeof value === "boolean" ? [] : wrong("true or false");
    case "integer": {
      const least = typeof schema.minimum === "number" ? schema.minimum : 0;
      return Number.isSafeInteger(value) && Number(value) >= least
        ? []
        : wrong(`a whole number from ${least}`);
    }
    case "array":
      if (!Array.isArray(value)) return wrong("a list");
      return value.flatMap((item, index) => schemaFaults(item, schema.items as JsonObject, [...path, index]));
    case "object":
      return isObject(value) ? fieldFaults(value, schema, path) : wrong("an object");
    default:
      return [];
  }
}

function fieldFaults(
  value: JsonObject,
  schema: JsonObject,
  path: readonly (string | number)[],
): readonly SchemaFault[] {
  const properties = schema.properties as JsonObject | undefined;
  if (properties === undefined) {
    const each = schema.additionalProperties;
    if (typeof each !== "object") return [];
    return Object.entries(value).flatMap(([key, field]) =>
      schemaFaults(field, each as JsonObject, [...path, key]),
    );
  }
  const known = Object.keys(properties);
  return Object.entries(value).flatMap(([key, field]) => {
    if (Object.hasOwn(properties, key))
      return schemaFaults(field, properties[key] as JsonObject, [...path, key]);
    return [{ path: [...path, key], kind: "unknown key" as const, wanted: "", got: field, known }];
  });
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
