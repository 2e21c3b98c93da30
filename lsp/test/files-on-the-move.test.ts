import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import { type Editor, openEditor } from "./editor/editor.ts";

/* Texts that the disk does not have, files and folders that are elsewhere than they were. */

const lab = "module lab\ntool wash(n: Int) -> Int { effect pure  latency <= 1m }\n";
const use = "module use\nimport lab { wash }\nplan q() -> Int { step w = wash(1)  return w }\n";

let editor: Editor;
const folders: string[] = [];

afterEach(async () => {
  await editor.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function openFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "orch-lsp-"));
  folders.push(folder);
  for (const [name, text] of Object.entries({ "orch.json": "{}", ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const capabilities = { textDocument: { diagnostic: {} } };
  editor = await openEditor({ folder: pathToFileURL(folder).href, capabilities });
  return folder;
}

const uriOf = (folder: string, name: string): string => pathToFileURL(join(folder, name)).href;

async function mistakesIn(uri: string): Promise<readonly string[]> {
  const { items } = await editor.connection.sendRequest<{ items: { severity: number; code: string }[] }>(
    "textDocument/diagnostic",
    { textDocument: { uri } },
  );
  return items.filter(({ severity }) => severity === 1).map(({ code }) => code);
}

function replaceAll(uri: string, version: number, text: string): void {
  void editor.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version },
    contentChanges: [{ text }],
  });
}

test("what is not saved yet counts in other files, and counts no more once it is thrown away", async () => {
  const folder = await openFolder({ "lab.orch": lab, "use.orch": use });
  const [one, other] = [uriOf(folder, "lab.orch"), uriOf(folder, "use.orch")];
  editor.open(one, lab);
  editor.open(other, use);
  expect(await mistakesIn(other)).toEqual([]);
  replaceAll(one, 2, lab.replace("wash(n: Int)", "wash(n: String)"));
  expect(await mistakesIn(other)).not.toEqual([]);
  await editor.connection.sendNotification("textDocument/didClose", { textDocument: { uri: one } });
  expect(await mistakesIn(other)).toEqual([]);
});

test("a folder that is renamed is found under its new name, and under its old one no more", async () => {
  const folder = await openFolder({ "old/lab.orch": lab.replace("module lab", "module old.lab") });
  const asks = uriOf(folder, "use.orch");
  editor.open(asks, use.replace("import lab", "import old.lab"));
  expect(await mistakesIn(asks)).toEqual([]);
  renameSync(join(folder, "old"), join(folder, "fresh"));
  const changes = [
    { uri: uriOf(folder, "old"), type: 3 },
    { uri: uriOf(folder, "fresh"), type: 1 },
  ];
  await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
  expect(await mistakesIn(asks)).not.toEqual([]);
  // Its own first line still says otherwise: imports of it hold, and it is told where that is.
  replaceAll(asks, 2, use.replace("import lab", "import fresh.lab"));
  expect(await mistakesIn(asks)).toEqual([]);
  const moved = uriOf(folder, "fresh/lab.orch");
  editor.open(moved, lab.replace("module lab", "module old.lab"));
  expect(await mistakesIn(moved)).toHaveLength(1);
});

test("a folder that gets another name takes the modules below it along, and every import of them", async () => {
  const folder = await openFolder({
    "old/lab.orch": lab.replace("module lab", "module old.lab"),
    "old/deep/sink.orch": lab.replace("module lab", "module old.deep.sink"),
    "old/named.orch": lab.replace("module lab", "module named"),
    "older/lab.orch": lab.replace("module lab", "module older.lab"),
    "use.orch": `module use\nimport old.lab { wash }\nimport old.deep.sink { wash as rinse }\n`,
  });
  const files = [{ oldUri: uriOf(folder, "old"), newUri: uriOf(folder, "fresh") }];
  const { changes } = await editor.connection.sendRequest<{
    changes: Record<string, { newText: string; range: { start: { line: number } } }[]>;
  }>("workspace/willRenameFiles", { files });
  const told = Object.entries(changes).flatMap(([uri, edits]) =>
    edits.map(
      ({ newText, range }) => `${uri.slice(uriOf(folder, "").length + 1)}:${range.start.line} ${newText}`,
    ),
  );
  expect(told.sort()).toEqual([
    "old/deep/sink.orch:0 fresh.deep.sink",
    "old/lab.orch:0 fresh.lab",
    "use.orch:1 fresh.lab",
    "use.orch:2 fresh.deep.sink",
  ]);
});

test("what an installed package declares is called as its author calls it", async () => {
  const folder = await openFolder({
    "orch.json": '{ "packages": ["acme"] }',
    "node_modules/acme/package.json": '{ "name": "acme", "version": "1.0.0" }',
    "node_modules/acme/orch.json": "{}",
    "node_modules/acme/lab.orch": lab,
    "use.orch": use,
  });
  const uri = uriOf(folder, "use.orch");
  editor.open(uri, use);
  expect(await mistakesIn(uri)).toEqual([]);
  const position = { line: 1, character: 14 };
  const asked = { textDocument: { uri }, position, newName: "rinse" };
  const refused = /`wash` is declared in another package/u;
  await expect(editor.connection.sendRequest("textDocument/rename", asked)).rejects.toThrow(refused);
  await expect(editor.connection.sendRequest("textDocument/prepareRename", asked)).rejects.toThrow(refused);
});

test("a file that begins empty is told of as it is written", async () => {
  const folder = await openFolder({ "lab.orch": lab, "use.orch": "" });
  const uri = uriOf(folder, "use.orch");
  editor.open(uri, "");
  expect(await mistakesIn(uri)).toHaveLength(1);
  replaceAll(uri, 2, use);
  expect(await mistakesIn(uri)).toEqual([]);
  replaceAll(uri, 3, use.replace("return w", "return v"));
  expect(await mistakesIn(uri)).toEqual(["ORCH3201"]);
  replaceAll(uri, 4, "");
  expect(await mistakesIn(uri)).toHaveLength(1);
});

test("two files of one module name are told, and no more once one is called otherwise", async () => {
  const folder = await openFolder({ "orch.json": '{ "roots": ["a", "b"] }', "a/lab.orch": lab });
  mkdirSync(join(folder, "b"));
  writeFileSync(join(folder, "b/lab.orch"), lab);
  const [one, other] = [uriOf(folder, "a/lab.orch"), uriOf(folder, "b/lab.orch")];
  editor.open(one, lab);
  editor.open(other, lab);
  const both = async () => [...(await mistakesIn(one)), ...(await mistakesIn(other))];
  expect(await both()).toEqual(["ORCH1006"]);
  rmSync(join(folder, "a/lab.orch"));
  await editor.connection.sendNotification("textDocument/didClose", { textDocument: { uri: one } });
  const changes = [{ uri: one, type: 3 }];
  await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
  expect(await mistakesIn(other)).toEqual([]);
});
