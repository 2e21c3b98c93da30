import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PassThrough } from "node:stream";
import { serve } from "@orchlang/lsp";
import { beforeAll, expect, test } from "vitest";
import {
  createConnection,
  createProtocolConnection,
  type InitializeResult,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";
import { grammar } from "../grammar.mjs";

/*
 * Types as a person does, and asks for completion when VS Code would by itself: behind a character that the server
 * names, and while a word grows that is no comment and no text. See `SuggestModel` of VS Code.
 */

const uri = "untitled:main.orch";

const configuration = JSON.parse(
  readFileSync(new URL("../language-configuration.json", import.meta.url), "utf8"),
) as { readonly wordPattern: string | { readonly pattern: string; readonly flags?: string } };

let loaded: IGrammar;

beforeAll(async () => {
  const path = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
  await oniguruma.loadWASM(new Uint8Array(readFileSync(path)).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(JSON.stringify(grammar), "orch.json")),
  });
  loaded = (await registry.loadGrammar("source.orch")) as IGrammar;
});

/** The word that ends where a line does, as VS Code reads the extension's pattern. */
function wordBefore(line: string): string | undefined {
  const { wordPattern } = configuration;
  const pattern = typeof wordPattern === "string" ? new RegExp(wordPattern) : undefined;
  const { source, flags } =
    pattern ?? (typeof wordPattern === "string" ? /x/ : new RegExp(wordPattern.pattern, wordPattern.flags));
  const found = [...line.matchAll(new RegExp(source, `${flags}g`))].at(-1);
  return found !== undefined && found.index + found[0].length === line.length ? found[0] : undefined;
}

/** Whether the last character of a text is in a comment or in a text, by the rule of VS Code. */
function isProse(text: string): boolean {
  let stack = textmate.INITIAL;
  let last: readonly string[] = [];
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = loaded.tokenizeLine(line, stack);
    stack = ruleStack;
    last = tokens.at(-1)?.scopes ?? [];
  }
  const kind = last.findLast((scope) => /\b(?:comment|string|meta\.embedded)\b/u.test(scope)) ?? "";
  return /\b(?:comment|string)\b/u.test(kind);
}

function asksAfter(before: string, triggers: readonly string[]): object | undefined {
  const triggerCharacter = before.at(-1) ?? "";
  if (triggers.includes(triggerCharacter)) return { triggerKind: 2, triggerCharacter };
  const word = wordBefore(before.slice(before.lastIndexOf("\n") + 1));
  return word === undefined || !Number.isNaN(Number(word)) || isProse(before)
    ? undefined
    : { triggerKind: 1 };
}

interface Item {
  readonly label: string;
  readonly filterText: string;
  readonly textEdit: { readonly range: { readonly start: Position } };
}

interface Position {
  readonly line: number;
  readonly character: number;
}

function endOf(text: string): Position {
  const lines = text.split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** What opened while a text was typed where `$0` stands, by what was typed until then. */
async function typed(around: string, text: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const [there, back] = [new PassThrough(), new PassThrough()];
  serve(createConnection(new StreamMessageReader(there), new StreamMessageWriter(back)));
  const connection = createProtocolConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
  connection.listen();
  const said = { processId: null, rootUri: null, capabilities: {}, workspaceFolders: null };
  const { capabilities } = await connection.sendRequest<InitializeResult>("initialize", said);
  await connection.sendNotification("initialized", {});
  const triggers = capabilities.completionProvider?.triggerCharacters ?? [];
  const [head = "", tail = ""] = around.split("$0");
  void connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "orch", version: 1, text: head + tail },
  });
  const opened = new Map<string, readonly string[]>();
  for (const [index, letter] of [...text].entries()) {
    const before = head + [...text].slice(0, index).join("");
    await write(connection, endOf(before), letter, index + 2);
    const context = asksAfter(before + letter, triggers);
    const shown = context && (await shownAt(connection, before + letter, context));
    if (shown !== undefined && shown.length > 0) opened.set([...text].slice(0, index + 1).join(""), shown);
  }
  await connection.sendRequest("shutdown");
  connection.dispose();
  return opened;
}

