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
 * A process for each of these: they change limits, end or measure their process, or leave an environment behind. All
 * others share a few processes, each of which loads the sources once.
 */
const alone = [
  "lsp/test/leaks.test.ts",
  // Counting every call of a function is slow in a process that has loaded much, and leaves its functions unoptimised.
  "analysis/test/analyse/scale/*.test.ts",
  "runtime/test/orchestrator/{ended,equipped,kill,mcp}.test.ts",
  "runtime/test/{workers,faults}/**/*.test.ts",
  "examples/*/test/**/*.test.ts",
  "vscode-extension/test/**/*.test.ts",
  "deploy/test/**/*.test.ts",
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
  "cli/test/work/work.test.ts",
  "cli/test/packed/packed.test.ts",
  "cli/test/cluster.test.ts",
  "cli/test/restate.test.ts",
  "runtime/test/journal/restate.test.ts",
  "runtime/test/journal/restate-faults.test.ts",
  "runtime/test/journal/lease.test.ts",
  "examples/incident-response/test/day.test.ts",
  "runtime/test/workers/limits.test.ts",
  "runtime/test/workers/threads.test.ts",
  "server/test/attack.test.ts",
  "server/test/killed-posts.test.ts",
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
    // A test in three waits for a disk, a process or a clock.
    maxWorkers: 3,
    // Threads that load TypeScript run Node's WebAssembly, whose import wrappers V8 may free under another thread's
    // hands where it tiers them up (nodejs/node#64500): the process ends. So it never does.
    execArgv: ["--wasm-wrapper-tiering-budget=2000000000", "--conditions=orch-source"],
    // In this order, without a pause between them: a shared process is given up for a file of another project.
    projects: [
      { extends: true, test: { name: "replacing", include: replacing, exclude: excluded } },
      {
        extends: true,
        test: { name: "alone", include: alone, exclude: excluded, server: { deps: native } },
      },
      {
        extends: true,
        test: {
          name: "shared",
          include: ["*/test/**/*.test.ts", "tidy/*.test.ts"],
          exclude: [...excluded, ...alone, ...replacing],
          isolate: false,
          server: { deps: native },
        },
      },
    ],
  },
});
