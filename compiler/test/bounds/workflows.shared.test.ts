import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import type { Workflow } from "./workflow.ts";
import { testBounds } from "./workflow-bounds.ts";

const folder = join(process.env.SHARED ?? "", "data/wfcommons");
const recorded = readdirSync(folder).filter((name) => name.endsWith(".dag.json"));

describe.each(recorded)("%s", (name) => {
  testBounds(JSON.parse(readFileSync(join(folder, name), "utf8")) as Workflow);
});
