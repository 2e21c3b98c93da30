import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import { openEditor } from "./editor/editor.ts";
import { type OpenText, openText, type Range } from "./editor/text.ts";

let opened: OpenText | undefined;

afterEach(async () => {
  await opened?.editor.close();
  opened = undefined;
});

interface Edit {
  readonly range: Range;
  readonly newText: string;
}

interface Action {
  readonly title: string;
  readonly kind: string;
  readonly edit: {
    readonly changes?: Record<string, readonly Edit[]>;
    readonly documentChanges?: readonly {
      readonly kind?: string;
      readonly textDocument?: { readonly uri: string };
      readonly edits?: readonly Edit[];
    }[];
  };
}

/** What is offered at the cursor, or for all that stands on its line. */
async function offered(
  fixture: string,
  options: Parameters<typeof openText>[1] = {},
): Promise<readonly Action[]> {
  const text = await openText(fixture, options);
  opened = text;
  const at = text.position(fixture.indexOf("$0"));
  return text.ask("textDocument/codeAction", { range: { start: at, end: at }, context: { diagnostics: [] } });
}

/** The text with what an action writes, none where it is not offered. */
async function acted(fixture: string, title: string): Promise<string | undefined> {
  const action = (await offered(fixture)).find((one) => one.title === title);
  const text = opened as OpenText;
  const edits = action?.edit.changes?.[text.uri];
  return edits === undefined ? undefined : edited(text.text, edits);
}

function edited(text: string, edits: readonly Edit[]): string {
  const lines = text.split("\n");
  const offset = ({ line, character }: Range["start"]): number =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, character);
  return edits
    .toSorted((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (sofar, { range, newText }) =>
        sofar.slice(0, offset(range.start)) + newText + sofar.slice(offset(range.end)),
      text,
    );
}

const match = (cases: string): string => `module lab
type State = raw | clean | lost
tool wash() { effect pure  latency <= 1m }
plan p(s: State) {
  match s {${cases}
  }
}
`;

test.each([
  ["\n    ra$0w { }", "\n    raw { }\n    clean { }\n    lost { }"],
  ["\n    ra$0w | clean { step w = wash() }", "\n    raw | clean { step w = wash() }\n    lost { }"],
  ["\n    raw$0 { }\n    clean | lost { }", undefined],
  ["\n    raw$0 { }\n    else { }", undefined],
])("where the cases are %j they become %j", async (before, after) => {
  expect(await acted(match(before), "Add the missing cases")).toBe(after && match(after));
});

const importing = (imports: string): string => `module lab\n\n${imports}\n\nplan p() { }$0\n`;

test.each([
  [
    "import std.people { supervisor, Approval as Yes }\nimport std.home { set_lights, LightGroup }",
    "import std.home { LightGroup, set_lights }\nimport std.people { Approval as Yes, supervisor }",
  ],
  ["import std.home { LightGroup, set_lights }", undefined],
  ["import std.people { supervisor }\n// the house\nimport std.home { set_lights }", undefined],
])("imports %j become %j", async (before, after) => {
  const found = await acted(importing(before), "Organise the imports");
  expect(found).toBe(after && importing(after).replace("$0", ""));
});

const shop = `module shop

service charge(sum: Money) -> { id: String } {
  effect       once
  latency      <= 10s
  irreversible because "paid is paid"
}

guardrail careful { look granted before charge }
human look(sum: Money) -> { granted: Bool } { latency <= 1h }

`;

test("what a rule wants beside a step stays beside it: such a step is made no plan of its own", async () => {
  const plan = (place: string): string => `${shop}plan buy(sum: Money) {
  step seen = ${place}look(sum)
  when seen.granted { step paid = ${place}charge(sum) }
}
`;
  const titles = async (fixture: string) => (await offered(fixture)).map(({ title }) => title);
  expect(await titles(plan("$0").replace("paid = $0", "paid = "))).toContain("Make it a plan of its own");
  await opened?.editor.close();
  expect(await titles(plan("$0").replace("seen = $0", "seen = "))).not.toContain("Make it a plan of its own");
  // Looking whether it would do has left the program as it was.
  const symbols = await opened?.ask<{ name: string }[]>("textDocument/documentSymbol");
  expect(symbols?.map(({ name }) => name)).toEqual(["charge", "careful", "look", "buy"]);
});

