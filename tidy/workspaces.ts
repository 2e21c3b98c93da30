import type { Tree } from "./tree.ts";

/**
 * Which of the project's packages each folder may import: the table of ARCHITECTURE.md, once more. A folder that is
 * not here may import none.
 */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  language: [],
  plan: [],
  checker: ["language", "plan"],
  analysis: ["language", "plan", "checker"],
  compiler: ["language", "plan", "checker", "analysis"],
  presentation: ["language", "plan", "analysis"],
  editing: ["language", "plan", "checker", "compiler"],
  kernel: ["plan"],
  memory: ["plan"],
  models: ["plan"],
  runtime: ["plan", "kernel", "memory", "models"],
  simulator: ["plan", "kernel", "runtime"],
  stdlib: ["plan"],
  server: ["plan", "presentation", "kernel", "runtime", "simulator"],
  console: ["language", "plan", "compiler", "editing"],
  lsp: ["language", "plan", "compiler", "presentation", "editing", "runtime", "simulator", "stdlib"],
  cli: [
    "language",
    "plan",
    "compiler",
    "editing",
    "presentation",
    "runtime",
    "simulator",
    "server",
    "console",
    "stdlib",
    "lsp",
  ],
  trial: ["language", "plan", "compiler", "runtime", "simulator", "stdlib"],
  "vscode-extension": ["lsp"],
  "examples/campaign-launch": ["runtime"],
  "examples/incident-response": ["runtime"],
  "examples/job-fabric": ["runtime"],
  "examples/sales-report": ["runtime"],
  "examples/smart-home": ["runtime"],
};

/** The folders whose sources are pure: values in, values out. */
export const pure =
  /^(?:language|plan|checker|analysis|compiler|presentation|editing|kernel)\/src\/|^memory\/src\/context\//;

export interface Manifest {
  readonly path: string;
  /** The folder it stands in, empty for the root. */
  readonly folder: string;
  readonly json: {
    readonly name?: string;
    readonly version?: string;
    readonly private?: boolean;
    readonly type?: string;
    readonly license?: string;
    readonly engines?: { readonly node?: string };
    readonly scripts?: Readonly<Record<string, string>>;
    readonly workspaces?: readonly string[];
    readonly exports?: Readonly<Record<string, string | { readonly "orch-source"?: string }>>;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
  };
}

export function manifests(tree: Tree): readonly Manifest[] {
  const paths = [...tree.files.keys()].filter((path) => /(?:^|\/)package\.json$/.test(path));
  return paths.map((path) => ({
    path,
    folder: path.split("/").slice(0, -1).join("/"),
    json: JSON.parse(tree.files.get(path) ?? "{}") as Manifest["json"],
  }));
}

/** Every outside package that a manifest asks for, with the version it asks for. */
export function dependencies({ json }: Manifest): readonly (readonly [string, string])[] {
  return Object.entries({ ...json.dependencies, ...json.devDependencies });
}
