/**
 * orch as a server of the Model Context Protocol (2025-11-25). The SDK's `Server` takes JSON Schema as it is, which its
 * newer front does not; what a tool is given is checked by the runtime's own `admit`, in the words of all other messages.
 */
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  type Tool as ToolListed,
} from "@modelcontextprotocol/sdk/types.js";
import { closest } from "@orchlang/language/display";
import { version } from "../version.ts";
import { callTool, type Served, schemaOf, type ToolAnswer } from "./call.ts";
import { allPages, findPage } from "./resources.ts";
import { runsAsTasks } from "./tasks.ts";
import { type Tool, tools } from "./tools.ts";

const instructions = [
  "orch runs declarative plans whose rules are proved or checked before anything happens.",
  "Write `.orch` files, then loop: check → plan → verify → simulate → run with `dry_run` → run.",
  "Read orch://guide/agents first, orch://language/README for the language, and orch://diagnostics/CODE for each diagnostic.",
].join(" ");

/** A server that is not connected yet. */
export function createMcpServer(served: Served): Server {
  const server = new Server(
    { name: "orch", version },
    {
      capabilities: {
        tools: {},
        resources: {},
        tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } },
      },
      instructions,
      taskStore: runsAsTasks(served, resultOf),
    },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(listed) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, taskStore }) => {
    const tool = tools.find(({ name }) => name === params.name);
    if (tool === undefined) throw new McpError(ErrorCode.InvalidParams, unknownTool(params.name));
    if (params.task !== undefined && taskStore !== undefined) return { task: await taskStore.createTask({}) };
    return resultOf(await callTool(tool, params.arguments, served, signal));
  });
  server.setRequestHandler(ListResourcesRequestSchema, () => ({
    resources: allPages().map(({ uri, name, title }) => ({ uri, name, title, mimeType: "text/markdown" })),
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }) => {
    const page = findPage(uri);
    if (page === undefined)
      throw new McpError(
        ErrorCode.InvalidParams,
        `\`${shortened(uri)}\` is not a page: resources/list has them all.`,
      );
    return { contents: [{ uri, mimeType: "text/markdown", text: page.text }] };
  });
  return server;
}

function listed({ name, title, description, properties, required, readOnly }: Tool): ToolListed {
  return {
    name,
    title,
    description,
    inputSchema: schemaOf({ properties, required }) as ToolListed["inputSchema"],
    outputSchema,
    ...(name === "run" && { execution: { taskSupport: "optional" as const } }),
    annotations: { readOnlyHint: readOnly, destructiveHint: !readOnly, openWorldHint: !readOnly },
  };
}

const outputSchema: ToolListed["outputSchema"] = {
  type: "object",
  properties: {
    exit: {
      type: "integer",
      description: "0 done, 1 the program or the run is at fault, 2 refused, 3 it waits",
    },
    result: { description: "as the command of this name writes it with `--format json`" },
    messages: {
      type: "string",
      description: "why it was refused and what to do, or what else there is to say",
    },
  },
  required: ["messages"],
};

function resultOf({ isError, ...answer }: ToolAnswer): CallToolResult {
  const text = isError ? answer.messages : JSON.stringify(answer);
  return { isError, content: [{ type: "text", text }], structuredContent: { ...answer } };
}

function unknownTool(name: string): string {
  const names = tools.map((tool) => tool.name);
  const near = closest(name.slice(0, 40), names);
  const known = near === undefined ? `Known are ${names.join(", ")}.` : `Did you mean \`${near}\`?`;
  return `There is no tool \`${shortened(name)}\`. ${known}`;
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
