import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { CommandDefinition } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { storeOption } from "../project/journal.ts";
import { reason } from "../project/json-argument.ts";
import { readUser } from "../project/options.ts";
import { isDatabase, storeOf } from "../project/place.ts";

/** The longest message that a client may send, bytes. */
const messageBytesMax = 8 * 1024 * 1024;

/** Nobody has given an agent a role or a consent. */
const agent = { id: "agent", roles: [], consents: [] };

export const mcp: CommandDefinition = {
  name: "mcp",
  summary: "serve a project's plans to a coding agent, over standard input and output",
  arguments: [
    {
      form: "[folder]",
      says: "the project's folder; targets must be inside it (default: this folder)",
    },
  ],
  options: [
    {
      form: "--user <json>",
      says: 'the user for whom the tools act: `{"id": …, "roles": […], "consents": […]}` or `@file`; default: `agent`, without roles and consents',
    },
    storeOption,
  ],
  formats: [],
  examples: ["orch mcp", "orch mcp plans/", `orch mcp --user '{"id": "agent", "consents": ["mail"]}'`],
  async run(invocation) {
    const folder = resolve(invocation.args[0] ?? ".");
    refuseNoFolder(folder);
    const store = invocation.text("store");
    const user = invocation.text("user") === undefined ? agent : readUser(invocation);
    const { commandsIn } = await import("../mcp/call.ts");
    const { createMcpServer } = await import("../mcp/server.ts");
    const { StdioServerTransport } = await import("@modelcontextprotocol/sdk/server/stdio.js");
    const server = createMcpServer({
      folder,
      store: store === undefined ? undefined : placed(store),
      runsIn: placed(storeOf({ target: folder, text: (option) => invocation.text(option) })),
      user: JSON.stringify(user),
      run: commandsIn(folder),
    });
    const closed = Promise.withResolvers<void>();
    server.onclose = closed.resolve;
    server.onerror = ({ message }) => invocation.terminal.err.line(message);
    process.stdin.once("end", () => void server.close());
    await server.connect(new StdioServerTransport(undefined, undefined, { maxBufferSize: messageBytesMax }));
    await closed.promise;
    return ExitCode.done;
  },
};

/** A file of this folder, wherever the commands then run; a database is what it is. */
function placed(store: string): string {
  return isDatabase(store) ? store : resolve(store);
}

function refuseNoFolder(folder: string): void {
  let isFolder: boolean;
  try {
    isFolder = statSync(folder).isDirectory();
  } catch (error) {
    throw new UsageError(`\`${folder}\` cannot be read: ${reason(error)}`);
  }
  if (!isFolder) throw new UsageError(`\`${folder}\` is not a folder.`);
}
