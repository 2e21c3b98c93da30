import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createSourceFile, parse } from "@orchlang/language";
import { expect, test } from "vitest";
import { ResponseError } from "vscode-languageserver/node";
import { openEditor } from "../editor/editor.ts";
import { methods } from "./valid.ts";

const programs = ["order_pipeline", "incident", "house"].map((name) =>
  readFileSync(
    fileURLToPath(new URL(`../../../compiler/test/programs/${name}.orch`, import.meta.url)),
    "utf8",
  ),
);

/** Of so many places with a name, one is asked about. */
const share = 23;

interface Position {
  readonly line: number;
  readonly character: number;
}

/** Some names can't be changed, which is no answer. */
function refused(error: unknown): null {
  if (error instanceof ResponseError) return null;
  throw error;
}

function places(text: string): readonly Position[] {
  return parse(createSourceFile("", text))
    .tokens.filter(({ image }) => /^[a-z]/iu.test(image))
    .filter((_, index) => index % share === 0)
    .map(({ startOffset }) => {
      const above = text.slice(0, startOffset).split("\n");
      return { line: above.length - 1, character: above.at(-1)?.length ?? 0 };
    });
}

const atPlace = [
  ...[
    "hover",
    "completion",
    "signatureHelp",
    "definition",
    "declaration",
    "typeDefinition",
    "implementation",
  ],
  ...[
    "documentHighlight",
    "prepareRename",
    "linkedEditingRange",
    "prepareCallHierarchy",
    "prepareTypeHierarchy",
  ],
];

type Ask = (method: string, params: object) => Promise<unknown>;

async function askAt(ask: Ask, position: Position): Promise<void> {
  for (const method of atPlace) {
    const answer = await ask(`textDocument/${method}`, { position });
    if (method === "prepareCallHierarchy" || method === "prepareTypeHierarchy") {
      const [item] = (answer ?? []) as readonly object[];
      const asks =
        method === "prepareCallHierarchy" ? ["incomingCalls", "outgoingCalls"] : ["supertypes", "subtypes"];
      for (const one of asks) {
        const group = method === "prepareCallHierarchy" ? "callHierarchy" : "typeHierarchy";
        if (item !== undefined) await ask(`${group}/${one}`, { item });
      }
    }
    const [first] = (answer as { readonly items?: readonly object[] } | null)?.items ?? [];
    if (method === "completion" && first !== undefined) await ask("completionItem/resolve", first);
  }
  await ask("textDocument/references", { position, context: { includeDeclaration: true } });
  await ask("textDocument/rename", { position, newName: "other" });
  await ask("textDocument/codeAction", {
    range: { start: position, end: position },
    context: { diagnostics: [] },
  });
  await ask("textDocument/selectionRange", { positions: [position] });
  await ask("textDocument/onTypeFormatting", {
    position,
    ch: "}",
    options: { tabSize: 2, insertSpaces: true },
  });
}

async function askWhole(ask: Ask): Promise<void> {
  const range = { start: { line: 0, character: 0 }, end: { line: 60, character: 0 } };
  const options = { tabSize: 4, insertSpaces: true };
  for (const method of ["documentSymbol", "foldingRange", "documentLink", "diagnostic"])
    await ask(`textDocument/${method}`, {});
  const [lens] = (await ask("textDocument/codeLens", {})) as readonly object[];
  if (lens !== undefined) await ask("codeLens/resolve", lens);
  const tokens = (await ask("textDocument/semanticTokens/full", {})) as { readonly resultId?: string };
  await ask("textDocument/semanticTokens/full/delta", { previousResultId: tokens.resultId ?? "" });
  await ask("textDocument/semanticTokens/range", { range });
  await ask("textDocument/inlayHint", { range });
  await ask("textDocument/formatting", { options });
  await ask("textDocument/rangeFormatting", { range, options });
  await ask("workspace/symbol", { query: "o" });
  await ask("workspace/diagnostic", { previousResultIds: [] });
}

/** With all that is asked beside the protocol: somebody is asked, something can break, a scenario fails. */
const own = `module own
role boss
human sure(n: Int) -> { granted: Bool } { ask boss  show "May \${n} go?" }
service boil(n: Int) -> Int { effect idempotent  latency <= 5m }
service fetch(n: Int) -> Int { effect idempotent  latency <= 30m  undo send_back(n) }
service send_back(n: Int) { effect idempotent  latency <= 5m }
plan tea(n: Int) -> Int {
  step ok = sure(n) { timeout 1d }
  when ok.granted {
    step water = boil(n) { timeout 5m } else fetch(n)
    return water
  } else { fail "not now" }
}
scenario "tea" for tea {
  given  n = 1
  answer sure with { granted: true }
  answer boil with 2
  expect result == 3
}
`;

async function askOwn(ask: Ask, uri: string): Promise<void> {
  const plan = { uri, name: "own.tea" };
  await ask("orch/plans", { uri });
  for (const method of ["orch/preview", "orch/planFile", "orch/questions"]) await ask(method, plan);
  await ask("orch/difference", { ...plan, earlier: own.replace("5m", "6m") });
  await ask("orch/scenarios", { uri });
  for (const method of ["orch/play", "orch/story"]) await ask(method, { uri, title: "tea" });
  await ask("orch/verify", { ...plan, workDoneToken: 1 });
}

test("whatever is asked, anywhere in a program, the answer is as the protocol has it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "orch-protocol-"));
  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
  writeFileSync(join(folder, "other.orch"), "module other\nplan p() { step x = nothing() }\n");
  const editor = await openEditor({ folder: pathToFileURL(folder).href });
  for (const [index, program] of programs.entries()) {
    // One of them with a mistake.
    const text = index === 1 ? program.replace(/\bstep (\w+)/u, "step $1_other") : program;
    const uri = uriOf(`${index}.orch`);
    const told = editor.told(uri);
    editor.open(uri, text);
    await told;
    const ask: Ask = (method, params) => {
      const textDocument = method.startsWith("textDocument/") ? { textDocument: { uri } } : {};
      return editor.connection.sendRequest(method, { ...textDocument, ...params }).catch(refused);
    };
    await askWhole(ask);
    for (const position of places(text)) await askAt(ask, position);
  }
  editor.open(uriOf("own.orch"), own);
  await askOwn((method, params) => editor.connection.sendRequest(method, params), uriOf("own.orch"));
  await editor.connection.sendRequest("workspace/willRenameFiles", {
    files: [{ oldUri: uriOf("other.orch"), newUri: uriOf("another.orch") }],
  });
  // A file that is too large has a diagnostic; nonsense is written to the editor's log.
  editor.open(uriOf("large.orch"), "// a line that says little\n".repeat(100_000));
  await editor.connection.sendRequest("textDocument/hover", { textDocument: null });
  const said = editor.said;
  // What is found wrong is told there, and that nothing is missing is told here.
  await editor.close();
  const asked = new Set(said.filter(({ value }) => value !== null).map(({ method }) => method));
  expect(methods.filter((method) => !asked.has(method) && method !== "shutdown")).toEqual([]);
  rmSync(folder, { recursive: true });
});
