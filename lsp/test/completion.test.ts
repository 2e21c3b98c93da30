import { afterEach, expect, test } from "vitest";
import { type OpenText, openText, type Range } from "./editor/text.ts";

const head = `module lab
type Sample = { id: String, state: raw | clean, weight: Float? }
role chemist
tool wash(sample: Sample, rounds: Int = 2) -> Sample { effect pure latency <= 1m }
`;

const open: OpenText[] = [];

afterEach(async () => {
  for (const { editor } of open.splice(0)) await editor.close();
});

interface Item {
  readonly label: string;
  readonly sortText: string;
  readonly textEdit: { readonly range: Range; readonly newText: string };
  readonly additionalTextEdits?: readonly { readonly newText: string }[];
}

async function completed(text: string): Promise<readonly Item[]> {
  const opened = await openText(head + text);
  open.push(opened);
  const { items } = await opened.ask<{ items: Item[] }>("textDocument/completion");
  return items.toSorted((a, b) => a.sortText.localeCompare(b.sortText));
}

async function labels(text: string): Promise<readonly string[]> {
  return (await completed(text)).map(({ label }) => label);
}

test.each([
  ["$0", ["plan", "tool", "scenario"]],
  ["plan p(s: Sample) {\n  $0\n}", ["step", "when", "finally"]],
  ["plan p(s: Sample) {\n  step w = $0\n}", ["wash", "for", "quorum", "first"]],
  ["plan p(s: Sample) {\n  step w = wa$0\n}", ["wash"]],
  ["plan p(s: Sample) {\n  step w = wash($0\n}", ["sample:", "rounds:", "s"]],
  ["plan p(s: Sample) {\n  step w = wash(s, $0)\n}", ["rounds:"]],
  ["plan p(s: Sample) {\n  step w = wash(s) { $0 }\n}", ["timeout", "retry", "after"]],
  ["plan p(s: Sample) {\n  step w = wash(s)\n  step v = wash(w) { after $0 }\n}", ["w"]],
  ["plan p(s: Sample) {\n  let x = s.$0\n}", ["id", "state", "weight"]],
  ["plan p(s: Sample) {\n  when s.state == $0 { }\n}", ["raw", "clean"]],
  ["tool t(a: $0", ["Sample", "String", "Duration"]],
  ["tool t(a: Int) { $0 }", ["effect", "cost", "run"]],
  ["tool t(a: Int) { effect $0 }", ["pure", "idempotent", "once"]],
  ["human h(a: Int) { ask $0 }", ["chemist"]],
  ["plan p(s: Sample) {\n  step w = wash(s) { timeout 5$0 }\n}", ["5s", "5m"]],
  ["tool t(a: Int) { clearance $0 }", ["internal", "personal"]],
])("in %s there are %s", async (text, wanted) => {
  const found = await labels(text);
  for (const label of wanted) expect(found).toContain(label);
});

test.each([
  ["Bool", "latest any all majority noisy_or"],
  ["Temperature?", "latest majority median mean min max"],
  ["Int", "latest majority median mean min max sum"],
  ["Sample", "latest majority"],
])("of several %s one is made by %s, and nothing else is offered", async (type, wanted) => {
  const found = await labels(`signal s: ${type} { from a, b  fuse $0  fresh 1m }`);
  expect(found.toSorted()).toEqual(wanted.split(" ").toSorted());
});

test.each([
  [
    "service t(a: Int) {\n  effect pure\n  latency <= 1m\n  $0\n}",
    ["cost", "undo", "run"],
    "effect latency ask prompt role",
  ],
  ["llm t(a: Int) {\n  cost <= €1\n  $0\n}", ["role", "prompt", "tokens"], "cost show"],
  ["human t(a: Int) {\n  ask chemist\n  $0\n}", ["show"], "ask prompt"],
])("a capability is offered no clause that it has, or can't have: %s", async (text, some, none) => {
  const found = await labels(text);
  expect(found).toEqual(expect.arrayContaining(some));
  expect(found.filter((label) => none.split(" ").includes(label))).toEqual([]);
});

test("what is wanted goes first", async () => {
  const [first, second] = await labels("plan p(s: Sample) {\n  when s.state == $0 { }\n}");
  expect([first, second].sort()).toEqual(["clean", "raw"]);
});

test("a call comes with its arguments to be filled in", async () => {
  const items = await completed("plan p(s: Sample) {\n  step w = $0\n}");
  expect(items.find(({ label }) => label === "wash")?.textEdit.newText).toBe(`wash(\${1:sample})`);
});

