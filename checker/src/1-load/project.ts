import type { Diagnostic } from "@orchlang/language";
import type { LoadedModule } from "./module.ts";
import type { ProjectSettings } from "./settings.ts";

/**
 * Modules that are understood together: those of the files given below one `orch.json` with all that they import,
 * or one file by itself with all that it imports.
 */
export interface LoadedProject {
  readonly settings: ProjectSettings;
  /** By name, in the order in which they were met; those that import stand after what they import no more than before. */
  readonly modules: ReadonlyMap<string, LoadedModule>;
  /** Names of the modules that the caller gave, in the caller's order. */
  readonly given: readonly string[];
  /** Names of the modules whose rules `orch.json` binds to every plan, as far as they exist. */
  readonly bound: readonly string[];
  /** Imports of modules that are not there: reported, and not to be reported again. */
  readonly absent: ReadonlySet<string>;
  /** The diagnostics of loading; those of the parser are in each module. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The modules of the standard library that are in scope without an import. */
export const impliedModules: readonly string[] = ["std.units"];
