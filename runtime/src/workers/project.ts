import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** The settings of a project, as far as the runtime goes by them. */
export interface Project {
  /** The path of its `orch.json`. */
  readonly path: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The innermost `orch.json` around a folder, as the compiler looks for it. Undefined: there is none. */
export function projectAround(root: string): Project | { readonly wrong: string } | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const path = join(folder, "orch.json");
    const text = readIfThere(path);
    if (text !== undefined) return projectIn(text, path);
    if (dirname(folder) === folder) return undefined;
  }
}

function projectIn(text: string, path: string): Project | { readonly wrong: string } {
  try {
    const settings: unknown = JSON.parse(text);
    return isRecord(settings) ? { path, settings } : { wrong: `${path} holds no record` };
  } catch (error) {
    return { wrong: `${path} is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Most folders have none, and every run looks: an error that is thrown for each costs ten times the look. */
function readIfThere(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(path, "utf8");
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
