import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/*
 * Node keeps here what it has compiled, and its TypeScript with the types taken out. Every thread and process of the
 * tests loads the same hundreds of files: so each is read once and not thousands of times. The key is a file's content.
 */
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url));

/**
 * Tests of code that keeps nothing between calls: a process loads the compiler once for all the files that it runs.
 * `leaks` measures the memory of its process.
 */
const shared = [
  "{language,plan,checker,analysis,compiler,presentation,editing,kernel,memory,models,simulator,server,console,stdlib,lsp,trial}/test/**/!(leaks).test.ts",
  "runtime/test/{api,drive,events,plain}/**/*.test.ts",
  // Those that are left out change limits, or end processes.
  "runtime/test/{orchestrator,library}/**/!(ended|equipped|kill|mcp).test.ts",
  "cli/test/{bounds,conformance,makespan,mutation,scenarios,semantics,verdicts,verify}/**/*.test.ts",
  "tidy/*.test.ts",
];

/** This one replaces a module of ours, which only vitest's own loader can do. */
const replacing = ["cli/test/answer-shape.test.ts"];

/**
 * Node itself loads our sources, as it does for who uses them. Vitest's loader looks up each name that a file imports at
 * every use: that took a twentieth to a quarter of the time of a search. Sources of `lsp` need it, since they import
 * names of CommonJS modules as the bundler of the extension does.
 */
const native = {
  external: [
    /\/(?:language|plan|checker|analysis|compiler|presentation|editing|kernel|memory|models|runtime|simulator|stdlib|server|cli|trial)\/src\/.+\.ts$/u,
  ],
};

/** Those that read a folder beside the checkout are run by `npm run test:shared`. */
const excluded = ["**/node_modules/**", "**/*.shared.test.ts"];

/**
 * Those that take longest begin first, so that no processor waits for one that began last. A clean checkout knows no
 * durations, and vitest would go by the length of the files: one of the longest came 463rd of 496.
 */
const longest = [
  "runtime/test/workers/limits.test.ts",
  "runtime/test/workers/threads.test.ts",
  "cli/test/edges/exit-paths.test.ts",
  "cli/test/suggested.test.ts",
  "cli/test/one-journal.test.ts",
  "cli/test/verify/mutants/plan.test.ts",
  "cli/test/verify/mutants/world.test.ts",
  "lsp/test/hour/hour.test.ts",
  "editing/test/ask/rewrites.test.ts",
  "simulator/test/simulator/trial/kernel-on-trial.test.ts",
  "analysis/test/analyse/rules-runs.test.ts",
  "cli/test/verdicts/proofs.test.ts",
  "cli/test/makespan/makespan.test.ts",
  "trial/test/twin.test.ts",
  "language/test/format/laws.test.ts",
];
const root = fileURLToPath(new URL(".", import.meta.url));
const gone = longest.filter((file) => !existsSync(`${root}${file}`));
if (gone.length > 0) throw new Error(`There is no ${gone.join(", ")}: vitest.config.ts names it.`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = longest.indexOf(moduleId.slice(root.length));
      return at < 0 ? longest.length : at;
    };
    const projects = Map.groupBy(await super.sort(files), ({ project }) => project.name);
    return [...projects.values()].flatMap((own) => own.toSorted((a, b) => place(a) - place(b)));
  }
}

export default defineConfig({
  resolve: { conditions: ["orch-source", "node", "default"] },
  ssr: { resolve: { conditions: ["orch-source", "node", "default"] } },
  test: {
    setupFiles: ["vitest.setup.ts"],
    // As for `vi.waitFor` in the setup: a slow machine is no failure. The longest test takes about 20 s of a processor.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 500_000 } },
    sequence: { sequencer: LongestFirst },
    maxWorkers: 2,
    // Threads that load TypeScript run Node's WebAssembly, whose import wrappers V8 may free under another thread's
    // hands where it tiers them up (nodejs/node#64500): the process ends. So it never does.
    execArgv: ["--wasm-wrapper-tiering-budget=2000000000", "--conditions=orch-source"],
    projects: [
      {
        extends: true,
        test: {
          name: "shared",
          include: shared,
          exclude: excluded,
          isolate: false,
          server: { deps: native },
          // One project after the other, so that a process is not given up for a file of the other project.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "alone",
          include: ["*/test/**/*.test.ts", "examples/*/test/**/*.test.ts"],
          exclude: [...excluded, ...shared, ...replacing],
          server: { deps: native },
          sequence: { groupOrder: 0 },
          // Much of their time they wait for a disk, a process or a clock.
          maxWorkers: 3,
        },
      },
      {
        extends: true,
        test: {
          name: "replacing",
          include: replacing,
          exclude: excluded,
          sequence: { groupOrder: 2 },
          maxWorkers: 3,
        },
      },
    ],
  },
});
