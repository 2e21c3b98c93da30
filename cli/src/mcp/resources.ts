import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { knownCodes, readDiagnosticPage } from "../project/diagnostic-pages.ts";

/** A page that a client can read. */
export interface Page {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** In the repository they are at the root; for the published package the bundler lays them beside the bundle. */
const homes = ["../../../docs/", "../docs/"].map((each) => fileURLToPath(new URL(each, import.meta.url)));

/** The guide for agents, the language's chapters, and a page for each diagnostic. */
export function allPages(): readonly Page[] {
  return [...written("agents.md", "orch://guide/"), ...chapters(), ...knownCodes().flatMap(diagnostic)];
}

export function findPage(uri: string): Page | undefined {
  const code = /^orch:\/\/diagnostics\/(ORCH\d{4})$/u.exec(uri)?.[1];
  return code === undefined ? allPages().find((page) => page.uri === uri) : diagnostic(code)[0];
}

function diagnostic(code: string): readonly Page[] {
  const page = readDiagnosticPage(code);
  if (page === undefined) return [];
  const title = `${code}: ${page.title}`;
  return [{ uri: `orch://diagnostics/${code}`, name: code, title, text: `# ${title}\n\n${page.body}\n` }];
}

function chapters(): readonly Page[] {
  const folder = homes.map((home) => `${home}language`).find((each) => existsSync(each));
  const names = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith(".md"));
  return names.sort().flatMap((name) => written(`language/${name}`, "orch://"));
}

/** `language/steps.md` is `orch://language/steps`. */
function written(path: string, before: string): readonly Page[] {
  const file = homes.map((home) => home + path).find((each) => existsSync(each));
  if (file === undefined) return [];
  const text = readFileSync(file, "utf8");
  const name = path.replace(/\.md$/u, "");
  return [{ uri: before + name, name, title: /^# (.*)$/mu.exec(text)?.[1] ?? name, text }];
}
