import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import { CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver/node";
import { type Editor, openEditor } from "./editor/editor.ts";
import { type OpenText, openText, type Range } from "./editor/text.ts";

const lab = `module lab
tool wash(n: Int) -> Int { effect pure  latency <= 1m }
`;
const use = `module steps.use
import lab { wash }
plan q() { step w = wash(1) }
`;

let editor: Editor | undefined;
let opened: OpenText | undefined;
const folders: string[] = [];

afterEach(async () => {
  await editor?.close();
  await opened?.editor.close();
  [editor, opened] = [undefined, undefined];
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function filesOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "orch-lsp-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const uriOf = (folder: string, name: string): string => pathToFileURL(join(folder, name)).href;

interface Report {
  readonly uri: string;
  readonly kind: string;
  readonly resultId: string;
  readonly items?: readonly { readonly code: string }[];
}

test("mistakes of files that nobody has opened are told, and not told again", async () => {
  const folder = filesOf({
    "orch.json": "{}",
    "lab.orch": lab,
    "steps/use.orch": use.replace("wash(1)", "rinse(1)"),
  });
  editor = await openEditor({ folder: pathToFileURL(folder).href });
  const { connection } = editor;
  const ask = (previousResultIds: object): Promise<{ items: Report[] }> =>
    connection.sendRequest("workspace/diagnostic", { previousResultIds });
  const first = await ask([]);
  expect(first.items.map(({ uri }) => uri)).toEqual([
    uriOf(folder, "lab.orch"),
    uriOf(folder, "steps/use.orch"),
  ]);
  expect(first.items[1]?.items?.length).toBeGreaterThan(0);
  const again = await ask(first.items.map(({ uri, resultId }) => ({ uri, value: resultId })));
  expect(again.items.map(({ kind }) => kind)).toEqual(["unchanged", "unchanged"]);
});

test("a look at all files ends where it is no longer wanted", async () => {
  const names = Array.from({ length: 300 }, (_, index) => `lab${index}.orch`);
  const folder = filesOf(Object.fromEntries(names.map((name) => [name, lab])));
  editor = await openEditor({ folder: pathToFileURL(folder).href });
  const source = new CancellationTokenSource();
  const stale = editor.connection.sendRequest(
    "workspace/diagnostic",
    { previousResultIds: [] },
    source.token,
  );
  source.cancel();
  await expect(stale).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
});

test("folders come and go", async () => {
  const [one, two] = [filesOf({ "lab.orch": lab }), filesOf({ "other.orch": "module other\n" })];
  editor = await openEditor({
    folder: pathToFileURL(one).href,
    capabilities: { workspace: { workspaceFolders: true } },
  });
  const { connection } = editor;
  void connection.sendNotification("workspace/didChangeWorkspaceFolders", {
    event: {
      added: [{ uri: pathToFileURL(two).href, name: "two" }],
      removed: [{ uri: pathToFileURL(one).href, name: "one" }],
    },
  });
  const { items } = await connection.sendRequest<{ items: Report[] }>("workspace/diagnostic", {
    previousResultIds: [],
  });
  expect(items.map(({ uri }) => uri)).toEqual([uriOf(two, "other.orch")]);
});

test.each([
  ["lab.orch", "bench.orch", "bench"],
  ["lab.orch", "rooms/lab.orch", "rooms.lab"],
])("a file %s that becomes %s is imported as %s", async (from, to, name) => {
  const folder = filesOf({ "orch.json": "{}", "lab.orch": lab, "steps/use.orch": use });
  editor = await openEditor({ folder: pathToFileURL(folder).href });
  const { connection } = editor;
  const found = await connection.sendRequest<{
    changes: Record<string, readonly { readonly range: Range; readonly newText: string }[]>;
  }>("workspace/willRenameFiles", { files: [{ oldUri: uriOf(folder, from), newUri: uriOf(folder, to) }] });
  const told = Object.entries(found.changes).flatMap(([uri, edits]) => {
    const lines = readFileSync(new URL(uri), "utf8").split("\n");
    return edits.map(({ range: { start, end }, newText }) => {
      const line = lines[start.line] ?? "";
      return line.slice(0, start.character) + newText + line.slice(end.character);
    });
  });
  expect(told).toEqual([`module ${name}`, `import ${name} { wash }`]);
});

test("a file whose module is not called as it is keeps its imports", async () => {
  const folder = filesOf({ "orch.json": "{}", "washing.orch": lab, "steps/use.orch": use });
  editor = await openEditor({ folder: pathToFileURL(folder).href });
  const { connection } = editor;
  const files = [{ oldUri: uriOf(folder, "washing.orch"), newUri: uriOf(folder, "b.orch") }];
  expect(await connection.sendRequest("workspace/willRenameFiles", { files })).toBeNull();
});

const goals = `module lab
tool wash(n: Int) -> Int { effect pure  latency <= 1m }
goal clean(n: Int) -> Int { intent "it is clean" }
plan by_hand(n: Int) -> Int achieves clean {
  step w = wash(n)
  let v = w + 1
  return v
}
plan by_machine(n: Int) -> Int achieves clean { step w = wash(n)  return w }
`;

interface Item {
  readonly name: string;
}

test("below a goal stand the plans that achieve it, above a plan its goal", async () => {
  opened = await openText(goals.replace("goal clean", "goal cl$0ean"));
  const { connection } = opened.editor;
  const [goal] = await opened.ask<Item[]>("textDocument/prepareTypeHierarchy");
  const below = await connection.sendRequest<Item[]>("typeHierarchy/subtypes", { item: goal });
  expect(below.map(({ name }) => name)).toEqual(["by_hand", "by_machine"]);
  const above = await connection.sendRequest<Item[]>("typeHierarchy/supertypes", { item: below[1] });
  expect(above).toEqual([goal]);
});

test.each([
  ["step w = wash(n)\n  let", "step w$0 = wash(n)\n  let", ["w", "w"]],
  ["plan by_hand(n: Int)", "plan by_hand(n$0: Int)", undefined],
  ["tool wash", "tool wa$0sh", undefined],
])("at %s what is changed together is %s", async (plain, mark, names) => {
  opened = await openText(goals.replace(plain, mark));
  const found = await opened.ask<{ ranges: Range[] } | null>("textDocument/linkedEditingRange");
  expect(found?.ranges.map(opened.slice)).toEqual(names);
});
