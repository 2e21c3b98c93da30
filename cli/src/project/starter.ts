import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { starterPackage } from "./starter-package.ts";

/** The files of a new project. npm omits dotfiles from packages, so a dot is written `dot-` there. */
const starter = fileURLToPath(new URL("../../starter/", import.meta.url));

export interface Started {
  readonly written: readonly string[];
  /** Were there before, and are as they were. */
  readonly kept: readonly string[];
  /** The command that installs the project's packages; undefined if they are installed. */
  readonly install?: string;
}

/** Files that would be overwritten: an existing project, or a file with the program's name. */
export interface InTheWay {
  readonly inTheWay: readonly string[];
}

/**
 * Makes a folder a project: a program, its handler, an input to try it with, settings for npm and editors.
 * What is somebody's own is never written over: settings that are there stay, and anything else in the way stops all.
 * @throws what the file system says where a folder or file cannot be written
 */
export function startProject(folder: string): Started | InTheWay {
  const own = starterPackage(folder, basename(folder));
  const files = [
    ...projectFiles(folder),
    // Somebody's own stays; npm's is completed.
    { path: "package.json", text: own.text, mayStay: true, isCompleted: !own.mayStay },
  ];
  const there = files.filter(({ path }) => existsSync(join(folder, path)));
  const inTheWay = there.filter(({ mayStay }) => !mayStay).map(({ path }) => path);
  if (inTheWay.length > 0) return { inTheWay };
  const written = files.filter((file) => !there.includes(file) || file.isCompleted === true);
  for (const file of written) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    // Fails, rather than writes over, what has come in between.
    writeFileSync(path, file.text, there.includes(file) ? {} : { flag: "wx" });
  }
  const kept = there.filter((file) => !written.includes(file));
  return {
    written: written.map(({ path }) => path),
    kept: kept.map(({ path }) => path),
    ...(own.install === undefined ? {} : { install: own.install }),
  };
}

interface ProjectFile {
  readonly path: string;
  readonly text: string;
  /** One that is there already will do. */
  readonly mayStay: boolean;
  /** One that is there already is written again, with what it lacked. */
  readonly isCompleted?: boolean;
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
  return [{ path: "orch.json", text: json({ name }), mayStay: false }, ...copied];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
