import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { type Editor, openEditor } from "./editor/editor.ts";

const folder = fileURLToPath(new URL("../../compiler/test/programs/", import.meta.url));
const uri = "untitled:main.orch";

/** So many letters are typed between two stops: no multiple of anything that repeats in a program. */
const stride = 173;

let editor: Editor;

afterEach(async () => {
  await editor.close();
});

interface Position {
  readonly line: number;
  readonly character: number;
}

/** Every position in an answer, wherever it stands. */
function positionsIn(answer: unknown): readonly Position[] {
  if (typeof answer !== "object" || answer === null) return [];
  const own = "line" in answer && "character" in answer ? [answer as Position] : [];
  return [...own, ...Object.values(answer).flatMap(positionsIn)];
}

/** Tokens come as differences, five numbers each. */
function tokensIn({ data }: { readonly data: readonly number[] }): readonly Position[] {
  const found: Position[] = [];
  let [line, character] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0] = data.slice(at, at + 3);
    line += down;
    character = down === 0 ? character + right : right;
    found.push({ line, character: character + length });
  }
  return found;
}

function endOf(text: string): Position {
  const lines = text.split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

const questions: Readonly<Record<string, (position: Position) => object>> = {
  "textDocument/hover": (position) => ({ position }),
  "textDocument/completion": (position) => ({ position }),
  "textDocument/definition": (position) => ({ position }),
  "textDocument/signatureHelp": (position) => ({ position }),
  "textDocument/documentHighlight": (position) => ({ position }),
  "textDocument/linkedEditingRange": (position) => ({ position }),
  "textDocument/documentSymbol": () => ({}),
  "textDocument/foldingRange": () => ({}),
  "textDocument/codeLens": () => ({}),
  "textDocument/diagnostic": () => ({}),
  "textDocument/semanticTokens/full": () => ({}),
  "textDocument/selectionRange": (position) => ({ positions: [position] }),
  "textDocument/inlayHint": (end) => ({ range: { start: { line: 0, character: 0 }, end } }),
  "textDocument/codeAction": (end) => ({
    range: { start: end, end },
    context: { diagnostics: [] },
  }),
};

test.each(readdirSync(folder))(
  "while %s is typed, every answer is one, of the text as it is",
  async (name) => {
    editor = await openEditor();
    const text = readFileSync(folder + name, "utf8");
    editor.open(uri, "");
    let [sofar, version] = ["", 1];
    while (sofar.length < text.length) {
      const position = endOf(sofar);
      const typed = text.slice(sofar.length, sofar.length + stride);
      sofar += typed;
      version += 1;
      void editor.connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version },
        contentChanges: [{ range: { start: position, end: position }, text: typed }],
      });
      const end = endOf(sofar);
      const lines = sofar.split("\n");
      const answers = Object.entries(questions).map(async ([method, params]) => {
        const answer = await editor.connection.sendRequest<object | null>(method, {
          textDocument: { uri },
          ...params(end),
        });
        const isTokens = method.includes("semanticTokens");
        const found = isTokens ? tokensIn(answer as { data: number[] }) : positionsIn(answer);
        for (const { line, character } of found) {
          expect(lines[line]?.length, `${method} at line ${line}`).toBeGreaterThanOrEqual(character);
        }
      });
      await Promise.all(answers);
    }
    expect(editor.logged).toEqual([]);
  },
);
