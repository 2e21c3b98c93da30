import type { Host } from "../host.ts";
import { type ProjectFile, readProjectFile, unreadableProjectFile } from "./project-file.ts";

/** A folder with an `orch.json` in it. */
export interface ProjectFolder {
  readonly folder: string;
  readonly project: ProjectFile;
}

/** Finds the `orch.json` around a file, the innermost; asks the host once a folder. */
export function projectFinder(host: Host): (path: string) => ProjectFolder | undefined {
  const known = new Map<string, ProjectFolder | undefined>();
  const look = (folder: string): ProjectFolder | undefined => {
    const path = joinPath(folder, "orch.json");
    const reading = host.read(path);
    if ("text" in reading) return { folder, project: readProjectFile(path, reading.text) };
    return reading.fault === "not_utf8" ? { folder, project: unreadableProjectFile(path) } : undefined;
  };
  return (path) => {
    for (const folder of foldersAround(path)) {
      if (!known.has(folder)) known.set(folder, look(folder));
      const projectFolder = known.get(folder);
      if (projectFolder !== undefined) return projectFolder;
    }
    return undefined;
  };
}

/** The source roots of a project, outermost names first as `orch.json` gives them. */
export function sourceRoots(projectFolder: ProjectFolder): readonly string[] {
  return projectFolder.project.settings.roots.map((root) => joinPath(projectFolder.folder, root));
}

/** The module that belongs at a path inside a root: `a/b.orch` is `a.b`. */
export function moduleAt(roots: readonly string[], path: string): string | undefined {
  const inside = roots
    .map((root) => below(root, path))
    .filter((rest) => rest !== undefined)
    .sort((a, b) => a.length - b.length)[0];
  return inside?.replace(/\.orch$/u, "").replaceAll("/", ".");
}

/**
 * The root that a file by itself implies: `/x` for `/x/a/b.orch` that is the module `a.b`; its own folder where the
 * path says nothing.
 */
export function impliedRoot(path: string, module: string): string {
  const tail = `${module.replaceAll(".", "/")}.orch`;
  if (path === tail) return "";
  return path.endsWith(`/${tail}`) ? path.slice(0, -tail.length - 1) || "/" : folderOf(path);
}

export function modulePath(root: string, module: string): string {
  return joinPath(root, `${module.replaceAll(".", "/")}.orch`);
}

/* Paths as the compiler writes them: `/` between the names, no `.` and no `..` that could be resolved. */

/** The folder that a path stands in: `a` of `a/b.orch`, `` of `b.orch`, `/` of `/b.orch`. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash === 0) return "/";
  return slash === -1 ? "" : path.slice(0, slash);
}

/** `path` as seen from `folder`, without `.` and `..`; an absolute one stands for itself. */
export function joinPath(folder: string, path: string): string {
  if (path.startsWith("/")) return normalisePath(path);
  if (folder === "") return normalisePath(path);
  return normalisePath(folder.endsWith("/") ? folder + path : `${folder}/${path}`);
}

export function normalisePath(path: string): string {
  const absolute = path.startsWith("/");
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name !== "..") names.push(name);
    else if (names.length > 0 && names.at(-1) !== "..") names.pop();
    else if (!absolute) names.push("..");
  }
  return (absolute ? "/" : "") + names.join("/");
}

/** The part of `path` below `folder`; `undefined` if it is outside. */
export function below(folder: string, path: string): string | undefined {
  if (folder === "") return path.startsWith("/") || path.startsWith("../") ? undefined : path;
  const start = folder.endsWith("/") ? folder : `${folder}/`;
  return path.startsWith(start) ? path.slice(start.length) : undefined;
}

/**
 * The way from `folder` to `path`, with `..` where it leads out: handler files are named so in plan files. Where one
 * is absolute and the other is not, nothing leads from one to the other.
 */
export function relativePath(folder: string, path: string): string {
  if (folder.startsWith("/") !== path.startsWith("/")) return path;
  const from = namesOf(normalisePath(folder));
  const to = namesOf(path);
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/");
}

const namesOf = (path: string): readonly string[] => path.split("/").filter((name) => name !== "");

/** The folder and those around it, innermost first. */
export function foldersAround(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    folders.push(folder);
    if (folder === "" || folder === "/") return folders;
  }
}
