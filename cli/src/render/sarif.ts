import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import type { Diagnostic, Fix } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import { lineAt, lineText, positionAt, type SourceFile, visible } from "@orchlang/language/display";
import type { JsonObject } from "@orchlang/plan";
import { readDiagnosticPage } from "../project/diagnostic-pages.ts";
import { version } from "../version.ts";

interface Log {
  readonly sources: SarifSources;
  readonly artifacts: readonly Artifact[];
  /** The rules, in their order. */
  readonly codes: readonly string[];
}

function resultsOf(diagnostics: readonly Diagnostic[], log: Log): readonly JsonObject[] {
  const met = new Map<string, number>();
  return diagnostics.map((diagnostic) => {
    const print = fingerprint(diagnostic, log.sources);
    const count = (met.get(print) ?? 0) + 1;
    met.set(print, count);
    return resultOf(diagnostic, `${print}:${count}`, log);
  });
}

function resultOf(diagnostic: Diagnostic, print: string, log: Log): JsonObject {
  const { code, severity, file, span, label, labels, fixes, tags } = diagnostic;
  return {
    ruleId: code,
    ruleIndex: log.codes.indexOf(code),
    level: levels[severity],
    message: { text: textOf(diagnostic) },
    locations: [
      {
        physicalLocation: physicalLocation(file, span, log.sources, log.artifacts),
        ...(label === undefined ? {} : { message: { text: visible(label) } }),
      },
    ],
    ...(labels.length === 0
      ? {}
      : {
          relatedLocations: labels.map((each, index) => ({
            id: index + 1,
            physicalLocation: physicalLocation(each.file, each.span, log.sources, log.artifacts),
            message: { text: visible(each.message) },
          })),
        }),
    ...(fixes.length === 0 ? {} : { fixes: fixes.flatMap((fix) => fixOf(fix, log)) }),
    partialFingerprints: { "orchMistake/v1": print },
    ...(tags === undefined ? {} : { properties: { tags: [...tags] } }),
  };
}

/** Message, reason and help: a viewer shows nothing else. */
function textOf({ message, label = "", notes, help }: Diagnostic): string {
  const question = label.endsWith("?") ? [label.charAt(0).toUpperCase() + label.slice(1)] : [];
  return [message, ...question, ...notes, ...(help === undefined ? [] : [help])].map(visible).join("\n\n");
}

/** A fix is left out where a file that it changes is not known. */
function fixOf(fix: Fix, { sources, artifacts }: Log): readonly JsonObject[] {
  const files = [...new Set(fix.edits.map(({ file }) => file))];
  if (files.some((file) => sources(file) === undefined)) return [];
  const artifactChanges = files.map((file) => ({
    artifactLocation: artifacts.find((each) => each.file === file)?.location ?? {},
    replacements: fix.edits
      .filter((edit) => edit.file === file)
      .flatMap((edit) => {
        const source = sources(file);
        if (source === undefined) return [];
        return [{ deletedRegion: regionOf(source, edit.span), insertedContent: { text: edit.newText } }];
      }),
  }));
  return [{ description: { text: `${visible(fix.title)}.` }, artifactChanges }];
}

/** The same while the mistake's line and what is said of it stay, wherever the line moves to. */
function fingerprint({ code, message, file, span }: Diagnostic, sources: SarifSources): string {
  const source = sources(file);
  const line = source === undefined ? "" : lineText(source, lineAt(source, span.start)).trim();
  return createHash("sha256").update([code, file, message, line].join("\n")).digest("hex").slice(0, 16);
}

const levels = { error: "error", warning: "warning", info: "note", hint: "note" } as const;

/** The first digit of a code. */
const phases = ["syntax", "project", "names", "types", "analysis", "plan", "run"] as const;

/** A diagnostic as code scanning lists it, with its page for whoever asks what it means. */
export function ruleOf(code: string, severity: Diagnostic["severity"]): JsonObject {
  const page = readDiagnosticPage(code);
  const title = page?.title ?? code;
  return {
    id: code,
    name: pascalCase(title),
    shortDescription: { text: `${title.replaceAll("`", "")}.` },
    ...(page === undefined ? {} : describe(page.body)),
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: ["orch", phases[Number(code.slice(4, 5))] ?? "other"],
      "problem.severity": severity === "error" || severity === "warning" ? severity : "recommendation",
      precision: "very-high",
    },
  };
}

function describe(body: string): JsonObject {
  const [first = ""] = body.split(/\n\n|\n## /u);
  return {
    fullDescription: { text: first.replaceAll("`", "") },
    help: {
      text: body
        .replaceAll(/^## /gmu, "")
        .replaceAll(/^```.*\n?/gmu, "")
        .trim(),
      markdown: body,
    },
  };
}

/** `Name declared twice` → `NameDeclaredTwice` */
function pascalCase(title: string): string {
  const words = title.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

export type SarifSources = (file: string) => SourceFile | undefined;

/** A file that something is said of. */
interface Artifact {
  readonly file: string;
  readonly location: JsonObject;
}

const descriptions: Readonly<Record<string, string>> = {
  "%SRCROOT%": "The folder that orch was called in.",
  "%ORCHSTD%": "The standard library, which comes with orch.",
};

/** Every file that is named, each once, in the order in which they are first met. */
function artifactsOf(diagnostics: readonly Diagnostic[]): readonly Artifact[] {
  const files = diagnostics.flatMap(({ file, labels, fixes }) => [
    file,
    ...labels.map((label) => label.file),
    ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.file)),
  ]);
  return [...new Set(files)].map((file, index) => ({ file, location: { ...locationOf(file), index } }));
}

/** The folders that locations are relative to; where they are is up to the reader's machine. */
function baseIds(artifacts: readonly Artifact[]): JsonObject {
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
function physicalLocation(
  file: string,
  span: Span,
  sources: SarifSources,
  artifacts: readonly Artifact[],
): JsonObject {
  const artifactLocation = artifacts.find((each) => each.file === file)?.location ?? locationOf(file);
  const source = sources(file);
  return source === undefined ? { artifactLocation } : { artifactLocation, region: regionOf(source, span) };
}

function regionOf(source: SourceFile, span: Span): JsonObject {
  const [start, end] = [positionAt(source, span.start), positionAt(source, span.end)];
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/**
 * `check --format sarif`: one log in SARIF 2.1.0 (OASIS), for code scanning and editors. Places are relative to the
 * folder that orch was called in; lines and columns from 1, columns in UTF-16 code units.
 */
export function sarifLog(diagnostics: readonly Diagnostic[], sources: SarifSources): JsonObject {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const artifacts = artifactsOf(diagnostics);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "orch",
            semanticVersion: version,
            rules: codes.map((code) => ruleOf(code, severityOf(code, diagnostics))),
          },
        },
        automationDetails: { id: "orch/check/" },
        invocations: [{ executionSuccessful: true }],
        originalUriBaseIds: baseIds(artifacts),
        columnKind: "utf16CodeUnits",
        artifacts: artifacts.map(({ location }) => ({ location })),
        results: resultsOf(diagnostics, { sources, artifacts, codes }),
      },
    ],
  };
}

/** The severity of a code: that of its first diagnostic. */
function severityOf(code: string, diagnostics: readonly Diagnostic[]): Diagnostic["severity"] {
  return diagnostics.find((diagnostic) => diagnostic.code === code)?.severity ?? "error";
}
