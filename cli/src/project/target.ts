import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { CompileResult, CompileTarget, MemberTypes } from "@orchlang/compiler";
import type { Diagnostic } from "@orchlang/language";
import type { PlanFile } from "@orchlang/plan";
import { UsageError } from "../exit.ts";
import { shortName } from "../render/short-name.ts";
import { createFileHost, type FileHost } from "./host.ts";
import { reason } from "./json-argument.ts";
import { type Revision, readingAt } from "./revision.ts";

/** The result of loading a target: a plan, or the diagnostics that prevent it. */
export interface LoadedTarget {
  readonly plan?: PlanFile;
  /** Types of pool members, which certificates need and a plan file does not have. Only for compiled targets. */
  readonly members?: MemberTypes;
  readonly diagnostics: readonly Diagnostic[];
  readonly host: FileHost;
  /** Absolute folder that the plan's handler paths are relative to. */
  readonly root: string;
}

/** Loads `file.orch`, `file.orch#name` or `plan.json`, as it is or as it was at a revision. */
export async function loadTarget(target: string, at?: Revision, suggestion?: string): Promise<LoadedTarget> {
  const [path = target, name] = target.split("#");
  if (path.endsWith(".json")) return loadPlanFile(path, at);
  const host = createFileHost(at && { read: (file) => readingAt(at, file), list: at.list });
  const files = at === undefined ? programFiles([path]) : at.orchFiles(path);
  if (files.length === 0)
    throw new UsageError(
      `There is no \`.orch\` file in \`${path}\`${atName(at)}.`,
      at === undefined
        ? []
        : ["Without it nothing can be compared: review what is new by `orch plan` alone."],
    );
  const root = files.length === 1 && files[0] === path ? dirname(path) : path;
  const { compile } = await import("@orchlang/compiler");
  const result = compile({ files, root: root.replaceAll("\\", "/") }, host);
  const loaded = { diagnostics: result.diagnostics, host, root: resolve(root) };
  if (result.diagnostics.some((diagnostic) => diagnostic.severity === "error")) return loaded;
  const chosen = chooseTarget(target, name, result, suggestion);
  const plan = result.plan(chosen);
  const members = result.context(chosen);
  return plan === undefined ? loaded : { ...loaded, plan, ...(members && { members }) };
}

function atName(at: Revision | undefined): string {
  return at === undefined ? "" : ` at \`${at.name}\``;
}

async function loadPlanFile(path: string, at?: Revision): Promise<LoadedTarget> {
  const { decodePlanFile, planFaultLines } = await import("@orchlang/plan");
  const bytes = at === undefined ? diskBytes(path) : at.bytes(path);
  if (bytes === undefined) throw new UsageError(`There is no \`${path}\`${atName(at)}.`);
  const decoded = decodePlanFile(bytes, { sha256 });
  if ("fault" in decoded) {
    const [message = "", ...details] = planFaultLines(decoded.fault);
    throw new UsageError(`\`${path}\` cannot be run: ${message}`, details);
  }
  return { plan: decoded.ok, diagnostics: [], host: createFileHost(), root: resolve(dirname(path)) };
}

function diskBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`\`${path}\` cannot be read: ${reason(error)}`);
  }
}

/** Many times as fast as the pure one. */
function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The name that was given, else what is meant where there is one, else the only root among the goals and plans. */
function chooseTarget(
  target: string,
  name: string | undefined,
  { targets, projects }: Pick<CompileResult, "targets" | "projects">,
  suggestion?: string,
): string {
  if (name !== undefined) return findNamed(target, name, targets, projects);
  const alike = targets.filter((each) => suggestion !== undefined && shortName(each.name) === suggestion);
  if (alike.length === 1 && alike[0] !== undefined) return alike[0].name;
  const roots = targets.filter((each) => each.root);
  const [only, ...others] = roots.length === 0 ? targets : roots;
  if (only === undefined) throw new UsageError(`\`${target}\` declares no plan or goal.`);
  if (others.length === 0) return only.name;
  throw new UsageError(
    `\`${target}\` declares several goals and plans: name one.`,
    targets.map((each) => `${target}#${shortName(each.name)}`),
  );
}

function findNamed(
  target: string,
  name: string,
  targets: readonly CompileTarget[],
  projects: CompileResult["projects"],
): string {
  const isMeant = (each: { readonly name: string }) => each.name === name || each.name.endsWith(`.${name}`);
  const matching = targets.filter(isMeant);
  const [compileTarget] = matching;
  if (compileTarget !== undefined && matching.length === 1) return compileTarget.name;
  if (matching.length === 0 && projects.some(({ checked }) => [...checked.routines.values()].some(isMeant)))
    throw new UsageError(`\`${name}\` is private: only the plans that call it start it.`);
  throw new UsageError(
    `\`${name}\` is not a plan or goal of \`${target.split("#")[0]}\`.`,
    targets.map((each) => `there is \`${shortName(each.name)}\``),
  );
}

const skippedFolders = new Set(["node_modules", ".git", ".orch", "dist"]);

/** The `.orch` files that targets name: files as they are, folders searched; sorted, each once. */
export function findOrchFiles(targets: readonly string[]): readonly string[] {
  const collected = new Set<string>();
  for (const target of targets) {
    const [path = target] = target.split("#");
    let folder: boolean;
    try {
      folder = statSync(path).isDirectory();
    } catch (error) {
      throw new UsageError(`\`${path}\` cannot be read: ${reason(error)}`);
    }
    if (!folder && path.endsWith(".json")) throw noProgram(path);
    if (!folder) collected.add(slashed(path));
    else for (const file of orchFilesBelow(path)) collected.add(slashed(file));
  }
  return [...collected].sort();
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
