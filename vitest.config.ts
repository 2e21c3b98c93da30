import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["orch-source", "node", "import", "default"] },
  ssr: { resolve: { conditions: ["orch-source", "node", "import", "default"] } },
  test: {
    include: ["*/test/**/*.test.ts", "tidy/*.test.ts", "examples/*/test/**/*.test.ts"],
    setupFiles: ["vitest.setup.ts"],
    testTimeout: 60_000,
    // As for `vi.waitFor` in the setup: a slow machine is no failure.
    expect: { poll: { timeout: 50_000 } },
    maxWorkers: 2,
  },
});
