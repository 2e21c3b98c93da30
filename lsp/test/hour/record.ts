// Records the hour that the test replays: node --conditions=orch-source lsp/test/hour/record.ts
import { readFileSync, writeFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { RecordingReader } from "../../src/files.ts";
import { serve } from "../../src/server.ts";
import { Author, chance } from "./author.ts";

const [there, back] = [new PassThrough(), new PassThrough()];
const clock = { now: 0 };
const lines: string[] = [];
const note = (heard: object): void => void lines.push(JSON.stringify(heard));
serve(createConnection(new RecordingReader(there, note, () => clock.now), new StreamMessageWriter(back)));
const editor = createProtocolConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
editor.listen();

const capabilities = { textDocument: { diagnostic: {} } };
await editor.sendRequest("initialize", { processId: null, rootUri: null, capabilities });
await editor.sendNotification("initialized", {});
const texts = [
  "campaign-launch/campaign.orch",
  "incident-response/incident.orch",
  "smart-home/home.orch",
].map((name) => {
  const path = fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));
  return [`untitled:${name}`, readFileSync(path, "utf8")] as const;
});
await new Author(editor, clock, chance(20_261_122)).write(Object.fromEntries(texts));
// What is only told has been heard once something is answered.
await editor.sendRequest("workspace/symbol", { query: "" });
const file = fileURLToPath(new URL("./hour.jsonl.gz", import.meta.url));
const packed = gzipSync(`${lines.join("\n")}\n`, { level: 9 });
writeFileSync(file, packed);
console.log(`${lines.length} messages in ${Math.round(clock.now / 60_000)} minutes, ${packed.length} bytes`);
process.exit(0);
