/**
 * orch as a server of the Model Context Protocol (2025-11-25). The SDK's `Server` takes JSON Schema as it is, which its
 * newer front does not; what a tool is given is checked by the runtime's own `admit`, in the words of all other messages.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  type AnyObjectSchema,
  getObjectShape,
  type SchemaOutput,
  safeParse,
} from "@modelcontextprotocol/sdk/server/zod-compat.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  RequestSchema,
  type ServerResult,
  type Tool as ToolListed,
} from "@modelcontextprotocol/sdk/types.js";
import { closest } from "@orchlang/language/display";
import { knownCodes, readDiagnosticPage } from "../project/diagnostic-pages.ts";
import { version } from "../version.ts";
import { callTool, type Served, schemaOf, type ToolAnswer } from "./call.ts";
import { runsAsTasks } from "./tasks.ts";
import { type Tool, tools } from "./tools.ts";

const instructions = [
  "orch runs declarative plans whose rules are proved or checked before anything happens.",
  "Write `.orch` files, then loop: check → plan → verify → simulate → run with `dry_run` → run.",
  "Read orch://guide/agents first, orch://language/README for the language, and orch://diagnostics/CODE for each diagnostic.",
].join(" ");

/** The SDK reports parameters that don't fit as an internal error; JSON-RPC 2.0 has a code for them, -32602. */
class StrictServer extends Server {
  override setRequestHandler<T extends AnyObjectSchema>(
    schema: T,
    handler: (request: SchemaOutput<T>, extra: HandlerExtra) => ServerResult | Promise<ServerResult>,
  ): void {
    const { method } = getObjectShape(schema) ?? {};
    const anyParameters = RequestSchema.extend({ method: method as typeof RequestSchema.shape.method });
    super.setRequestHandler(anyParameters, (request, extra) => {
      const parsed = safeParse(schema, request);
      if (!parsed.success) throw new McpError(ErrorCode.InvalidParams, misfit(parsed.error));
      return handler(parsed.data, extra);
    });
  }
}

type HandlerExtra = Parameters<Parameters<Server["setRequestHandler"]>[1]>[1];

/** `params.name: expected string, received number`; the first that does not fit. */
function misfit(error: unknown): string {
  const { issues } = error as {
    readonly issues: readonly { path: readonly PropertyKey[]; message: string }[];
  };
  const [issue] = issues;
  return issue === undefined ? "These parameters do not fit." : `${issue.path.join(".")}: ${issue.message}`;
}

/** A server that is not connected yet. */
export function createMcpServer(served: Served): Server {
  const server = new StrictServer(
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

/** A page that a client can read. */
interface Page {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** In the repository they are at the root; for the published package the bundler lays them beside the bundle. */
const homes = ["../../../docs/", "../docs/"].map((each) => fileURLToPath(new URL(each, import.meta.url)));

/** The guide for agents, the language's chapters, and a page for each diagnostic. */
function allPages(): readonly Page[] {
  return [...written("agents.md", "orch://guide/"), ...chapters(), ...knownCodes().flatMap(diagnostic)];
}

function findPage(uri: string): Page | undefined {
  const code = /^orch:\/\/diagnostics\/(ORCH\d{4})$/u.exec(uri)?.[1];
  return code === undefined ? allPages().find((page) => page.uri === uri) : diagnostic(code)[0];
}

function diagnostic(code: string): readonly Page[] {
  const page = readDiagnosticPage(code);
  if (page === undefined) return [];
  const title = `${code}: ${page.title}`;
  return [{ uri: `orch://diagnostics/${code}`, name: code, title, text: `# ${title}\n\n${page.body}\n` }];
}

function chapters(): readonly Page[] {
  const folder = homes.map((home) => `${home}language`).find((each) => existsSync(each));
  const names = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith(".md"));
  return names.sort().flatMap((name) => written(`language/${name}`, "orch://"));
}

/** `language/steps.md` is `orch://language/steps`. */
function written(path: string, before: string): readonly Page[] {
  const file = homes.map((home) => home + path).find((each) => existsSync(each));
  if (file === undefined) return [];
  const text = readFileSync(file, "utf8");
  const name = path.replace(/\.md$/u, "");
  return [{ uri: before + name, name, title: /^# (.*)$/mu.exec(text)?.[1] ?? name, text }];
}
