import { spawnSync } from "node:child_process";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { Reading } from "@orchlang/compiler";
import { UsageError } from "../exit.ts";
import { reason } from "./json-argument.ts";

/** Files as they were at one commit; what lies outside of the repository, or in `node_modules`, as it is now. */
export interface Revision {
  /** As the user wrote it. */
  readonly name: string;
  /** `undefined` where there was no such file. */
  bytes(path: string): Uint8Array | undefined;
  /** The `.orch` files that a path named, the path itself or those below it; sorted. */
  orchFiles(path: string): readonly string[];
  list(folder: string): readonly string[];
}

/**
 * Opens a commit of the repository that a path lies in.
 * @throws {UsageError} where there is no git, no repository, or no such commit.
 */
export function openRevision(name: string, near: string): Revision {
  const folder = folderOf(near);
  const top = realpathSync(text(git(folder, ["rev-parse", "--show-toplevel"], name)).trim());
  const commit = text(
    git(top, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`], name),
  ).trim();
  const inside = (path: string): string | undefined => {
    const way = relative(top, physical(path)).replaceAll("\\", "/");
    return way.startsWith("..") || way.split("/").includes("node_modules") ? undefined : way;
  };
  const bytes = (path: string): Uint8Array | undefined => {
    const way = inside(path);
    if (way === undefined) return diskBytes(path);
    const shown = run(top, ["cat-file", "blob", `${commit}:${way}`]);
    return shown.status === 0 ? shown.stdout : undefined;
  };
  const tree = (path: string, options: readonly string[]): readonly string[] => {
    const way = inside(path);
    if (way === undefined) return [];
    const listed = run(top, [
      "ls-tree",
      "--name-only",
      "-z",
      ...options,
      commit,
      ...(way === "" ? [] : ["--", `${way}/`]),
    ]);
    const names =
      listed.status === 0
        ? text(listed.stdout)
            .split("\0")
            .filter((each) => each !== "")
        : [];
    return names.map((each) => (way === "" ? each : each.slice(way.length + 1)));
  };
  return {
    name,
    bytes,
    orchFiles: (path) => {
      if (path.endsWith(".orch")) return bytes(path) === undefined ? [] : [path];
      const filter = tree(path, ["-r"]).filter((each) => each.endsWith(".orch") && !skipped.test(each));
      return filter.map((each) => `${path}/${each}`.replace(/^\.\//, "")).sort();
    },
    list: (path) => tree(path, []),
  };
}

/** As files are looked for on the disk. */
const skipped = /(?:^|\/)(?:node_modules|\.git|\.orch|dist)\//;

/** The content of a file at a revision, as a host returns it. */
export function readingAt(revision: Revision, path: string): Reading {
  const bytes = revision.bytes(path);
  if (bytes === undefined) return { fault: "missing", message: `is not there at ${revision.name}` };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { fault: "not_utf8", message: "is not UTF-8" };
  }
}

/** With links followed as far as the path is there: a file may have been that is not. */
function physical(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(absolute) === absolute) throw error;
    return resolve(
      physical(dirname(absolute)),
      absolute.slice(dirname(absolute).length).replace(/^[\\/]/, ""),
    );
  }
}

function folderOf(path: string): string {
  const absolute = physical(path);
  return statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true ? absolute : dirname(absolute);
}

function diskBytes(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UsageError(`\`${path}\` cannot be read: ${reason(error)}`);
  }
}

const outputBytesMax = 256 * 1024 * 1024;

function run(folder: string, args: readonly string[]) {
  return spawnSync("git", ["-C", folder, ...args], { maxBuffer: outputBytesMax });
}

function git(folder: string, args: readonly string[], name: string): Uint8Array {
  const ended = run(folder, args);
  if (ended.error !== undefined) throw new UsageError(`git cannot be started: ${reason(ended.error)}`);
  if (ended.status === 0) return ended.stdout;
  const says = text(ended.stderr).trim().split("\n")[0] ?? "";
  throw new UsageError(`\`git:${name}\` is not a readable revision.`, says === "" ? [] : [says]);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