test("what is risky and under no rule gets a guardrail with the number that is proved", async () => {
  const text = (
    step: string,
  ): string => `${shop.replace(/guardrail.*\n/u, "")}plan buy(sums: [Money] size 0..4) {
  step all = for sum in sums up to 4 {
    step paid = ${step}charge(sum)
    yield paid.id
  }
}
`;
  const after = await acted(text("$0"), "Add a guardrail: `charge` at most 5 times");
  expect(after).toBe(`${text("").trimEnd()}\n\nguardrail few_charge {\n  at most 5 charge\n}\n`);
});

test("the number is one that every plan of the module keeps, since the guardrail holds for all of them", async () => {
  const head = shop.replace(/guardrail.*\n/u, "");
  const text = `${head}plan once(sum: Money) {\n  step paid = $0charge(sum)\n}\nplan twice(sum: Money) {\n  step a = charge(sum)\n  step b = charge(sum)\n}\n`;
  const titles = (await offered(text)).map(({ title }) => title);
  expect(titles.filter((title) => title.startsWith("Add a guardrail"))).toEqual([
    "Add a guardrail: `charge` at most 2 times",
  ]);
});

test("a handler goes into a new file, and where it is goes into the program", async () => {
  const workspaceEdit = { documentChanges: true, resourceOperations: ["create" as const] };
  const fixture = "module lab\ntool wash$0(n: Int) -> Int { effect pure  latency <= 1m }\n";
  const actions = await offered(fixture, { capabilities: { workspace: { workspaceEdit } } });
  const stub = actions.find(({ title }) => title === "Write its handler `wash` in ./handlers.ts");
  const [made, own, written] = stub?.edit.documentChanges ?? [];
  expect(made?.kind).toBe("create");
  expect(own?.edits?.[0]?.newText).toContain('run     module "./handlers.ts#wash"');
  expect(written?.edits?.[0]?.newText).toContain("export async function wash(\n  { n }: { n: number },");
  await opened?.editor.close();
  // An editor that can make no files is not offered one.
  const titles = (await offered(fixture)).map(({ title }) => title);
  expect(titles.filter((title) => title.startsWith("Write its handler"))).toEqual([]);
});

const house = `module house
tool rinse(n: Int) -> Int { effect pure  latency <= 1m }
type Room = { name: String }
private tool hidden(n: Int) -> Int { effect pure  latency <= 1m }
`;

const using = (imports: string, text: string): string => `module lab\n${imports}\n${text}\n`;

const known = { "orch.json": "{}", "house.orch": house };

test.each([
  [
    "tool t() -> Ap$0proval { latency <= 1h }",
    "",
    "Import `Approval` from `std.people`",
    "std.people { Approval }",
  ],
  [
    "human h(a: Int) { ask super$0visor  latency <= 1h }",
    "",
    "Import `supervisor` from `std.people`",
    "std.people { supervisor }",
  ],
  ["plan p() { step w = rin$0se(1) }", "", "Import `rinse` from `house`", "house { rinse }"],
  [
    "tool t(r: Ro$0om) { latency <= 1h }",
    "import house { rinse }",
    "Import `Room` from `house`",
    "house { rinse, Room }",
  ],
  ["plan p() { step w = hid$0den(1) }", "", "Import `hidden` from `house`", undefined],
  ["plan p() { step w = Roo$0m(1) }", "", "Import `Room` from `house`", undefined],
])("in %j beside %j, %s is a fix", async (text, imports, title, written) => {
  const folder = mkdtempSync(join(tmpdir(), "orch-lsp-"));
  try {
    for (const [name, own] of Object.entries(known)) writeFileSync(join(folder, name), own);
    const editor = await openEditor({ folder: pathToFileURL(folder).href });
    const marked = using(imports, text);
    const plain = marked.replace("$0", "");
    const uri = pathToFileURL(join(folder, "lab.orch")).href;
    writeFileSync(join(folder, "lab.orch"), plain);
    editor.open(uri, plain);
    const lines = marked.slice(0, marked.indexOf("$0")).split("\n");
    const at = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    const params = { textDocument: { uri }, range: { start: at, end: at }, context: { diagnostics: [] } };
    const actions = await editor.connection.sendRequest<Action[]>("textDocument/codeAction", params);
    const found = actions.find((one) => one.title === title);
    const after = found && edited(plain, found.edit.changes?.[uri] ?? []);
    expect(after?.match(/import (.*)/u)?.[1]).toEqual(written);
    if (after !== undefined) expect(found?.kind).toBe("quickfix");
    await editor.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
