import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Heard } from "../../src/files.ts";
import { type Editor, openEditor } from "../editor/editor.ts";
import { leftBehind, type Retained, retained } from "../editor/retained.ts";

/*
 * An hour of writing three programs from nothing, as `orch lsp --record` takes it down (`record.ts` made it), said again
 * without the pauses. `LAWS=30` says all of it; otherwise a part.
 */

interface Request {
  readonly id?: number;
  readonly method: string;
  readonly params: object;
}

const lines = gunzipSync(readFileSync(new URL("./hour.jsonl.gz", import.meta.url))).toString("utf8");
const hour = lines
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Omit<Heard, "message"> & { readonly message: Request });
const said = hour.map(({ message }) => message).filter(({ params }) => "textDocument" in params);
const part = said.slice(0, (said.length * Math.min(30, Number(process.env.LAWS ?? 1))) / 30);

async function replay({ connection }: Editor): Promise<void> {
  const open = new Set<string>();
  for (const { id, method, params } of part) {
    const { uri } = (params as { readonly textDocument: { readonly uri: string } }).textDocument;
    if (method === "textDocument/didOpen") open.add(uri);
    if (method === "textDocument/didClose") open.delete(uri);
    if (id === undefined) void connection.sendNotification(method, params);
    else await connection.sendRequest(method, params);
  }
  for (const uri of open)
    await connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  // What is only told has been heard once something is answered.
  await connection.sendRequest("workspace/symbol", { query: "" });
}

test("the recording is of an hour: letters, undo, copies, other files and other names", () => {
  const minutes = hour.reduce((sum, { after }) => sum + after, 0) / 60_000;
  expect(minutes).toBeGreaterThan(60);
  const methods = Map.groupBy(said, ({ method }) => method.replace("textDocument/", ""));
  expect(methods.get("didOpen")).toHaveLength(3);
  expect(methods.get("didClose")).toHaveLength(3);
  for (const [method, least] of [
    ["didChange", 10_000],
    ["completion", 2_000],
    ["rename", 20],
    ["diagnostic", 400],
  ] as const)
    expect(methods.get(method)?.length, method).toBeGreaterThan(least);
});

test("an hour of writing that is done again and again leaves nothing behind", async () => {
  const editor = await openEditor({
    isRecorded: false,
    capabilities: { textDocument: { diagnostic: {} } },
  });
  const rounds: Retained[] = [];
  for (let times = 0; times < 4; times++) {
    await replay(editor);
    rounds.push(retained());
  }
  expect(editor.logged).toEqual([]);
  expect(leftBehind(rounds)).toEqual([]);
  await editor.close();
}, 900_000);
