import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ending, listening, start, workFolder } from "./orch.ts";

test("orch check --watch checks again when a file changes, until somebody stops it", async () => {
  const cwd = workFolder();
  const path = join(cwd, "greet.orch");
  const text = readFileSync(path, "utf8");
  const child = start(["check", "greet.orch", "--watch"], { cwd });
  const ended = ending(child);
  const says = listening(child);
  await says("no mistakes");
  writeFileSync(path, text.replace("effect", "efect"));
  await says("1 error");
  writeFileSync(path, text);
  await says("no mistakes");
  child.stdout?.resume();
  child.kill("SIGINT");
  expect((await ended).code).toBe(130);
});
