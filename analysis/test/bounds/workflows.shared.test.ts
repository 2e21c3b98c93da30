import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import type { Workflow } from "./workflow.ts";
import { holdsTime, holdsWidth, holdsWork } from "./workflow-bounds.ts";

const folder = join(process.env.SHARED ?? "", "data/wfcommons");
const recorded = readdirSync(folder).filter((name) => name.endsWith(".dag.json"));

test.each(recorded)("%s has its time, its work and its width", (name) => {
  const workflow = JSON.parse(readFileSync(join(folder, name), "utf8")) as Workflow;
  for (const holds of [holdsTime, holdsWork, holdsWidth]) holds(workflow);
});
