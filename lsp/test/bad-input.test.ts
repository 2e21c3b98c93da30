import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import { type Editor, openEditor } from "./editor/editor.ts";
import type { Range } from "./editor/text.ts";

const uri = "untitled:main.orch";
const program = `module lab
tool wash(n: Int, text: String) -> Int { effect pure  latency <= 1m }
plan p() -> Int {
  step w = wash(1, text: "x")
  return w
}
`;

let editor: Editor;
const folders: string[] = [];

afterEach(async () => {
  await editor.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function ask<Answer>(method: string, params: object): Promise<Answer> {
  return editor.connection.sendRequest<Answer>(method, { textDocument: { uri }, ...params });
}

function filesOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "orch-lsp-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const uriOf = (folder: string, name: string): string => pathToFileURL(join(folder, name)).href;

test("positions count UTF-16 units, also behind what takes two of them", async () => {
  editor = await openEditor();
  editor.open(
    uri,
    program.replace('"x")', '"🧪🧪") { after v }').replace("step w", 'step v = wash(0, text: "")\n  step w'),
  );
  const found = await ask<{ range: Range }>("textDocument/definition", {
    position: { line: 4, character: 41 },
  });
  expect(found.range.start).toEqual({ line: 3, character: 7 });
});

test("a mark of byte order and line ends of two characters move nothing", async () => {
  editor = await openEditor();
  editor.open(uri, `\ufeff${program.replaceAll("\n", "\r\n")}`);
  const found = await ask<{ range: Range }>("textDocument/definition", {
    position: { line: 4, character: 9 },
  });
  expect(found.range.start).toEqual({ line: 3, character: 7 });
});

test.each([
  ["textDocument/hover", null],
  ["textDocument/hover", { textDocument: null }],
  ["textDocument/hover", { textDocument: { uri: 7 }, position: {} }],
  ["textDocument/definition", { textDocument: { uri }, position: { line: "x", character: Number.NaN } }],
  ["textDocument/definition", { textDocument: { uri }, position: { line: -4, character: 1e12 } }],
  ["textDocument/codeAction", { textDocument: { uri } }],
  ["textDocument/rename", { textDocument: { uri: "untitled:other.orch" } }],
  ["orch/preview", {}],
  ["callHierarchy/incomingCalls", { item: {} }],
])("%s of %j has no answer, and the next question has one", async (method, params) => {
  editor = await openEditor();
  editor.open(uri, program);
  const answer = editor.connection.sendRequest(method, params);
  // The protocol's own layer refuses what is not even a question.
  if (params === null) await expect(answer).rejects.toThrow();
  else expect((await answer) ?? []).toEqual([]);
  const symbols = await ask<unknown[]>("textDocument/documentSymbol", {});
  expect(symbols).toHaveLength(2);
});

test("changes that make no sense leave the text as it was, and what makes sense of them is done", async () => {
  editor = await openEditor();
  editor.open(uri, program);
  const change = (contentChanges: unknown): void => {
    void editor.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges,
    });
  };
  change(null);
  change([{ range: null }]);
  // Backwards.
  const [from, to] = [
    { line: 5, character: 1 },
    { line: 2, character: 0 },
  ];
  change([{ range: { start: from, end: to }, text: "" }]);
  const symbols = await ask<{ name: string }[]>("textDocument/documentSymbol", {});
  expect(symbols.map(({ name }) => name)).toEqual(["wash"]);
  expect(editor.logged).toHaveLength(2);
});

/** Declarations of so many characters, more than the server analyses. */
const large = `${program}${Array.from(
  { length: 30_000 },
  (_, n) => `tool dry${n}(n: Int, text: String) -> Int { effect pure  latency <= 1m }\n`,
).join("")}`;

test("a file of more than 2,000,000 characters has one diagnostic, and is edited and laid out all the same", async () => {
  expect(large.length).toBeGreaterThan(2_000_000);
  editor = await openEditor();
  const told = async (act: () => void): Promise<readonly unknown[]> => {
    const next = editor.told(uri);
    act();
    return (await next).diagnostics.map(({ code }) => code);
  };
  const change = (version: number, ...contentChanges: readonly { range?: Range; text: string }[]): void => {
    const textDocument = { uri, version };
    void editor.connection.sendNotification("textDocument/didChange", { textDocument, contentChanges });
  };
  const start = { line: 5, character: 0 };
  expect(await told(() => editor.open(uri, large))).toEqual(["ORCH1016"]);
  expect(await told(() => change(2, { range: { start, end: start }, text: "  // a word more\n" }))).toEqual([
    "ORCH1016",
  ]);
  expect(await ask("textDocument/hover", { position: { line: 3, character: 12 } })).toBeNull();
  expect(await ask("textDocument/documentSymbol", {})).toBeNull();
  const options = { tabSize: 2, insertSpaces: true };
  const position = { line: 6, character: 0 };
  // Not with every line.
  expect(await ask("textDocument/onTypeFormatting", { position, ch: "\n", options })).toEqual([]);
  const edits = await ask<readonly unknown[]>("textDocument/formatting", { options });
  expect(edits.length).toBeGreaterThan(0);
  // Shorter, longer and shorter again: whatever lies between.
  expect(await told(() => change(3, { text: program.replace("return w", "return v") }))).toEqual([
    "ORCH3201",
  ]);
  expect(await told(() => change(4, { text: large }, { text: program }))).toEqual([]);
  expect(await told(() => change(5, { text: large }))).toEqual(["ORCH1016"]);
});

