import type { Diagnostic } from "@orchlang/language";
import type { Declaration } from "@orchlang/language/ast";
import type { LoadedProject } from "../1-load/project.ts";
import { checkMentions } from "./check-mentions.ts";
import { collectNames, lookup, type ModuleNames, type NamesByModule } from "./collect-names.ts";
import type { Definition } from "./definition.ts";
import { linkImports } from "./link-imports.ts";
import { outliner } from "./outline.ts";
import { findUnused } from "./unused.ts";

/** A project in which every name at top level is known. */
export interface ResolvedProject {
  readonly project: LoadedProject;
  readonly names: NamesByModule;
  readonly diagnostics: readonly Diagnostic[];
}

/** Phase 2: what every module declares and imports, and what every name at top level leads to. */
export function resolve(project: LoadedProject): ResolvedProject {
  const diagnostics: Diagnostic[] = [];
  const own = new Map(
    [...project.modules].map(([name, module]) => [name, collectNames({ ...module, name })] as const),
  );
  const names = new Map<string, ModuleNames>();
  for (const [name, module] of project.modules) {
    const linked = linkImports(module, own);
    names.set(name, linked.names);
    if (!module.standard) diagnostics.push(...(own.get(name)?.diagnostics ?? []), ...linked.diagnostics);
  }
  const outline = outliner();
  for (const module of names.values()) {
    if (module.module.standard) continue;
    const outlines = module.module.tree.declarations.map(outline);
    diagnostics.push(...checkMentions(outlines, module, names));
    diagnostics.push(...findUnused(outlines, module, startedPlans(module)));
  }
  return { project, names, diagnostics };
}

/** The plans of a module that one of its triggers starts. */
function startedPlans(names: ModuleNames): ReadonlySet<string> {
  return new Set(names.module.tree.declarations.flatMap((declaration) => startedBy(declaration, names)));
}

/** The names of the plans of its own module that a declaration starts, where it is a trigger. */
export function startedBy(declaration: Declaration, names: ModuleNames): readonly string[] {
  if (declaration.kind !== "triggerDeclaration") return [];
  return declaration.clauses.flatMap((clause) => {
    if (clause.kind !== "startClause") return [];
    const definition: Definition | undefined = lookup(names, clause.call.path.segments.at(-1)?.text ?? "");
    return definition?.kind === "plan" ? [definition.name] : [];
  });
}
