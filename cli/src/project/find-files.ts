import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../exit.ts";
import { reason } from "./json-argument.ts";

const skippedFolders = new Set(["node_modules", ".git", ".orch", "dist"]);

/** The `.orch` files that targets name: files as they are, folders searched; sorted, each once. */
export function findOrchFiles(targets: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const target of targets) {
    const [path = target] = target.split("#");
    let folder: boolean;
    try {
      folder = statSync(path).isDirectory();
    } catch (error) {
      throw new UsageError(`\`${path}\` cannot be read: ${reason(error)}`);
    }
    if (!folder && path.endsWith(".json")) throw noProgram(path);
    if (!folder) found.add(slashed(path));
    else for (const file of orchFilesBelow(path)) found.add(slashed(file));
  }
  return [...found].sort();
}

/** The same; none at all is an error. */
export function programFiles(targets: readonly string[]): readonly string[] {
  const files = findOrchFiles(targets);
  if (files.length > 0) return files;
  const places = targets.map((target) => (/^\.?\/*$/u.test(target) ? "this folder" : `\`${target}\``));
  throw new UsageError(`There is no \`.orch\` file in ${places.join(", ")}.`, [
    "`orch init` creates a project with a first program.",
  ]);
}

function noProgram(path: string): UsageError {
  return new UsageError(`\`${path}\` is not a program. This command takes \`.orch\` files and folders.`, [
    "`orch plan`, `explain`, `verify`, `approve` and `run` take a compiled plan.",
  ]);
}

function orchFilesBelow(folder: string): string[] {
  const files: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name)) files.push(...orchFilesBelow(join(folder, entry.name)));
    } else if (entry.name.endsWith(".orch")) files.push(join(folder, entry.name));
  }
  return files;
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
