/** The tools of the test servers. A call is written into a book: the server's process, the tool, what came in `_meta`. */
import { appendFileSync } from "node:fs";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, type CallToolResult } from "@modelcontextprotocol/sdk/types.js";

export function newServer(): Server {
  const server = new Server({ name: "tools", version: "1" }, { capabilities: { tools: {} } });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const { book } = params.arguments as { readonly book: string };
    const say = (word: string): void =>
      appendFileSync(book, `${process.pid} ${word} ${params._meta?.["orch/idempotency-key"]}\n`);
    say(params.name);
    return await answer(params.name, book, signal, say);
  });
  return server;
}

async function answer(
  tool: string,
  book: string,
  signal: AbortSignal,
  say: (word: string) => void,
): Promise<CallToolResult> {
  switch (tool) {
    case "structured":
      return { content: [], structuredContent: { book, extra: true } };
    case "json":
      return text(JSON.stringify({ book }));
    case "plain":
      return text("not JSON");
    case "nothing":
      return { content: [] };
    case "large":
      return text(JSON.stringify({ book: "b".repeat(9 * 1024 * 1024) }));
    case "environment":
      return text(JSON.stringify({ book: process.env.GREETING ?? "none" }));
    case "refuses":
      return {
        ...text(JSON.stringify({ error: { name: "bounced", message: "no such box" } })),
        isError: true,
      };
    case "breaks":
      return { ...text("it broke"), isError: true };
    case "dies":
      process.exit(1);
      break;
    case "waits":
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      say("cancelled");
      return { content: [] };
  }
  throw Object.assign(new Error(`There is no tool ${tool}.`), { code: -32602 });
}

function text(of: string): CallToolResult {
  return { content: [{ type: "text", text: of }] };
}
