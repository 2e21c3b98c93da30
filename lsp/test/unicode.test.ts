import { afterEach, expect, test } from "vitest";
import { type Editor, openEditor } from "./editor/editor.ts";
import type { Range } from "./editor/text.ts";

const uri = "untitled:main.orch";
/** Written in two signs each, as some systems name files and some keyboards write: composed it is shorter. */
const accented = "Café Ångström".normalize("NFD");
const program = `module lab
tool wash(n: Int, text: String) -> Int { effect pure  latency <= 1m }
plan p() -> Int {
  step v = wash(1, text: "${accented}") { retry 1 }
  step w = wash(v, text: "${accented}") { after v }
  return w
}
`;
const lines = program.split("\n");

let editor: Editor;

afterEach(async () => {
  await editor.close();
});

function ask<Answer>(method: string, params: object): Promise<Answer> {
  return editor.connection.sendRequest<Answer>(method, { textDocument: { uri }, ...params });
}

async function opened(text: string): Promise<void> {
  editor = await openEditor();
  editor.open(uri, text);
}

const stepLine = lines.findIndex((line) => line.includes("step w"));
/** Behind the text that is written in two signs each. */
const mention = (lines[stepLine] ?? "").lastIndexOf("v }");

test("positions are those of the text as the editor has it, where that is not composed", async () => {
  await opened(program);
  expect(accented.length).toBeGreaterThan(accented.normalize("NFC").length);
  const marks = await ask<{ range: Range }[]>("textDocument/documentHighlight", {
    position: { line: stepLine, character: mention },
  });
  const start = { line: stepLine, character: mention };
  expect(marks.map(({ range }) => range.start)).toContainEqual(start);
  expect(marks).toHaveLength(3);
});

test("a token is as long as it is in the editor", async () => {
  await opened(program);
  const { data } = await ask<{ data: readonly number[] }>("textDocument/semanticTokens/full", {});
  let [line, character] = [0, 0];
  const found: string[] = [];
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0] = data.slice(at, at + 3);
    line += down;
    character = down === 0 ? character + right : right;
    found.push((lines[line] ?? "").slice(character, character + length));
  }
  expect(found).toContain("wash");
  for (const text of found) expect(text).toMatch(/^\w+$/u);
});

test("what is changed in such a text is changed where the editor has it", async () => {
  await opened(program);
  const told = editor.told(uri);
  await told;
  const next = editor.told(uri);
  const range = {
    start: { line: stepLine, character: mention },
    end: { line: stepLine, character: mention + 1 },
  };
  const change = (version: number, contentChanges: object[]): void => {
    void editor.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges,
    });
  };
  change(2, [{ range, text: "x" }]);
  const { diagnostics } = await next;
  expect(diagnostics.map((one) => one.range)).toEqual([range]);
  change(3, [{ range, text: "v" }]);
  expect(await ask("textDocument/hover", { position: range.start })).not.toBeNull();
});

test("a mark that is typed behind its letter makes one sign of both, and what follows stays in its place", async () => {
  await opened(program.replaceAll(accented, "Cafe"));
  const text = program.replaceAll(accented, "Cafe").split("\n")[stepLine] ?? "";
  const behind = { line: stepLine, character: text.indexOf("Cafe") + 4 };
  void editor.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: behind, end: behind }, text: "\u0301" }],
  });
  const position = { line: stepLine, character: text.lastIndexOf("v }") + 1 };
  const found = await ask<{ range: Range }>("textDocument/definition", { position });
  expect(found.range.start).toEqual({ line: stepLine - 1, character: 7 });
});

test("a mark of byte order that the editor keeps is a place of its first line", async () => {
  await opened(`\ufeff${program.replace("wash(1", "wahs(1")}`);
  const symbols = await ask<{ name: string; selectionRange: Range }[]>("textDocument/documentSymbol", {});
  expect(symbols.map(({ name }) => name)).toEqual(["wash", "p"]);
  const hover = await ask<{ range: Range }>("textDocument/hover", { position: { line: 0, character: 9 } });
  expect(hover.range).toEqual({ start: { line: 0, character: 8 }, end: { line: 0, character: 11 } });
});

test("what is inserted by a fix is inserted where the editor has it", async () => {
  const text = program
    .replace("step v", "step vase")
    .replace("wash(v", "wash(vase")
    .replace("after v", "after vasse");
  await opened(text);
  const start = (text.split("\n")[stepLine] ?? "").lastIndexOf("vasse");
  const range = {
    start: { line: stepLine, character: start },
    end: { line: stepLine, character: start + "vasse".length },
  };
  const actions = await ask<{ edit: { changes: Record<string, { range: Range; newText: string }[]> } }[]>(
    "textDocument/codeAction",
    { range, context: { diagnostics: [], only: ["quickfix"] } },
  );
  expect(actions[0]?.edit.changes[uri]).toEqual([{ range, newText: "vase" }]);
});
