import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { onTestFinished } from "vitest";
import type { RunCommand } from "../../src/mcp/call.ts";
import { createMcpServer } from "../../src/mcp/server.ts";
import { inProcess } from "../in-process.ts";
import { workFolder } from "../orch.ts";

export interface Connected {
  readonly client: Client;
  readonly folder: string;
  /** The arguments of the commands that the tools have called. */
  readonly called: (readonly string[])[];
  call(name: string, given?: Record<string, unknown>): Promise<CallToolResult>;
}

/** The SDK's client and orch's server, in this process; the tools' commands too, but for those that go on behind. */
export async function connected(
  user: object = { id: "agent", roles: [], consents: [] },
  folder = workFolder(),
): Promise<Connected> {
  const called: (readonly string[])[] = [];
  const run: RunCommand = async (args) => {
    called.push(args);
    return await inProcess(
      args.filter((arg) => arg !== "--detach"),
      { cwd: folder },
    );
  };
  const runsIn = `${folder}/.orch/journal.db`;
  const server = createMcpServer({ folder, store: undefined, runsIn, user: JSON.stringify(user), run });
  const client = new Client({ name: "test", version: "1" });
  const [here, there] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(there), client.connect(here)]);
  onTestFinished(() => client.close());
  return {
    client,
    folder,
    called,
    call: async (name, given = {}) =>
      (await client.callTool({ name, arguments: given })) as unknown as CallToolResult,
  };
}
