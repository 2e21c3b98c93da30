import { afterEach, expect, test } from "vitest";
import { type Editor, openEditor } from "./editor/editor.ts";
import type { Range } from "./editor/text.ts";

const uri = "untitled:main.orch";
const right = `module lab

tool wash(n: Int) -> Int { effect pure  latency <= 1m }

plan p() -> Int {
  step w = wash(1)
  return w
}
`;

let editor: Editor;

afterEach(async () => {
  await editor.close();
});

function change(version: number, range: Range, text: string): void {
  void editor.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version },
    contentChanges: [{ range, text }],
  });
}

test("a mistake is told while it is there, at its place and with its page", async () => {
  editor = await openEditor();
  let told = editor.told(uri);
  editor.open(uri, right);
  expect((await told).diagnostics).toEqual([]);
  told = editor.told(uri);
  const range = { start: { line: 6, character: 9 }, end: { line: 6, character: 10 } };
  change(2, range, "x");
  const { diagnostics, version } = await told;
  expect(version).toBe(2);
  expect(diagnostics).toMatchObject([{ code: "ORCH3201", severity: 1, source: "orch", range }]);
  told = editor.told(uri);
  change(3, range, "w");
  expect((await told).diagnostics).toEqual([]);
});

test("an editor that asks is answered, and not told besides", async () => {
  editor = await openEditor({ capabilities: { textDocument: { diagnostic: {} } } });
  editor.open(uri, right.replace("return w", "return v"));
  const { items } = await editor.connection.sendRequest<{ items: { code: string }[] }>(
    "textDocument/diagnostic",
    {
      textDocument: { uri },
    },
  );
  expect(items.map((item) => item.code)).toEqual(["ORCH3201"]);
});

test("a misspelt name has its fix", async () => {
  editor = await openEditor();
  editor.open(uri, right.replace("= wash(", "= wahs("));
  const actions = await editor.connection.sendRequest<{ title: string; edit: unknown }[]>(
    "textDocument/codeAction",
    {
      textDocument: { uri },
      range: { start: { line: 5, character: 11 }, end: { line: 5, character: 11 } },
      context: { diagnostics: [] },
    },
  );
  expect(actions[0]).toMatchObject({
    kind: "quickfix",
    edit: { changes: { [uri]: [{ newText: "wash" }] } },
  });
});

test("line ends of two characters and a whole new text change nothing of the places", async () => {
  editor = await openEditor();
  const told = editor.told(uri);
  editor.open(uri, right.replace("return w", "return x").replaceAll("\n", "\r\n"));
  expect((await told).diagnostics[0]?.range).toEqual({
    start: { line: 6, character: 9 },
    end: { line: 6, character: 10 },
  });
});

test("a text is laid out, its lines that stay untouched", async () => {
  editor = await openEditor();
  editor.open(uri, right.replace("  step w = wash(1)", "   step w=wash( 1 )"));
  const edits = await editor.connection.sendRequest<{ newText: string }[]>("textDocument/formatting", {
    textDocument: { uri },
    options: { tabSize: 2, insertSpaces: true },
  });
  expect(edits).toMatchObject([
    { newText: "  step w = wash(1)\n", range: { start: { line: 5 }, end: { line: 6 } } },
  ]);
});

test("what an author may want to know is a hint: a trigger that nobody sets off", async () => {
  editor = await openEditor();
  const told = editor.told(uri);
  const trigger = "\nevent spilt(n: Int) { }\n\ntrigger mop { on event spilt  start p() }\n";
  editor.open(uri, right + trigger);
  const { diagnostics } = await told;
  expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["ORCH4603", 3]]);
});
