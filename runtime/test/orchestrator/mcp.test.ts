import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { folder } from "../journal/streams.ts";
import { accepted, orchestrator } from "./open.ts";
import { does, newBook, work, workFile } from "./work.ts";

const server = fileURLToPath(new URL("../workers/mcp/stdio.ts", import.meta.url));
const mcp = { tools: { command: process.execPath, args: [server] } };
const tool = (name: string) => ({ run: { kind: "mcp", server: "tools", tool: name } }) as const;

test("a plan calls the tools of a server that its project names", async () => {
  const root = folder();
  const book = newBook();
  const plan = workFile(
    [work("note", "idempotent", "", tool("json")), work("send", "once", "", tool("structured"))],
    [does("noted", "note"), does("sent", "send", "noted")],
  );
  const output: unknown[] = [];
  const orch = await orchestrator(join(root, "journal.db"), { output: (line) => output.push(line) });
  const ask = { plan, input: { book: book.path }, root };
  const missing = await orch.start(ask);
  expect(missing).toMatchObject({ refused: "handlers" });
  expect(missing).toHaveProperty("details.0", expect.stringContaining("the MCP server tools"));
  writeFileSync(join(root, "orch.json"), JSON.stringify({ mcp }));
  const { run } = accepted(await orch.start(ask));
  expect(await orch.rest(run, 500_000)).toEqual({ status: "completed", value: { book: book.path } });
  expect(book.lines()).toHaveLength(2);
});

test("what a server was doing when its runtime ended is done again, or asked about", async () => {
  const root = folder();
  writeFileSync(join(root, "orch.json"), JSON.stringify({ mcp }));
  const book = newBook();
  const plan = workFile([work("send", "once", "", tool("waits"))], [does("sent", "send")]);
  const path = join(root, "journal.db");
  const first = await orchestrator(path, { output: () => undefined });
  const { run } = accepted(await first.start({ plan, input: { book: book.path }, root }));
  await vi.waitFor(() => expect(book.lines()).toHaveLength(1), { timeout: 20_000 });
  await first.close();
  const second = await orchestrator(path, { output: () => undefined });
  accepted(await second.resume(run));
  expect(await second.rest(run)).toMatchObject({
    status: "waiting",
    waiting: [{ for: "operator", step: "sent" }],
  });
});
