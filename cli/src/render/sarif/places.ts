import { pathToFileURL } from "node:url";
import type { Diagnostic } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import { positionAt, type SourceFile } from "@orchlang/language/display";
import type { JsonObject } from "@orchlang/plan";

export type SarifSources = (file: string) => SourceFile | undefined;

/** A file that something is said of. */
export interface Artifact {
  readonly file: string;
  readonly location: JsonObject;
}

const descriptions: Readonly<Record<string, string>> = {
  "%SRCROOT%": "The folder that orch was called in.",
  "%ORCHSTD%": "The standard library, which comes with orch.",
};

/** Every file that is named, each once, in the order in which they are first met. */
export function artifactsOf(diagnostics: readonly Diagnostic[]): readonly Artifact[] {
  const files = diagnostics.flatMap(({ file, labels, fixes }) => [
    file,
    ...labels.map((label) => label.file),
    ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.file)),
  ]);
  return [...new Set(files)].map((file, index) => ({ file, location: { ...locationOf(file), index } }));
}

/** The folders that locations are relative to; where they are is up to the reader's machine. */
export function baseIds(artifacts: readonly Artifact[]): JsonObject {
  const used = new Set(artifacts.map(({ location }) => location.uriBaseId));
  const known = Object.entries(descriptions).filter(([id]) => used.has(id) || id === "%SRCROOT%");
  return Object.fromEntries(known.map(([id, text]) => [id, { description: { text } }]));
}

function locationOf(file: string): JsonObject {
  if (file.startsWith("/") || /^[A-Za-z]:\//u.test(file)) return { uri: pathToFileURL(file).href };
  const uriBaseId = file.startsWith("std/") ? "%ORCHSTD%" : "%SRCROOT%";
  const plain = file.replace(/^(?:\.\/)+/u, "");
  // Unescaped characters are literal in a path; a colon in the first part would be a scheme.
  const uri = plain.split("/").map(encodeURIComponent).join("/");
  return { uri, uriBaseId };
}

/** A place in a file; only the file where its text is not known. */
export function physicalLocation(
  file: string,
  span: Span,
  sources: SarifSources,
  artifacts: readonly Artifact[],
): JsonObject {
  const artifactLocation = artifacts.find((each) => each.file === file)?.location ?? locationOf(file);
  const source = sources(file);
  return source === undefined ? { artifactLocation } : { artifactLocation, region: regionOf(source, span) };
}

export function regionOf(source: SourceFile, span: Span): JsonObject {
  const [start, end] = [positionAt(source, span.start), positionAt(source, span.end)];
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
