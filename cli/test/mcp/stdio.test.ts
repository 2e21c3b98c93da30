import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, onTestFinished, test } from "vitest";
import { workFolder } from "../orch.ts";

const binary = fileURLToPath(new URL("../../bin/orch.js", import.meta.url));

test("a run that is started over standard input goes on behind, and is seen to end", async () => {
  const args = [binary, "mcp", workFolder()];
  const transport = new StdioClientTransport({ command: process.execPath, args, stderr: "pipe" });
  const client = new Client({ name: "test", version: "1" });
  const unreadable: unknown[] = [];
  client.onerror = (error) => unreadable.push(error);
  await client.connect(transport);
  onTestFinished(() => client.close());
  const input = { name: "Ada", times: 2 };
  const started = await client.callTool({ name: "run", arguments: { target: "greet.orch", input } });
  expect(started).toMatchObject({ structuredContent: { exit: 0, result: { type: "detached" } } });
  const { run } = (started.structuredContent as { result: { run: string } }).result;
  await expect
    .poll(() => client.callTool({ name: "status", arguments: { run } }))
    .toMatchObject({ structuredContent: { result: { status: "completed" } } });
  expect(unreadable).toEqual([]);
});
