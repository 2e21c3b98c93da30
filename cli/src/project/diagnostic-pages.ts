import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** In the repository they are at the root; for the published package the bundler lays them beside the bundle. */
const folders = ["../../../docs/diagnostics/", "../docs/diagnostics/"];

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

export interface DiagnosticPage {
  /** The short name, as in "Name declared twice". */
  readonly title: string;
  /** Markdown, without the heading. */
  readonly body: string;
}

/** The page of a code, if it has one. */
export function readDiagnosticPage(code: string): DiagnosticPage | undefined {
  const path = findDiagnosticPage(code);
  if (path === undefined) return undefined;
  const [heading = "", ...below] = readFileSync(path, "utf8").trim().split("\n");
  return { title: heading.replace(/^# ORCH\d{4}: /u, ""), body: below.join("\n").trim() };
}

export function knownCodes(): readonly string[] {
  const home = folder();
  if (home === undefined) return [];
  return readdirSync(home)
    .filter((name) => /^ORCH\d{4}\.md$/.test(name))
    .map((name) => name.slice(0, -3))
    .sort();
}
