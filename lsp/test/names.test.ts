import { afterEach, expect, test } from "vitest";
import { type OpenText, openText, type Range } from "./editor/text.ts";

const program = `module lab
/// A sample and what is known of it.
type Sample = { id: String, state: raw | clean, weight: Float? }
type Lamp = { id: String }
resource lamps: Lamp x 2 { at device }
tool wash(sample: Sample, rounds: Int = 2) -> Sample { effect pure latency <= 1m }
tool weigh(s: Sample) -> Float { effect pure latency <= 1m }
plan clean_one(first: Sample) -> Float {
  step washed = wash(first, rounds: 3)
  let again = washed.weight ?? 1.0
  step w = weigh(washed) { after washed }
  when washed.state == clean { fail "at \${again}" }
  return w
}
`;

const open: OpenText[] = [];

afterEach(async () => {
  for (const { editor } of open.splice(0)) await editor.close();
});

async function at(mark: string): Promise<OpenText> {
  const plain = mark.replace("$0", "");
  const text = await openText(program.replace(plain, mark));
  open.push(text);
  return text;
}

async function hoverAt(mark: string): Promise<string> {
  const text = await at(mark);
  const found = await text.ask<{ contents: { value: string } } | null>("textDocument/hover");
  return found?.contents.value ?? "nothing";
}

test.each([
  ["step washed = wa$0sh(first", "tool wash(sample: Sample, rounds: Int = 2) -> Sample"],
  ["let aga$0in", "again: Float"],
  ["wash(fir$0st, rounds", "first: Sample"],
  ["rou$0nds: 3", "rounds: Int"],
  ["washed.wei$0ght ??", "Sample.weight: Float?"],
  ["state == cle$0an", "one of `state`"],
  ["plan clean_one(first: Sam$0ple)", "A sample and what is known of it."],
  ["{ after was$0hed }", "washed: Sample"],
  ["resource lamps: La$0mp", "type Lamp"],
])("hovering over %s tells %s", async (mark, words) => {
  expect(await hoverAt(mark)).toContain(words);
});

test("hovering over a word of the language tells what it says there, and where more is told", async () => {
  expect(await hoverAt("to$0ol wash")).toBe(
    "`tool`: A capability that runs your own code. [More](https://github.com/orchlang/orch/blob/main/docs/language/capabilities.md#five-kinds)",
  );
  expect(await hoverAt("{ af$0ter washed }")).toContain("`after`: Waits for these steps");
});

test("hovering over a step, or the word before it, tells what it takes, carries and waits for", async () => {
  const lines = ["- at worst: time 1 m; on the critical path", "- waits for `washed`: its value"];
  for (const mark of ["ste$0p w = weigh", "step $0w = weigh"]) {
    const told = await hoverAt(mark);
    for (const line of lines) expect(told).toContain(line);
  }
  expect(await hoverAt("step w = wei$0gh")).not.toContain("at worst");
});

test("hovering over a step of a plan that has a mistake tells what is known without its plan", async () => {
  const text = await openText("module m\nplan p(a: Int @secret) {\n  step w$0ashed = wash(a)\n}\n");
  open.push(text);
  const found = await text.ask<{ contents: { value: string } } | null>("textDocument/hover");
  expect(found?.contents.value).toContain("washed: ?");
});

test("hovering over what is neither tells nothing", async () => {
  expect(await hoverAt("resource lamps: Lamp x $02 {")).toBe("nothing");
});

async function placesAt(mark: string, method: string, params: object = {}): Promise<readonly string[]> {
  const text = await at(mark);
  const found = await text.ask<{ range: Range } | readonly { range: Range }[] | null>(method, params);
  const all =
    found === null ? [] : Array.isArray(found) ? (found as { range: Range }[]) : [found as { range: Range }];
  return all.map(({ range }) => `${range.start.line}: ${text.slice(range)}`);
}

test.each([
  ["step washed = wa$0sh(first", "5: wash"],
  ["rou$0nds: 3", "5: rounds"],
  ["washed.wei$0ght ??", "2: weight"],
  ["state == cle$0an", "2: clean"],
  ["{ after was$0hed }", "8: washed"],
  [`at \${aga$0in}`, "9: again"],
])("from %s one comes to %s", async (mark, place) => {
  expect(await placesAt(mark, "textDocument/definition")).toEqual([place]);
});

test("all places of a step are found, also where it is named in a text and behind `after`", async () => {
  const params = { context: { includeDeclaration: true } };
  const found = await placesAt("step was$0hed", "textDocument/references", params);
  expect(found).toEqual(["8: washed", "9: washed", "10: washed", "10: washed", "11: washed"]);
});

test("without its declaration", async () => {
  const params = { context: { includeDeclaration: false } };
  expect(await placesAt("step was$0hed", "textDocument/references", params)).toHaveLength(4);
});

