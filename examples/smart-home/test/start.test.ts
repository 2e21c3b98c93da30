import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ranInTime } from "@orchlang/runtime/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const built = existsSync(join(root, "cli/dist/bundle/main.js"));

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), "home-start-"));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** The lines, with what differs from run to run, or from folder to folder, put out of the way. */
function told(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) =>
      line
        .replace(/^\d\d:\d\d:\d\d/, "00:00:00")
        .replace(/\b[0-9A-Z]{16}\b/, "…")
        .replace(/(?<=:)\d\d\.\d+Z?|(?<=^started .*:)\d\d, \d+/g, "…")
        .replace(/^( *)\d+( +)[\d:]+…/, "$1n$2…")
        .replace(/(?<=^ *[✓✗] .*|^no cost +)\d+(?:\.\d+)? m?s/, "… ms")
        .replace(/127\.0\.0\.1:\d+/, "127.0.0.1:…")
        .replace(/--store \S+/, "--store …")
        .replace(/@\S+-token|with the token in \S+/, "the token")
        .replace(/ {2,}/g, "  ")
        .trim(),
    )
    .filter((line) => line !== "");
}

/** What turns and starts, in the order of the day. */
const day = (text: string) =>
  told(text).filter((line) => /: | starts | happened| withdraws /.test(line) && line.startsWith("00:"));

/** Which plans the goals have tried, in the order of the runs that are shown. */
const ways = (text: string) => [...text.matchAll(/ ▸ (\w+ tries .*)/g)].map(([, way]) => way);

test.skipIf(!built)("it ends by itself and prints what the README shows", async () => {
  const environment = Object.entries(process.env).filter(
    ([name]) => !/^(?:NODE_OPTIONS|VITEST.*|FORCE_COLOR)$/.test(name),
  );
  const env = { ...Object.fromEntries(environment), NO_COLOR: "1", ORCH_EXAMPLE_OUT: out };
  // Its program begins with an empty journal by itself.
  const begin = ["examples/smart-home/start.mjs"];
  const { stdout, stderr } = await ranInTime(begin, { cwd: root, env }, () => undefined);
  const readme = readFileSync(join(root, "examples/smart-home/README.md"), "utf8");
  const shown = /```text\n(?<shown>[\s\S]*?)```/.exec(readme)?.groups?.shown ?? "";
  expect(told(stdout + stderr).toSorted()).toEqual(told(shown).toSorted());
  expect(day(stdout)).toEqual(day(shown));
  expect(ways(stdout)).toEqual([
    "greeted tries by_name",
    "greeted tries as_anybody; by_name is passed over: the user has not consented to `camera.door`",
    "car_ready tries slow; fast is passed over: `on` would be denied: Fast charging waits for cheap power",
    "car_ready tries fast",
  ]);
});
