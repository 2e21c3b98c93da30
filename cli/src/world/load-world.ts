import { dirname, resolve } from "node:path";
import { type CompiledWorld, type CompileResult, compile, type Host } from "@orchlang/compiler";
import type { Diagnostic } from "@orchlang/language";
import type { PlanFile } from "@orchlang/plan";
import type { ProgramText } from "@orchlang/server";
import { createFileHost, type FileHost } from "../project/host.ts";
import { programFiles } from "../project/target.ts";

export interface LoadedWorld {
  readonly compiled?: CompiledWorld;
  /** Every plan and goal of its files, and what its triggers start of other modules; made on demand. */
  plans(): readonly PlanFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** Hints for the author; made on demand. */
  hints(): readonly Diagnostic[];
  /** The results that sentences are matched against. */
  readonly asked: CompileResult;
  readonly host: FileHost;
  /** Absolute folder that handler paths are relative to. */
  readonly root: string;
  /** The program as text. */
  text(): ProgramText;
}

/** The world that a file or folder declares around its runs, or the diagnostics that prevent it. */
export function loadWorld(target: string): LoadedWorld {
  const host = createFileHost();
  const files = programFiles([target]);
  const root = files.length === 1 && files[0] === target ? dirname(target) : target;
  const result = compile({ files, root: root.replaceAll("\\", "/") }, host);
  const plans = (): readonly PlanFile[] => {
    const own = result.targets.flatMap(({ name }) => result.plan(name) ?? []);
    const entries = new Set(own.map(({ plan }) => plan.entry));
    return [...own, ...result.world().plans.filter(({ plan }) => !entries.has(plan.entry))];
  };
  const { diagnostics, hints } = result;
  const text = (): ProgramText => textOf(host, files, root.replaceAll("\\", "/"));
  const loaded = { plans, diagnostics, hints, asked: result, host, root: resolve(root), text };
  if (result.diagnostics.some(({ severity }) => severity === "error")) return loaded;
  return { ...loaded, compiled: result.world() };
}

/** A host of a program's text alone, whatever becomes of its files. */
export function hostOf({ files, standard }: ProgramText): Host {
  const texts = new Map([...files, ...standard].map(({ path, text }) => [path, text]));
  const modules = new Map(standard.map((module) => [module.name, module]));
  return {
    read: (path) => {
      const text = texts.get(path);
      return text === undefined ? { fault: "missing", message: "there is no such file" } : { text };
    },
    standard: (name) => modules.get(name),
    standardModules: [...modules.keys()],
  };
}

function textOf(host: FileHost, given: readonly string[], root: string): ProgramText {
  const standard = host.standardModules.flatMap((name) => {
    const result = host.standard(name);
    return result === undefined ? [] : [{ name, path: result.path, text: result.text }];
  });
  const known = new Set(standard.map(({ path }) => path));
  const files = [...host.texts()].flatMap(([path, text]) => (known.has(path) ? [] : [{ path, text }]));
  return { root, given, files, standard };
}
