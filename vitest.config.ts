import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["orch-source", "node", "import", "default"] },
  ssr: { resolve: { conditions: ["orch-source", "node", "import", "default"] } },
  test: {
    include: ["*/test/**/*.test.ts", "tidy/*.test.ts", "examples/*/test/**/*.test.ts"],
    // Those that read a folder beside the checkout are run by `npm run test:shared`.
    exclude: ["**/node_modules/**", "**/*.shared.test.ts"],
    setupFiles: ["vitest.setup.ts"],
    // As for `vi.waitFor` in the setup: a slow machine is no failure. What takes longest alone takes 16 s.
    testTimeout: 180_000,
    expect: { poll: { timeout: 150_000 } },
    maxWorkers: 2,
    // Threads that load TypeScript run Node's WebAssembly, whose import wrappers V8 may free under another thread's
    // hands where it tiers them up (nodejs/node#64500): the process ends. So it never does.
    execArgv: ["--wasm-wrapper-tiering-budget=2000000000"],
  },
});
