import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import own from "./vitest.config.ts";

/** The folder of programs, mistakes and data that the project does not carry: `SHARED=/elsewhere` is another. */
const { SHARED = fileURLToPath(new URL("../shared/", import.meta.url)) } = process.env;
if (!existsSync(SHARED)) throw new Error(`There is no folder ${SHARED}: SHARED names another.`);

export default defineConfig({
  ...own,
  test: {
    ...own.test,
    projects: undefined,
    include: ["*/test/**/*.shared.test.ts"],
    exclude: ["**/node_modules/**"],
    env: { SHARED },
  },
});
