import type { Diagnostic } from "@orchlang/language";
import type { PlanFile } from "@orchlang/plan";
import type { Host } from "./host.ts";

/** What is to be compiled: files by path as the host knows them. */
export interface Program {
  /** The files named or found by the caller. Each below no `orch.json` is a project of its own. */
  readonly files: readonly string[];
  /** The folder that handler paths in plan files are relative to. */
  readonly root: string;
}

/** Every diagnostic of the program, and a plan file for every plan and goal that has no error. */
export interface CompileResult {
  readonly diagnostics: readonly Diagnostic[];
  /** What can be run: the goals and plans of `files` themselves, in source order. */
  readonly targets: readonly CompileTarget[];
  /** By qualified name, made on demand: `plan("marketing.campaign.launch")`. */
  plan(target: string): PlanFile | undefined;
}

export interface CompileTarget {
  /** Qualified. */
  readonly name: string;
  readonly kind: "goal" | "plan";
  /** Nothing else calls it, and it achieves no goal of its own project: what a person means who names only the file. */
  readonly root: boolean;
}

export type Compile = (program: Program, host: Host) => CompileResult;