test("the same of one file are marked, what is declared as written", async () => {
  const text = await at("let aga$0in");
  const found = await text.ask<{ kind: number }[]>("textDocument/documentHighlight");
  expect(found.map(({ kind }) => kind)).toEqual([3, 2]);
});

async function renamed(mark: string, newName: string): Promise<string> {
  const text = await at(mark);
  const { changes } = await text.ask<{ changes: Record<string, { range: Range; newText: string }[]> }>(
    "textDocument/rename",
    { newName },
  );
  const edits = [...(changes[text.uri] ?? [])].reverse();
  const lines = text.text.split("\n");
  for (const { range, newText } of edits) {
    const line = lines[range.start.line] ?? "";
    lines[range.start.line] =
      line.slice(0, range.start.character) + newText + line.slice(range.end.character);
  }
  return lines.join("\n");
}

test("a parameter is called otherwise in its body, and at its calls by name", async () => {
  const text = await renamed("rou$0nds: 3", "times");
  expect(text).toBe(program.replaceAll("rounds", "times"));
});

test("a field is called otherwise wherever it is read", async () => {
  expect(await renamed("washed.wei$0ght ??", "mass")).toBe(program.replaceAll("weight", "mass"));
});

test.each([
  ["let aga$0in", "true", "a word of the language"],
  ["let aga$0in", "two words", "not a name"],
])("renaming %s to %s is refused: %s", async (mark, newName, words) => {
  const text = await at(mark);
  await expect(text.ask("textDocument/rename", { newName })).rejects.toThrow(words);
});

test("a plan's callers and what it calls are found both ways", async () => {
  const text = await at("plan clean_o$0ne");
  const [item] = await text.ask<{ name: string }[]>("textDocument/prepareCallHierarchy");
  const called = await text.editor.connection.sendRequest<{ to: { name: string }; fromRanges: unknown[] }[]>(
    "callHierarchy/outgoingCalls",
    { item },
  );
  expect(called.map(({ to }) => to.name)).toEqual(["wash", "weigh"]);
  const callers = await text.editor.connection.sendRequest<{ from: { name: string } }[]>(
    "callHierarchy/incomingCalls",
    { item: called[0]?.to },
  );
  expect(callers.map(({ from }) => from.name)).toEqual(["clean_one"]);
});

test("from a value one comes to its type", async () => {
  expect(await placesAt("wash(fir$0st, rounds", "textDocument/typeDefinition")).toEqual(["2: Sample"]);
});

const played = `module played
service boil(n: Int) -> Int { effect idempotent  latency <= 5m }
goal warm(n: Int) -> Int { optimize cost }
plan tea(n: Int) -> Int achieves warm {
  step water = boil(n)
  return water
}
plan alone(cups: Int) -> Int {
  step water = boil(cups)
  return water
}
trigger often { on every 5m  start alone(cups: 1) }
scenario "it falls" for alone {
  given cups = 1
  answer boil with 2
  fault crash during water
  fault worker dies during water
  expect completed
}
`;

async function renamedIn(mark: string): Promise<string> {
  const text = await openText(played.replace(mark.replace("$0", ""), mark));
  open.push(text);
  const { changes } = await text.ask<{ changes: Record<string, { range: Range }[]> }>("textDocument/rename", {
    newName: "fresh",
  });
  return (changes[text.uri] ?? []).map(({ range }) => range.start.line).join(" ");
}

test("a parameter and a step are called otherwise in the scenarios that play their plan, too", async () => {
  expect(await renamedIn("plan alone(cu$0ps")).toBe("7 8 11 13");
  expect(await renamedIn("given cu$0ps")).toBe("7 8 11 13");
  expect(await renamedIn("step wat$0er = boil(cups)")).toBe("8 9 15 16");
  expect(await renamedIn("crash during wat$0er")).toBe("8 9 15 16");
});

test("a goal's parameter and those of its plans are called otherwise together", async () => {
  for (const mark of ["plan tea($0n: Int)", "goal warm($0n: Int)", "boil($0n)"])
    expect(await renamedIn(mark), mark).toBe("2 3 4");
});

test("a name that can't be changed is kept, and it is said why", async () => {
  const taken = played
    .replace("boil(cups)\n  return water", "boil(cups)\n  return fresh")
    .replace("step water = boil(cups)", "step fresh = boil(cups)")
    .replaceAll("during water", "during fresh");
  const text = await openText(taken.replace("plan alone(cups", "plan alone(cu$0ps"));
  open.push(text);
  await expect(text.ask("textDocument/rename", { newName: "fresh" })).rejects.toThrow(
    /^It would leave a mistake: /u,
  );
  const after = await text.ask<{ items: readonly object[] }>("textDocument/diagnostic");
  expect(after.items.filter((one) => "severity" in one && one.severity === 1)).toEqual([]);
});
