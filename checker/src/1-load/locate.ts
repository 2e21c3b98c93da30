import type { Host } from "../host.ts";
import { below, folderOf, foldersAround, joinPath } from "./paths.ts";
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
      const found = known.get(folder);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** The source roots of a project, outermost names first as `orch.json` gives them. */
export function sourceRoots(found: ProjectFolder): readonly string[] {
  return found.project.settings.roots.map((root) => joinPath(found.folder, root));
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
