import type { Diagnostic } from "@orchlang/language";
import type { Settings } from "@orchlang/plan";
import type { LoadedModule } from "./module.ts";

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

/** The settings in `orch.json`, with defaults for absent ones. */
export interface ProjectSettings {
  /** Folders whose path gives a module its name, below the project's folder. */
  readonly roots: readonly string[];
  /** npm packages with modules in them. */
  readonly packages: readonly string[];
  /** Modules whose policies and guardrails hold for every plan of the project. */
  readonly bind: readonly string[];
  /**
   * Where modules of handlers may lie: the project's folder, what `orch.json` names and its packages. None: it is not
   * known what the project is.
   */
  readonly handlerFolders: readonly string[];
  /** Sources of occurrences whose fields strangers may have written. */
  readonly untrustedSources: readonly string[];
  /** True if `orch.json` names a currency; else plain `Money` may be of the one that a file speaks of. */
  readonly saysCurrency: boolean;
  /** The settings for every plan file. */
  readonly plan: Settings;
}

/** The settings of a file without an `orch.json` above it. */
export const defaultSettings: ProjectSettings = {
  roots: ["."],
  packages: [],
  bind: [],
  handlerFolders: [],
  untrustedSources: [],
  saysCurrency: false,
  plan: {
    zone: "UTC",
    currency: "USD",
    engine: "device",
    clearances: { device: "secret", edge: "personal", cloud: "internal" },
    journalClearance: "personal",
    // A dispatch that is lost three times was most likely lost by what it does (semantics, rule 19).
    limits: { redispatch: 3, rebind: 3, grace: 5_000, deaths: 1 },
  },
};
