import { describe, test } from "vitest";
import { madeWorkflows } from "./made-workflows.ts";
import { ownWorkflows } from "./workflow.ts";
import { holdsTime, holdsWidth, holdsWork } from "./workflow-bounds.ts";

const workflows = [...ownWorkflows, ...madeWorkflows];

describe.each(workflows.map((workflow) => [workflow.name, workflow] as const))("%s", (_, workflow) => {
  test("takes as long as its critical path, in the worst case and the best (rule 44)", () => {
    holdsTime(workflow);
  });
  test("comes to as much work as all its tasks", () => holdsWork(workflow));
  test("wants as many machines as it is wide", () => holdsWidth(workflow));
});
