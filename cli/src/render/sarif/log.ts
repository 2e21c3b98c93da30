import type { Diagnostic } from "@orchlang/language";
import type { JsonObject } from "@orchlang/plan";
import { version } from "../../version.ts";
import { artifactsOf, baseIds, resultsOf, ruleOf, type SarifSources } from "./results.ts";

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
