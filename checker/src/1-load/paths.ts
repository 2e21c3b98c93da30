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