test("a step is not offered to itself", async () => {
  const found = await labels("plan p(s: Sample) {\n  step w = wash(s)\n  step v = wash(w) { after $0 }\n}");
  expect(found).not.toContain("v");
});

test("the word that was begun is replaced, all of it", async () => {
  const [item] = await completed("plan p(s: Sample) {\n  let x = s.we$0ig\n}");
  expect(item?.textEdit.range).toEqual({
    start: { line: 5, character: 12 },
    end: { line: 5, character: 16 },
  });
});

test("a step is no value for itself", async () => {
  const found = await labels("plan p(s: Sample) {\n  step w = wash($0)\n}");
  expect(found).toContain("s");
  expect(found).not.toContain("w");
});

test.each([
  ["tool t(a: Int) { effect pure  latency <= 20$0 }", "20m", "20C"],
  ["signal heat: Temperature { from a.b }\nflag hot = heat > 20$0", "20C", "20m"],
  ["plan p(s: Sample) {\n  step w = wash(s) { timeout 5$0 }\n}", "5h", "5kWh"],
])("in %s a unit that measures it is offered, and no other", async (text, wanted, other) => {
  const found = await labels(text);
  expect(found).toContain(wanted);
  expect(found).not.toContain(other);
});

test.each([
  ["human h(a: Int) -> Appr$0", "Approval", "std.people"],
  ["plan p(s: Sample) {\n  step w = reca$0\n}", "recall", "std.memory"],
  ["human h(a: Int) { ask superv$0 }", "supervisor", "std.people"],
])("what the standard library has for %s is imported with its use", async (text, label, module) => {
  const items = await completed(text);
  const found = items.find((item) => item.label === label);
  expect(found?.additionalTextEdits?.map(({ newText }) => newText)).toEqual([
    `\n\nimport ${module} { ${label} }`,
  ]);
});

const failing = `tool risky(sample: Sample) -> Sample { effect pure latency <= 1m fails broken | lost_it }
`;

test.each([
  ["plan p(s: Sample) {\n  step w = risky(s) else when error == $0 { }\n}", ["broken", "lost_it", "timeout"]],
  ["plan p(s: Sample) {\n  step w = risky(s) else when error != br$0 { yield s }\n}", ["broken"]],
  ["plan p(s: Sample) {\n  step w = risky(s) { retry 2 when $0 }\n}", ["error"]],
  ["plan p(s: Sample) {\n  step w = risky(s) else {\n    match error { $0 }\n  }\n}", ["broken", "timeout"]],
  ["plan p(s: Sample) {\n  step w = risky(s) else when error is $0 { }\n}", ["broken", "timeout"]],
  ["policy q {\n  on risky\n  deny when args.$0\n}", ["sample"]],
  ["policy q {\n  on wash\n  deny when args.ro$0 > 3\n}", ["rounds"]],
  ["policy q {\n  on wash, risky\n  limit 3 per 1d by args.$0\n}", ["sample"]],
  ["policy q {\n  on wash\n  deny when args.sample.$0\n}", ["id", "state"]],
  ["policy q {\n  on wash\n  deny when $0\n}", ["args", "user", "run"]],
  ["policy q {\n  on wash\n  deny when user.$0\n}", ["id", "roles", "trust"]],
  ["guardrail g {\n  never wash when args.$0\n}", ["sample", "rounds"]],
  [
    'plan p(s: Sample) {\n  step w = risky(s)\n}\nscenario "x" for p {\n  answer risky with args.$0\n}',
    ["sample"],
  ],
  [
    'plan p(s: Sample) {\n  step w = risky(s)\n}\nscenario "x" for p {\n  fault risky fails $0\n}',
    ["broken", "lost_it", "timeout"],
  ],
  [
    'plan p(s: Sample) {\n  step w = risky(s)\n}\nscenario "x" for p {\n  expect failed with $0\n}',
    ["broken", "lost_it"],
  ],
  ["plan p(s: Sample) {\n  fails $0\n}", []],
  ["plan p(s: Sample) {\n  fails no_good\n  fail $0\n}", ["no_good"]],
])("where a failure or an argument is meant, as in %s, there are %s", async (text, wanted) => {
  const found = await labels(failing + text);
  for (const label of wanted) expect(found.slice(0, 12)).toContain(label);
});
