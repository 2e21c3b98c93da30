import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** In the published package `docs/` is beside `dist/`; in the repository it is at the root. */
const folders = ["../docs/diagnostics/", "../../docs/diagnostics/", "../../../docs/diagnostics/"];

function folder(): string | undefined {
  return folders
    .map((each) => fileURLToPath(new URL(each, import.meta.url)))
    .find((each) => existsSync(each));
}

/** The page of a code, if it has one. */
export function findDiagnosticPage(code: string): string | undefined {
  const home = folder();
  if (home === undefined || !/^ORCH\d{4}$/.test(code)) return undefined;
  const path = `${home}${code}.md`;
  return existsSync(path) ? path : undefined;
}

export function knownCodes(): readonly string[] {
  const home = folder();
  if (home === undefined) return [];
  return readdirSync(home)
    .filter((name) => /^ORCH\d{4}\.md$/.test(name))
    .map((name) => name.slice(0, -3))
    .sort();
}
