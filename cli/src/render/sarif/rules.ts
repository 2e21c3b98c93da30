import type { Diagnostic } from "@orchlang/language";
import type { JsonObject } from "@orchlang/plan";
import { readDiagnosticPage } from "../../project/diagnostic-pages.ts";

export const levels = { error: "error", warning: "warning", info: "note", hint: "note" } as const;

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
