import { type Analysed, analyse, type NeverReached, neverReached } from "@orchlang/analysis";
import { runOf } from "@orchlang/analysis/rules";
import { type CheckedProgram, check, type Host, once, oncePer, type Program } from "@orchlang/checker";
import { type LoadedProject, load } from "@orchlang/checker/load";
import { type ResolvedProject, resolve } from "@orchlang/checker/resolve";

import { reckonedInItsOwn } from "@orchlang/checker/types";
import { type Diagnostic, lineAt } from "@orchlang/language";
import type { PlanFile } from "@orchlang/plan";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import type { Sources } from "./5-plan/about.ts";
import { assemble } from "./5-plan/assemble.ts";
import { assembleWorld, type CompiledWorld, joinWorlds } from "./5-plan/world.ts";
import { inOrder } from "./diagnostics.ts";
import type { Texts } from "./follow-ons.ts";
import { reported } from "./reported.ts";
import { type GoalRequest, withRequest } from "./request.ts";
import {
  armedAlone,
  type CompiledScenario,
  type CompiledTrigger,
  exploredContext,
  scenariosOf,
  triggersOf,
} from "./scenarios.ts";
import { type StandardName, standardNames } from "./standard-names.ts";
import { type CompileTarget, targetsOf } from "./targets.ts";

/** The results of each phase for one project. */
export interface CompiledProject {
  readonly loaded: LoadedProject;
  readonly resolved: ResolvedProject;
  readonly checked: CheckedProgram;
  readonly analysed: Analysed;
  /** The plan file of a goal or plan, made when asked; `undefined` where it has a mistake. */
  planned(entry: string): PlanFile | undefined;
  /** Its triggers and their context; computed on demand. */
  world(): CompiledWorld;
}

/** Every diagnostic of the program, and a plan file for every plan and goal that has no error. */
export interface CompileResult {
  readonly diagnostics: readonly Diagnostic[];
  /** Hints: information that needs no action, for editors and programs that ask; computed on demand. */
  hints(): readonly Diagnostic[];
  /** The goals and plans of `files` that can be run, in source order. */
  readonly targets: readonly CompileTarget[];
  /** By qualified name, made on demand: `plan("marketing.campaign.launch")`. */
  plan(target: string): PlanFile | undefined;
  /** The places of a target, and of the plans that it calls, that no run comes to. */
  unreachable(target: string): readonly NeverReached[];
  /** The parts of the world that a target's plan file leaves open. */
  context(target: string): ScenarioContext | undefined;
  /** Those of `files` themselves, in source order; none of a project with errors in what is checked. */
  readonly scenarios: readonly CompiledScenario[];
  /** The triggers of the modules that the caller gave, each by itself, ready for the simulator; made on demand. */
  triggers(): readonly CompiledTrigger[];
  readonly projects: readonly CompiledProject[];
  /** The triggers of the project and their context; computed on demand. */
  world(): CompiledWorld;
}

/**
 * Five calls, from text to plan; each phase takes what the one before it made. Never throws for what an author wrote.
 *
 * @param request compiles the plan of its goal for this one request.
 */
export function compile(program: Program, host: Host, request?: GoalRequest): CompileResult {
  const projects = load(program, host).projects.map((read): CompiledProject => {
    const loaded = reckonedInItsOwn(read);
    const resolved = resolve(loaded);
    const written = check(resolved, program.root);
    const checked = request === undefined ? written : withRequest(written, request);
    const analysed = analyse(checked, earlierDiagnostics(loaded, resolved, checked));
    const planned = oncePer((entry) => assemble(analysed, entry, sourcesOf(loaded, program.root)));
    const world = once(() => assembleWorld(checked, analysed.analysis.settings.zone, planned));
    return { loaded, resolved, checked, analysed, planned, world };
  });
  const standard = once(() => standardNames(host));
  const targets = once(() =>
    projects.flatMap((project) => targetsOf(project).map((target) => ({ project, target }))),
  );
  const projectOf = (name: string) => targets().find(({ target }) => target.name === name)?.project;
  return {
    diagnostics: inOrder(projects.flatMap((project) => diagnosticsOf(project, standard))),
    hints: () => inOrder(projects.flatMap(({ analysed }) => analysed.hints())),
    get targets() {
      return targets().map(({ target }) => target);
    },
    plan: (name) => projectOf(name)?.planned(name),
    unreachable: (name) => {
      const project = projectOf(name);
      const run = project && runOf(project.analysed.analysis, name);
      return run === undefined ? [] : neverReached(run);
    },
    context: oncePer((name) => {
      const project = projectOf(name);
      return project && exploredContext(project.checked);
    }),
    scenarios: projects.flatMap((project) =>
      scenariosOf({ ...project, armed: (trigger) => armedAlone(project.world().world, trigger) }),
    ),
    triggers: once(() =>
      projects.flatMap((project) => triggersOf({ ...project, world: project.world().world })),
    ),
    projects,
    world: once(() => joinWorlds(projects.map((project) => project.world()))),
  };
}

function diagnosticsOf(
  { loaded, resolved, checked, analysed }: CompiledProject,
  standard: () => readonly StandardName[],
): readonly Diagnostic[] {
  const sources = new Map([...loaded.modules.values()].map(({ file }) => [file.name, file]));
  const diagnostics = [...earlierDiagnostics(loaded, resolved, checked), ...analysed.diagnostics];
  const texts: Texts = {
    lineOf: (file, offset) => {
      const source = sources.get(file);
      return source && lineAt(source, offset);
    },
    between: (file, start, end) => sources.get(file)?.text.slice(start, end) ?? "",
  };
  return reported(diagnostics, texts, standard);
}

function earlierDiagnostics(
  loaded: LoadedProject,
  resolved: ResolvedProject,
  checked: CheckedProgram,
): readonly Diagnostic[] {
  const own = [...loaded.modules.values()].filter((module) => !module.standard);
  return [
    ...loaded.diagnostics,
    ...own.flatMap((module) => module.diagnostics),
    ...resolved.diagnostics,
    ...checked.diagnostics,
  ];
}

function sourcesOf(loaded: LoadedProject, root: string): Sources {
  const modules = new Map([...loaded.modules.values()].map((module) => [module.file.name, module]));
  return {
    root,
    file: (name) => modules.get(name)?.file,
    isStandard: (name) => modules.get(name)?.standard === true,
  };
}
