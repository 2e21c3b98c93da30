import type { Settings } from "@orchlang/plan";

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
  /** Whether `orch.json` names a currency; else plain `Money` may be of the one that a file speaks of. */
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