function write(connection: ProtocolConnection, at: Position, text: string, version: number): Promise<void> {
  const contentChanges = [{ range: { start: at, end: at }, text }];
  return connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version },
    contentChanges,
  });
}

/** What the editor lets stand of what the server offers: it looks for the letters of the word in each. */
async function shownAt(connection: ProtocolConnection, before: string, context: object) {
  const position = endOf(before);
  const textDocument = { uri };
  const params = { textDocument, position, context };
  const answer = await connection.sendRequest<{ items: Item[] } | null>("textDocument/completion", params);
  const line = before.split("\n").at(-1) ?? "";
  return (answer?.items ?? [])
    .filter(({ filterText, textEdit }) => isIn(line.slice(textEdit.range.start.character), filterText))
    .map(({ label }) => label);
}

function isIn(word: string, text: string): boolean {
  let at = 0;
  for (const letter of word.toLowerCase()) {
    at = text.toLowerCase().indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

const program = `module lab
type Sample = { id: String, weight: Float }
tool wash(sample: Sample) -> Sample { effect pure  latency <= 1m }
tool größe(sample: Sample) -> Sample { effect pure  latency <= 1m }
`;

/** Of a string, so that none here looks like a template. */
const hole = (inside: string): string => `\${${inside}`;

test.each([
  ["plan p(s: Sample) {\n  $0\n}", "step v = was", "step v = w", "wash"],
  ["plan p(s: Sample) {\n  $0\n}", "step v = grö", "step v = gr", "größe"],
  ["plan p(s: Sample) {\n  $0\n}", "step v = grö", "step v = grö", "größe"],
  ["plan p(s: Sample) {\n  $0\n}", "ste", "s", "step"],
  ["plan p(s: Sample) {\n  let v = $0\n}", "s.we", "s.", "weight"],
  ["plan p(s: Sample) {\n  let v = $0\n}", "s.we", "s.we", "weight"],
  ["$0", "pl", "p", "plan"],
  ["tool t(a: $0", "Sam", "S", "Sample"],
  ['plan p(s: Sample) {\n  let v = "$0"\n}', `of ${hole("s.id}")}`, `of ${hole("s.")}`, "id"],
  ['plan p(s: Sample) {\n  let v = "$0"\n}', `of ${hole("s.id}")}`, `of ${hole("s")}`, "s"],
  ['plan p(s: Sample) {\n  let v = "$0"\n}', `of ${hole("s.id}")}`, `of ${hole("s.i")}`, "id"],
])("in %j, as %j is typed, %j opens what has %s", async (around, text, at, label) => {
  const opened = await typed(program + around, text);
  expect(opened.get(at) ?? []).toContain(label);
});

const prose = "On (all) of them: ask {him} for s. and p, at 5 pm. @personal, to start in (";

test.each([
  ["// $0"],
  ["/// $0"],
  ["/* $0"],
  ["/* $0 */"],
  ["/*\n$0\n*/\nplan p(s: Sample) { }"],
  ["plan p(s: Sample) {\n  // $0\n  let v = s\n}"],
  ["plan p(s: Sample) {\n  let v = s // $0\n}"],
  ["plan p(s: Sample) {\n  let v = /* $0 */ s\n}"],
  ['plan p(s: Sample) {\n  let v = "$0"\n}'],
  ['plan p(s: Sample) {\n  let v = "$0\n}'],
  ['plan p(s: Sample) {\n  let v = """\n  $0\n  """\n}'],
  [`plan p(s: Sample) {\n  let v = "of ${hole("s.id}")} $0"\n}`],
])("in the prose of %j nothing opens", async (around) => {
  expect(await typed(program + around, prose)).toEqual(new Map());
});
