import { expect, test } from "vitest";
import { openEditor } from "./editor/editor.ts";

/* Editors that know less than the server, and editors that leave. */

const uri = "untitled:main.orch";
const program = `module lab
tool wash(n: Int) -> Int { effect pure  latency <= 1m }
plan p() -> Int {
  step w = wahs(1)
  return w
}
`;

/** As an editor of LSP 3.16 introduces itself: nothing of what came later. */
const lsp316 = {
  workspace: { applyEdit: true, workspaceEdit: { documentChanges: true }, workspaceFolders: true },
  textDocument: {
    synchronization: { didSave: true },
    completion: { completionItem: { snippetSupport: true } },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "refactor"] } } },
    publishDiagnostics: { relatedInformation: true },
    semanticTokens: { requests: { full: true }, tokenTypes: [], tokenModifiers: [], formats: [] },
  },
};

test("an editor that speaks LSP 3.16 only is told mistakes, asked nothing newer, and answered", async () => {
  const editor = await openEditor({ capabilities: lsp316 });
  const told = editor.told(uri);
  editor.open(uri, program);
  expect((await told).diagnostics.map(({ code }) => code)).toEqual(["ORCH2005"]);
  const at = { textDocument: { uri }, position: { line: 1, character: 6 } };
  expect(await editor.connection.sendRequest("textDocument/hover", at)).not.toBeNull();
  expect(await editor.connection.sendRequest("textDocument/completion", at)).not.toBeNull();
  const range = { start: { line: 3, character: 12 }, end: { line: 3, character: 12 } };
  const actions = await editor.connection.sendRequest<{ kind: string }[]>("textDocument/codeAction", {
    textDocument: { uri },
    range,
    context: { diagnostics: [] },
  });
  expect(actions.length).toBeGreaterThan(0);
  const newer = /inlayHint|diagnostic\/refresh|inlineValue|foldingRange\/refresh|textDocumentContent/u;
  expect(editor.said.filter(({ method }) => newer.test(method))).toEqual([]);
  await editor.close();
});

test("an editor that shuts down in the middle of its questions gets an answer or a refusal to each", async () => {
  const editor = await openEditor();
  editor.open(uri, program + "// more\n".repeat(2_000));
  const questions = ["hover", "completion", "definition", "signatureHelp", "documentHighlight"].map(
    (method) =>
      editor.connection.sendRequest(`textDocument/${method}`, {
        textDocument: { uri },
        position: { line: 3, character: 12 },
      }),
  );
  const over = editor.connection.sendRequest("shutdown");
  const late = editor.connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } });
  const ends = await Promise.allSettled([...questions, over, late]);
  expect(ends.at(-2)?.status).toBe("fulfilled");
  expect(ends.at(-1)).toMatchObject({ status: "rejected", reason: { code: -32600 } });
  expect(editor.logged).toEqual([]);
  editor.connection.dispose();
});
