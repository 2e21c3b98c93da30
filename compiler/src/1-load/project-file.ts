import {
  closest,
  createSourceFile,
  type Diagnostic,
  didYouMean,
  type SourceFile,
  type Span,
} from "@orchlang/language";
import { isZone, type Json, type JsonObject } from "@orchlang/plan";
import { fileNotUtf8, projectNotJson, projectUnknownKey, projectWrongValue } from "./messages.ts";
import { projectSchema } from "./project-schema.ts";
import { isObject, type SchemaFault, schemaFaults } from "./schema-faults.ts";
import { defaultSettings, type ProjectSettings } from "./settings.ts";

/** An `orch.json` that was read. What it says wrongly is reported, and counts as left out. */
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
  const diagnostics = faults.map((fault) => faultDiagnostic(file, fault));
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
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/u.exec(because);
    const start = Math.min(position === null ? file.text.length : Number(position[1]), file.text.length);
    return { diagnostic: projectNotJson.at({ file: file.name, span: { start, end: start } }, { because }) };
  }
}

function faultDiagnostic(file: SourceFile, fault: SchemaFault): Diagnostic {
  const names = fault.path.filter((part) => typeof part === "string");
  const key = names.join(".");
  const place = { file: file.name, span: keySpan(file, names) };
  if (fault.kind === "wrong value") {
    return projectWrongValue.at(place, { key: key === "" ? "orch.json" : key, wanted: fault.wanted });
  }
  const meant = closest(names.at(-1) ?? "", fault.known);
  return projectUnknownKey.at(
    place,
    { key, known: fault.known },
    didYouMean(place, meant, meant && JSON.stringify(meant)),
  );
}

function zoneDiagnostic(file: SourceFile, zone: string): Diagnostic {
  const meant = closest(zone, Intl.supportedValuesOf("timeZone"));
  const place = { file: file.name, span: quotedSpan(file, zone) };
  return projectWrongValue.at(
    place,
    { key: "zone", wanted: "a time zone of the IANA database, as `Europe/Berlin`" },
    didYouMean(place, meant, meant && JSON.stringify(meant)),
  );
}

/** Keys are found one after another, each behind the one that holds it. */
function keySpan(file: SourceFile, keys: readonly string[]): Span {
  let span: Span = { start: 0, end: 0 };
  for (const key of keys) {
    const quoted = JSON.stringify(key);
    const start = file.text.indexOf(quoted, span.end);
    if (start === -1) return span;
    span = { start, end: start + quoted.length };
  }
  return span;
}

function withoutFaults(value: JsonObject, faults: readonly SchemaFault[]): JsonObject {
  const wrong = new Set(faults.map((fault) => fault.path[0]));
  return Object.fromEntries(Object.entries(value).filter(([key]) => !wrong.has(key)));
}

/** The schema has been held against `said`, so every key that is there has its type. */
function settingsOf(said: JsonObject): ProjectSettings {
  const base = defaultSettings;
  const clearances = (said.clearances ?? {}) as Partial<
    Record<"device" | "edge" | "cloud" | "journal", never>
  >;
  const { journal, ...tiers } = clearances;
  return {
    roots: (said.roots as readonly string[] | undefined) ?? base.roots,
    packages: (said.packages as readonly string[] | undefined) ?? base.packages,
    bind: (said.bind as readonly string[] | undefined) ?? base.bind,
    untrustedSources: (said.untrusted as readonly string[] | undefined) ?? base.untrustedSources,
    saysCurrency: said.currency !== undefined,
    plan: {
      ...base.plan,
      zone: (said.zone as string | undefined) ?? base.plan.zone,
      currency: (said.currency as string | undefined) ?? base.plan.currency,
      engine: (said.engine as typeof base.plan.engine | undefined) ?? base.plan.engine,
      clearances: { ...base.plan.clearances, ...tiers },
      journalClearance: journal ?? base.plan.journalClearance,
    },
  };
}
