import { pathText } from "@orchlang/language/ast";
import { isStandardName, type ModuleReader } from "./find-module.ts";
import { impliedRoot, modulePath } from "./locate.ts";

/**
 * Files below no `orch.json`, those together of which one imports another: each module of theirs is then read and
 * checked once, however many lead to it. A file takes part only if it lies where imports look for its module; any other
 * stays by itself, and so does one that nobody here imports and that imports nobody here.
 */
export function importingEachOther(
  paths: readonly string[],
  reader: ModuleReader,
): readonly (readonly string[])[] {
  const given = new Set(paths);
  const groups = new Map(paths.map((path): [string, string[]] => [path, [path]]));
  for (const path of paths) {
    for (const imported of importedBy(path, given, reader)) join(groups, path, imported);
  }
  return [...Map.groupBy(paths, (path) => groups.get(path)).values()];
}

/** The smaller group goes into the larger, so that no path changes its group often. */
function join(groups: Map<string, string[]>, one: string, other: string): void {
  const [a, b] = [groups.get(one), groups.get(other)];
  if (a === undefined || b === undefined || a === b) return;
  const [large, small] = a.length < b.length ? [b, a] : [a, b];
  for (const path of small) groups.set(path, large);
  large.push(...small);
}

/** The files among those given that its imports lead to, as far as they are called what is asked for. */
function importedBy(path: string, given: ReadonlySet<string>, reader: ModuleReader): readonly string[] {
  const root = rootOf(path, reader);
  const reading = reader.file(path);
  if (root === undefined || "diagnostic" in reading) return [];
  return reading.module.tree.imports.flatMap((imported) => {
    const name = pathText(imported.path);
    if (imported.broken || isStandardName(name)) return [];
    const found = modulePath(root, name);
    return given.has(found) && rootOf(found, reader) === root ? [found] : [];
  });
}

/** The root below which a file lies as its module's name says; none where it does not. */
function rootOf(path: string, reader: ModuleReader): string | undefined {
  const reading = reader.file(path);
  if ("diagnostic" in reading) return undefined;
  const { name } = reading.module;
  const root = impliedRoot(path, name);
  return modulePath(root, name) === path && !isStandardName(name) ? root : undefined;
}
