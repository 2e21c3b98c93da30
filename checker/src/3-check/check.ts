import type { Diagnostic } from "@orchlang/language";
import type { ResolvedProject } from "../2-resolve/resolve.ts";
import type { CheckedProgram } from "./checked.ts";
import { checkDeclaration, type Gathering, gathering } from "./declaration.ts";
import { labelFactsOf } from "./labels/label-facts.ts";
import { reachWarnings } from "./scenario/reach.ts";
import { checkScenario } from "./scenario/scenario.ts";
import { createProgram } from "./scope/create.ts";
import type { ModuleContext, ProgramContext } from "./scope/program.ts";

/**
 * Phase 3: from names to meaning. Every declaration of every module is checked; of the standard library nothing is
 * reported.
 *
 * @param root the folder that handler paths are relative to.
 */
export function check(resolved: ResolvedProject, root: string): CheckedProgram {
  const reported: Diagnostic[] = [];
  const program = createProgram(resolved, root, (diagnostic) => reported.push(diagnostic));
  const gathered = gathering();
  const modules = [...resolved.names.keys()].map((name) => program.module(name));
  for (const module of modules) {
    for (const declaration of module.names.module.tree.declarations) {
      checkDeclaration(declaration, module, gathered);
    }
  }
  // Last, since a scenario speaks of everything else.
  for (const module of modules) checkScenarios(module, gathered);
  reported.push(...reachWarnings(gathered, program));
  const { plan, bind } = resolved.project.settings;
  return {
    ...gathered,
    schemas: Object.fromEntries(program.schemas),
    labelFacts: labelFactsOf(gathered),
    settings: plan,
    bind,
    diagnostics: ofAuthors(reported, program),
  };
}

function checkScenarios(module: ModuleContext, into: Gathering): void {
  for (const declaration of module.names.module.tree.declarations) {
    if (declaration.kind !== "scenarioDeclaration") continue;
    const scenario = checkScenario(declaration, module);
    if (scenario !== undefined) into.scenarios.push(scenario);
  }
}

/** Nothing is reported in files that the author can't change. */
function ofAuthors(diagnostics: readonly Diagnostic[], program: ProgramContext): readonly Diagnostic[] {
  const standard = new Set<string>();
  for (const module of program.resolved.project.modules.values()) {
    if (module.standard) standard.add(module.file.name);
  }
  return diagnostics.filter((diagnostic) => !standard.has(diagnostic.file));
}
