import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { journals } from "./fresh-process.ts";

const program = fileURLToPath(new URL("./fresh-process.ts", import.meta.url));

test("one seed is one run, byte for byte, in this process and in fresh ones", async () => {
  const here = journals(42).map((text) => createHash("sha256").update(text).digest("hex"));
  const run = promisify(execFile);
  const there = await Promise.all(
    [1, 2].map(() => run(process.execPath, ["--conditions=orch-source", program, "42"])),
  );
  for (const { stdout } of there) expect(stdout.trim().split("\n")).toEqual(here);
  // Something goes wrong in most of them, and no two are the same.
  expect(new Set(here).size).toBe(here.length);
});
