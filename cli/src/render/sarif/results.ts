import { createHash } from "node:crypto";
import type { Diagnostic, Fix } from "@orchlang/language";
import { lineAt, lineText, visible } from "@orchlang/language/display";
import type { JsonObject } from "@orchlang/plan";
import { type Artifact, physicalLocation, regionOf, type SarifSources } from "./places.ts";
import { levels } from "./rules.ts";

interface Log {
  readonly sources: SarifSources;
  readonly artifacts: readonly Artifact[];
  /** The rules, in their order. */
  readonly codes: readonly string[];
}

export function resultsOf(diagnostics: readonly Diagnostic[], log: Log): readonly JsonObject[] {
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
