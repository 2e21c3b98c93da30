import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Editor, openEditor } from "./editor/editor.ts";
import { leftBehind, type Retained, retained } from "./editor/retained.ts";

const uri = "untitled:main.orch";
const text = readFileSync(
  fileURLToPath(new URL("../../compiler/test/programs/order_pipeline.orch", import.meta.url)),
  "utf8",
);

/** `LAWS=50` is about as much as a person types in an hour. */
const rounds = Number(process.env.LAWS ?? 1) * 3;

const wordsTyped = ["  step more = reserve(order", "let x = 1", "// a remark that says little", "fail ", "}"];

/** A word is typed letter by letter somewhere, looked at, and taken out again; now and then the file is closed and opened. */
async function round(editor: Editor, turn: number, version: { now: number }): Promise<void> {
  const lines = text.split("\n");
  const line = 3 + ((turn * 37) % (lines.length - 4));
  const word = wordsTyped[turn % wordsTyped.length] ?? "";
  const change = (range: object, typed: string): void => {
    version.now += 1;
    void editor.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: version.now },
      contentChanges: [{ range, text: typed }],
    });
  };
  for (const [character, letter] of [...word].entries()) {
    const at = { line, character };
    change({ start: at, end: at }, letter);
  }
  const position = { line, character: word.length };
  for (const method of [
    "completion",
    "hover",
    "codeAction",
    "inlayHint",
    "codeLens",
    "diagnostic",
    "semanticTokens/full",
  ]) {
    const range = { start: position, end: { line: line + 5, character: 0 } };
    await editor.connection.sendRequest(`textDocument/${method}`, {
      textDocument: { uri },
      position,
      range,
      context: { diagnostics: [] },
    });
  }
  change({ start: { line, character: 0 }, end: position }, "");
  await editor.connection.sendRequest("orch/preview", { uri });
  if (turn % 3 !== 0) return;
  await editor.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  editor.open(uri, text);
}

test("what was typed and taken out again, and files that were closed, leave nothing behind", async () => {
  const editor = await openEditor({ isRecorded: false });
  editor.open(uri, text);
  const version = { now: 1 };
  const parts: Retained[] = [];
  for (let part = 0; part < 4; part++) {
    for (let turn = 0; turn < rounds; turn++) await round(editor, turn, version);
    parts.push(retained());
  }
  expect(leftBehind(parts)).toEqual([]);
  await editor.close();
});
