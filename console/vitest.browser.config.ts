import { defineConfig } from "vitest/config";

/** Tests that drive a real Chromium against a real server: `npm run test:console`. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["test/browser/**/*.browser.ts"],
    globalSetup: ["test/browser/setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
    // One server and one browser a file; the files come one after another.
    fileParallelism: false,
  },
});
