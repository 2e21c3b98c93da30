import { describe } from "vitest";
import { madeWorkflows } from "./made-workflows.ts";
import { ownWorkflows } from "./workflow.ts";
import { testBounds } from "./workflow-bounds.ts";

const workflows = [...ownWorkflows, ...madeWorkflows];

describe.each(workflows.map((workflow) => [workflow.name, workflow] as const))("%s", (_, workflow) => {
  testBounds(workflow);
});