test("files that can't be analysed say so in a report of the workspace, and nobody waits for a pipe", async () => {
  const folder = filesOf({
    "orch.json": "{}",
    "lab.orch": large,
    "use.orch": 'module use\nimport lab { wash }\nplan q() { step w = wash(1, text: "") }\n',
  });
  execFileSync("mkfifo", [join(folder, "pipe.orch")]);
  editor = await openEditor({ folder: pathToFileURL(folder).href });
  const { items } = await editor.connection.sendRequest<{
    items: readonly { uri: string; items: readonly { code: string }[] }[];
  }>("workspace/diagnostic", { previousResultIds: [] });
  expect(items.map(({ uri: at, items: found }) => [at, found.map(({ code }) => code)])).toEqual([
    [uriOf(folder, "lab.orch"), ["ORCH1016"]],
    [uriOf(folder, "pipe.orch"), ["ORCH1001"]],
    [uriOf(folder, "use.orch"), []],
  ]);
});

test("a file that is gone is not known any more to others", async () => {
  const folder = filesOf({
    "orch.json": "{}",
    "lab.orch": program,
    "use.orch": 'module use\nimport lab { wash }\nplan q() { step w = wash(1, text: "") }\n',
  });
  editor = await openEditor({
    folder: pathToFileURL(folder).href,
    capabilities: { textDocument: { diagnostic: {} } },
  });
  const use = uriOf(folder, "use.orch");
  editor.open(use, 'module use\nimport lab { wash }\nplan q() { step w = wash(1, text: "") }\n');
  const errors = async (): Promise<readonly string[]> => {
    const { items } = await editor.connection.sendRequest<{ items: { severity: number; message: string }[] }>(
      "textDocument/diagnostic",
      { textDocument: { uri: use } },
    );
    return items.filter(({ severity }) => severity === 1).map(({ message }) => message);
  };
  expect(await errors()).toEqual([]);
  rmSync(join(folder, "lab.orch"));
  void editor.connection.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: uriOf(folder, "lab.orch"), type: 3 }],
  });
  expect(await errors()).toHaveLength(1);
});

test("two folders may have a module of one name each", async () => {
  const one = filesOf({ "orch.json": "{}", "lab.orch": program });
  const two = filesOf({ "orch.json": "{}", "lab.orch": program.replace("wash(n", "wash(m") });
  editor = await openEditor({ folder: pathToFileURL(one).href });
  for (const [folder, name] of [
    [one, "n: Int"],
    [two, "m: Int"],
  ] as const) {
    const at = uriOf(folder, "lab.orch");
    editor.open(at, program.replace("wash(n", `wash(${name[0]}`));
    const found = await editor.connection.sendRequest<{ contents: { value: string } }>("textDocument/hover", {
      textDocument: { uri: at },
      position: { line: 3, character: 12 },
    });
    expect(found.contents.value).toContain(name);
  }
});

test.each([
  "vscode-vfs://github/someone/plans/main.orch",
  "memfs:/plans/main.orch",
  "git:/plans/main.orch?HEAD",
])("a text that is on no disk, as %s, is understood by itself", async (address) => {
  editor = await openEditor();
  const told = editor.told(address);
  editor.open(address, program.replace("return w", "return v"));
  expect((await told).diagnostics.map(({ code }) => code)).toEqual(["ORCH3201"]);
  const found = await editor.connection.sendRequest<{ uri: string }>("textDocument/definition", {
    textDocument: { uri: address },
    position: { line: 3, character: 12 },
  });
  expect(found.uri).toBe(address);
});

test("once it was shut down, the server answers nothing more", async () => {
  editor = await openEditor();
  editor.open(uri, program);
  await editor.connection.sendRequest("shutdown");
  // What is only told is passed over.
  await editor.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  await expect(ask("textDocument/documentSymbol", {})).rejects.toMatchObject({ code: -32600 });
});
