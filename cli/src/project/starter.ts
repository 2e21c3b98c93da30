import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { version } from "../version.ts";

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

/** The `package.json` of a new project. */
interface StarterPackage {
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
function starterPackage(folder: string, name: string): StarterPackage {
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
    const result: unknown = JSON.parse(text);
    return typeof result === "object" && result !== null ? { ...result } : {};
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

/** The folder of this package, installed or checked out. */
const own = fileURLToPath(new URL("../../", import.meta.url)).replaceAll("\\", "/");

/** The npm specifiers of packages: versions or files. */
type Specifiers = Readonly<Record<string, string>>;

/**
 * How a project in a folder asks npm for orch: by the tarballs that this orch was itself installed from, or that were
 * packed in its checkout; else by its version, of the registry. Tarballs are all named, since what one needs of another
 * no registry has.
 */
function ownPackages(folder: string): Specifiers {
  const tarballs = Object.entries(installedTarballs() ?? packedTarballs());
  if (tarballs.length === 0) return { "@orchlang/cli": version, "@orchlang/runtime": version };
  return Object.fromEntries(
    tarballs.map(([name, path]) => [name, `file:${relative(folder, path).replaceAll("\\", "/")}`]),
  );
}

/** By package, absolute; `undefined` where this is no installed package. */
function installedTarballs(): Specifiers | undefined {
  const [, root] = /^(.*)\/node_modules\/@orchlang\/cli\/$/u.exec(own) ?? [];
  if (root === undefined) return undefined;
  // npm's record of installed packages. Other installers keep no tarballs apart.
  const notes = join(root, "node_modules/.package-lock.json");
  if (!existsSync(notes)) return {};
  const { packages = {} }: Notes = JSON.parse(readFileSync(notes, "utf8"));
  return Object.fromEntries(
    Object.entries(packages).flatMap(([place, { resolved }]) => {
      const [, name] = /^node_modules\/(@orchlang\/[\w-]+)$/u.exec(place) ?? [];
      const [, path] = /^file:(.*\.tgz)$/u.exec(resolved ?? "") ?? [];
      return name === undefined || path === undefined ? [] : [[name, resolve(root, path)]];
    }),
  );
}

interface Notes {
  readonly packages?: Readonly<Record<string, { readonly resolved?: string }>>;
}

/** The tarballs that `npm run pack` has left in the checkout. */
function packedTarballs(): Specifiers {
  const folder = join(own, "../tarballs");
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    readdirSync(folder).flatMap((file) => {
      const [, name, of] = /^orchlang-([a-z]+)-(.+)\.tgz$/u.exec(file) ?? [];
      return name === undefined || of !== version ? [] : [[`@orchlang/${name}`, join(folder, file)]];
    }),
  );
}
