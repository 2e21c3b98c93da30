import { expect, test } from "vitest";
import { Registry } from "../../src/orchestrator/registry.ts";
import { convert, plainFaultLines } from "../../src/plain/convert.ts";
import { shop } from "./registered.ts";

function mistakes(plan: unknown): readonly string[] {
  const converted = convert(
    plan,
    new Registry([...shop, { name: "off", enabled: false, handler: () => null }]),
  );
  return "faults" in converted ? plainFaultLines(converted.faults) : [];
}

const branching = JSON.parse(
  '{ "id": "c", "type": "conditional", "condition": true, "then": ["a", "x"], "else": ["a"] }',
);
const step = { id: "a", type: "tool", tool: "search", params: { query: "tea" } };

test.each([
  ["nothing", undefined, ["there is nothing here (undefined)"]],
  ["no record", [], ["is a list; a record is wanted"]],
  ["no steps", {}, ["`steps` is missing"]],
  ["an empty list", { steps: [] }, ["steps: has no step"]],
  ["a plan's id", { id: "a b", steps: [step] }, ["id: is no id: 1 to 200 letters, digits, `_`, `-` and `.`"]],
  [
    "a misspelt field",
    { steps: [{ ...step, dependancies: [] }] },
    ["steps[0].dependancies: there is no such field; `dependencies` is meant?"],
  ],
  [
    "an unknown type",
    { steps: [{ id: "a", type: "loop" }] },
    ['steps[0].type: there is no type "loop": tool, agent, llm, wait or conditional'],
  ],
  [
    "no type",
    { steps: [{ id: "a" }] },
    ["steps[0]: `type` is missing: tool, agent, llm, wait or conditional"],
  ],
  ["a step that is none", { steps: ["a"] }, ['steps[0]: is the text "a"; a step is a record']],
  [
    "an id that templates could not name",
    { steps: [{ ...step, id: "1 st" }] },
    ["steps[0].id: is no id: letters, digits, `_` and `-`, beginning with a letter or `_`"],
  ],
  [
    "an id that means something else",
    { steps: [{ ...step, id: "input" }] },
    ["steps[0].id: `input` means something else in templates; choose another id"],
  ],
  [
    "a name that leads nowhere beside a step that cannot be read",
    {
      steps: [
        { id: "w", type: "wait", duration: "soon" },
        { ...step, dependencies: ["c", "w"] },
      ],
    },
    [
      'steps[0].duration: is no time: ms as a number, or text such as "30s" or "2h 30m", not negative',
      "steps[1].dependencies[0]: no step is called `c`; there is a",
    ],
  ],
  ["an id twice", { steps: [step, step] }, ["steps[1].id: a second step is called `a`"]],
  [
    "an unknown capability",
    { steps: [{ id: "a", type: "tool", tool: "find" }] },
    [
      "steps[0].tool: no capability `find` is registered; there are `search`, `write`, `reserve`, `free`, `off`",
    ],
  ],
  [
    "a disabled capability",
    { steps: [{ id: "a", type: "tool", tool: "off" }] },
    ["steps[0].tool: the capability `off` is disabled"],
  ],
  [
    "no capability",
    { steps: [{ id: "a", type: "agent" }] },
    ["steps[0]: it is not said which capability is called: `agent` names it"],
  ],
  [
    "a capability of another type",
    { steps: [{ id: "a", type: "tool", tool: "write" }] },
    ["steps[0].type: `write` is registered as `agent`, not as `tool`"],
  ],
  [
    "a parameter that is missing, and one too many",
    { steps: [{ id: "a", type: "tool", tool: "search", params: { word: "tea" } }] },
    [
      "steps[0].params.word: `search` takes no such parameter; it takes query, limit",
      "steps[0].params: `search` needs the parameter `query`",
    ],
  ],
  [
    "an unknown step in a template",
    { steps: [step, { id: "b", type: "agent", agent: "write", params: { x: ["{{c.output.id}}"] } }] },
    ["steps[1].params.x[0]: no step is called `c`; there are `a`, `b`, and `input`"],
  ],
  [
    "a field that an output does not have",
    { steps: [step, { id: "b", type: "agent", agent: "write", params: { x: "{{a.output.hits[0].name}}" } }] },
    ["steps[1].params.x: `a.output.hits[0]` has no `name`; it has id, score"],
  ],
  [
    "a part of a step that is none",
    { steps: [step, { id: "b", type: "agent", agent: "write", params: { x: "{{a.status}}" } }] },
    ["steps[1].params.x: of the step `a` only its output can be read: `a.output.status`"],
  ],
  [
    "a template that is not closed",
    { steps: [step, { id: "b", type: "agent", agent: "write", params: { x: "so {{a.output" } }] },
    ["steps[1].params.x: a template begins with `{{` and is not closed by `}}`"],
  ],
  [
    "a template that is no path",
    { steps: [step, { id: "b", type: "agent", agent: "write", params: { x: "{{a.output + 1}}" } }] },
    ["steps[1].params.x: `a.output + 1` is no path such as `step_1.output.id`"],
  ],
  [
    "an unknown dependency, and itself",
    { steps: [{ ...step, dependencies: ["b", "a"] }] },
    [
      "steps[0].dependencies[0]: no step is called `b`; there is a",
      "steps[0].dependencies[1]: a step cannot come before itself",
    ],
  ],
  [
    "a circle of dependencies",
    {
      steps: [
        { ...step, dependencies: ["b"] },
        { ...step, id: "b", dependencies: ["a"] },
      ],
    },
    ["steps[0]: these wait for each other: `a` before `b` before `a`"],
  ],
  [
    "a circle through a condition",
    {
      steps: [
        { id: "c", type: "conditional", condition: "b.output.hits", else: ["a"] },
        step,
        { ...step, id: "b", dependencies: ["a"] },
      ],
    },
    ["steps[0]: these wait for each other: `c` before `a` before `b` before `c`"],
  ],
  [
    "a bad condition",
    { steps: [{ ...step, condition: "input.go >" }] },
    ["steps[0].condition: the condition ends where a value is wanted"],
  ],
  [
    "a step of two branches, and one of none",
    { steps: [branching, step] },
    [
      "steps[0].then[1]: no step is called `x`; there are c, a",
      "steps[0].else[0]: `a` belongs to `c` already; a step belongs to one branch",
    ],
  ],
  [
    "a wait without an end",
    { steps: [{ id: "w", type: "wait" }] },
    ["steps[0]: a wait has a `duration` or is `until` a time, one of the two"],
  ],
  [
    "times and counts",
    {
      steps: [
        { ...step, timeout: "soon", retries: 1.5 },
        { id: "w", type: "wait", duration: -1 },
      ],
    },
    [
      'steps[0].timeout: is no time: ms as a number, or text such as "30s" or "2h 30m", not negative',
      "steps[0].retries: is not a whole number from 0 to 100",
      'steps[1].duration: is no time: ms as a number, or text such as "30s" or "2h 30m", not negative',
    ],
  ],
  [
    "an undo that may not be asked twice",
    {
      steps: [
        { ...step, undo: { capability: "once" } },
        { ...step, id: "b", undo: { capability: "search" } },
      ],
    },
    [
      "steps[0].undo.capability: no capability `once` is registered; there are `search`, `write`, `reserve`, `free`, `off`",
      "steps[1].undo.params: `search` needs the parameter `query`",
    ],
  ],
  [
    "constraints",
    { steps: [step], constraints: { maxCost: 3, maxTime: 1 } },
    [
      'constraints.maxCost: is no amount: { "amount": "0.05", "currency": "USD" } is one',
      "constraints.maxTime: there is no such field; what else is to be kept goes into `metadata`",
    ],
  ],
  [
    "a result",
    { steps: [step], output: "{{b.output}}" },
    ["output: no step is called `b`; there are `a`, and `input`"],
  ],
  [
    "what is to be so in the end",
    { steps: [step], successCriteria: ["a.output.hits ==", "b.output"] },
    [
      "successCriteria[0]: the condition ends where a value is wanted",
      "successCriteria[1]: no step is called `b`; there are `a`, and `input`",
    ],
  ],
  [
    "mistakes of form and of meaning, all of them at once",
    {
      steps: [
        { ...step, retries: -1, params: { query: "{{x.output}}" } },
        { id: "b", type: "wait" },
        { ...step, id: "c", tool: "find" },
      ],
    },
    [
      "steps[0].retries: is not a whole number from 0 to 100",
      "steps[0].params.query: no step is called `x`; there are `a`, `b`, `c`, and `input`",
      "steps[1]: a wait has a `duration` or is `until` a time, one of the two",
      "steps[2].tool: no capability `find` is registered; there are `search`, `write`, `reserve`, `free`, `off`",
    ],
  ],
  [
    "a name that a step which cannot be read may bear is not told of",
    { steps: [{ ...step, dependencies: ["b"] }, { type: "tool" }] },
    ["steps[1]: `id` is missing"],
  ],
])("%s: every mistake with its place", (_, plan, told) => {
  expect(mistakes(plan)).toEqual(told);
});
