import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ownPackages, type Specifiers } from "./own-packages.ts";

/** The `package.json` of a new project. */
export interface StarterPackage {
  readonly text: string;
  /** One that is there already is somebody's own, and stays. */
  readonly mayStay: boolean;
  /** The command that installs the project's packages; undefined if they are installed. */
  readonly install?: string;
}

/**
 * What npm writes that installs something into an empty folder, dependencies and nothing else, is completed; what says
 * more is left as it is.
 */
export function starterPackage(folder: string, name: string): StarterPackage {
  const path = join(folder, "package.json");
  if (!existsSync(path)) {
    const text = textOf(name, { devDependencies: ownPackages(folder) });
    return { text, mayStay: false, install: "npm install" };
  }
  const text = readFileSync(path, "utf8");
  const { dependencies, devDependencies, ...others } = recordIn(text);
  const all: object = Object.assign({}, dependencies, devDependencies);
  if (!("@orchlang/cli" in all)) return { text, mayStay: true, install: installing(ownPackages(folder)) };
  const isBare = Object.keys(others).length === 0;
  return isBare
    ? { text: textOf(name, { dependencies, devDependencies }), mayStay: false }
    : { text, mayStay: true };
}

function textOf(name: string, dependencies: object): string {
  const scripts = { check: "orch check --strict", test: "orch test" };
  const settings = { name: packageName(name), private: true, type: "module", scripts, ...dependencies };
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/** An unreadable file counts as empty, and is kept. */
function recordIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === "object" && found !== null ? { ...found } : {};
  } catch {
    return { unreadable: text };
  }
}

function installing(packages: Specifiers): string {
  const wanted = Object.entries(packages).map(([name, at]) =>
    at.startsWith("file:") ? at.slice("file:".length) : `${name}@${at}`,
  );
  return `npm install --save-dev ${wanted.join(" ")}`;
}

/** As npm allows it: small letters without marks, digits, `-`, `_` and `.`, the last three not at the beginning. */
function packageName(name: string): string {
  const allowed = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/gu, "-")
    .replace(/^[._-]+|-+$/gu, "");
  return allowed === "" ? "automation" : allowed;
}
