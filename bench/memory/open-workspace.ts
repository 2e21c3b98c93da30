// A workspace of a hundred files is opened in a language server that has answered before: how long until the mistakes of
// the file at hand are told, and what is in use then, after an edit, and after every file was looked through.
import { PassThrough } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expectShortLives, serve } from "@orchlang/lsp";
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { generatedProgram } from "../generated.ts";
import { workFolder } from "../workspace.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What is in use once all that nobody holds is gone, in bytes. */
async function inUse(): Promise<number> {
  for (let times = 0; times < 3; times++) {
    collect();
    await pause(20);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

expectShortLives();
const [there, back] = [new PassThrough(), new PassThrough()];
serve(createConnection(new StreamMessageReader(there), new StreamMessageWriter(back)));
const editor = createProtocolConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
editor.listen();
const { uri, text, bytes, remove } = workFolder();
const ask = (method: string, params: object) => editor.sendRequest<{ items: unknown[] }>(method, params);
const open = async (of: string, written: string): Promise<void> => {
  const textDocument = { uri: of, languageId: "orch", version: 1, text: written };
  await editor.sendNotification("textDocument/didOpen", { textDocument });
  const { items } = await ask("textDocument/diagnostic", { textDocument: { uri: of } });
  if (items.length > 0) throw new Error(`mistakes are told of ${of}`);
};

const capabilities = { textDocument: { diagnostic: {} } };
await ask("initialize", { processId: null, rootUri: null, capabilities });
await editor.sendNotification("initialized", {});
// A server that has answered once has read the standard library and its own code.
await open("untitled:before.orch", generatedProgram(500));
await editor.sendNotification("textDocument/didClose", { textDocument: { uri: "untitled:before.orch" } });
const idle = await inUse();

const tell = async (when: string, began: number, used: NodeJS.CpuUsage): Promise<void> => {
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(used);
  const above = (await inUse()) - idle;
  const cells = { ms, "ms of processors": (user + system) / 1e3, "MB above idle": above / 1e6 };
  console.log(JSON.stringify({ when, ...cells, "a byte of source": above / bytes }));
};
const measured = async (when: string, work: () => Promise<unknown>): Promise<void> => {
  const [began, used] = [performance.now(), process.cpuUsage()];
  await work();
  await tell(when, began, used);
};

await measured(`opened: ${(bytes / 1e6).toFixed(2)} MB of source in 100 files`, () => open(uri, text));
const line = text.split("\n").findIndex((one) => one.startsWith("  step receipt"));
await measured("a letter typed", async () => {
  const at = { line, character: 8 };
  await editor.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: at, end: at }, text: "q" }],
  });
  await ask("textDocument/diagnostic", { textDocument: { uri } });
});
await measured("a name looked for in all files", () => {
  const where = { line: text.split("\n").findIndex((one) => one.startsWith("type Order")), character: 6 };
  return ask("textDocument/references", {
    textDocument: { uri },
    position: where,
    context: { includeDeclaration: true },
  });
});
remove();
process.exit(0);
