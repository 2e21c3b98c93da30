import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { version } from "../version.ts";

/** What a new project begins with. npm leaves dotfiles out of packages, so there a dot is written `dot-`. */
const starter = fileURLToPath(new URL("../../starter/", import.meta.url));

export interface Started {
  readonly written: readonly string[];
  /** Were there before, and are as they were. */
  readonly kept: readonly string[];
}

/** What would be overwritten: a project that is one already, or a file of the same name as the program's. */
export interface InTheWay {
  readonly inTheWay: readonly string[];
}

/**
 * Makes a folder a project: a program, its handler, an input to try it with, settings for npm and editors.
 * What is somebody's own is never written over: settings that are there stay, and anything else in the way stops all.
 * @throws what the file system says where a folder or file cannot be written
 */
export function startProject(folder: string): Started | InTheWay {
  const files = projectFiles(folder);
  const there = files.filter(({ path }) => existsSync(join(folder, path)));
  const inTheWay = there.filter(({ mayStay }) => !mayStay).map(({ path }) => path);
  if (inTheWay.length > 0) return { inTheWay };
  const missing = files.filter((file) => !there.includes(file));
  for (const { path, text } of missing) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    // Fails, rather than writes over, what has come in between.
    writeFileSync(join(folder, path), text, { flag: "wx" });
  }
  return { written: missing.map(({ path }) => path), kept: there.map(({ path }) => path) };
}

interface ProjectFile {
  readonly path: string;
  readonly text: string;
  /** One that is there already will do. */
  readonly mayStay: boolean;
}

function projectFiles(folder: string): readonly ProjectFile[] {
  const copied = readdirSync(starter, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((from) => {
      const path = from.slice(starter.length).replaceAll("\\", "/").replace(/^dot-/u, ".");
      return { path, text: readFileSync(from, "utf8"), mayStay: path.startsWith(".") };
    })
    .sort((a, b) => Number(a.mayStay) - Number(b.mayStay) || (a.path < b.path ? 1 : -1));
  const name = basename(folder);
  return [
    { path: "orch.json", text: json({ name }), mayStay: false },
    ...copied,
    { path: "package.json", text: json(packageOf(name)), mayStay: true },
  ];
}

function packageOf(name: string) {
  return {
    name: packageName(name),
    private: true,
    type: "module",
    scripts: { check: "orch check --strict", test: "orch test" },
    devDependencies: { "@orchlang/cli": version, "@orchlang/runtime": version },
  };
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

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
