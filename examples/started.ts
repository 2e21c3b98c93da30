import { execFile } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/* The `start.mjs` of an example, for the tests of all of them. */

const root = fileURLToPath(new URL("..", import.meta.url));

/** The environment of somebody who uses orch, and does not test it. */
export const environment: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:NODE_OPTIONS|VITEST.*|FORCE_COLOR)$/.test(name)),
  ),
  NO_COLOR: "1",
};

/** The engine's words for a call that took longer than the program allows. */
const late = /out of time|was not called in its time/;

/**
 * What an example prints, which leaves its files in the folder `out`. Its limits of time are those of a machine that
 * does little else: where one is passed, the example is begun anew.
 */
export async function started(
  example: string,
  out: string,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  for (let left = 5; ; left -= 1) {
    const running = promisify(execFile)(process.execPath, [`examples/${example}/start.mjs`], {
      cwd: root,
      env: { ...environment, ORCH_EXAMPLE_OUT: out },
    });
    running.child.stdin?.end();
    const ended = await running.catch((error: { readonly stdout: string; readonly stderr: string }) => {
      if (!late.test(error.stdout + error.stderr)) throw error;
      return error;
    });
    if (left === 0 || !late.test(ended.stdout + ended.stderr)) return ended;
    for (const name of readdirSync(out)) rmSync(join(out, name), { recursive: true });
  }
}
