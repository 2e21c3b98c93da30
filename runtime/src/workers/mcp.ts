/**
 * Handlers that are tools of MCP servers. A server is connected to when its first tool is called; all calls share that
 * connection, which is made anew where it was lost. A call carries what a careful tool needs in its `_meta`:
 * `orch/idempotency-key`, `orch/attempt`, `orch/fence`, `orch/fences`, `orch/of`.
 */
import type { Capability, Handler, Json } from "@orchlang/plan";
import { type HandlerContext, HandlerFailure, type HandlerFunction } from "../handler.ts";
import type { Workplace } from "../world/world.ts";
import { errorWords } from "./classify.ts";
import { meaningOf, reportedIn } from "./http.ts";
import type { Loaded } from "./load.ts";
import { type Connection, connect, UnusableServer } from "./mcp/connection.ts";
import { type ConfiguredServer, configuredServer } from "./mcp/servers.ts";
import type { HandlerOutput } from "./output.ts";

type McpHandler = Extract<Handler, { kind: "mcp" }>;
type Args = { readonly [name: string]: Json };

/** The longest that a timer takes; the run itself says how long an attempt may last. */
const noTimeLimit = 2 ** 31 - 1;

export class McpTools {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #output: (line: HandlerOutput) => void;
  readonly #closed = new AbortController();
  readonly #connections = new Map<string, Promise<Connection>>();

  constructor(environment: NodeJS.ProcessEnv, output: (line: HandlerOutput) => void) {
    this.#environment = environment;
    this.#output = output;
  }

  load({ capability, root }: Workplace, { server, tool }: McpHandler): Loaded {
    const configured = configuredServer(root, server);
    if ("missing" in configured)
      return { unusable: `The MCP server ${server} is unknown: ${configured.missing}.` };
    const call = async (args: Args, context: HandlerContext): Promise<unknown> => {
      const connection = await this.#connected(server, configured, context.signal);
      try {
        const { key, attempt, fence, fences, of } = context;
        const meta = {
          "orch/idempotency-key": key,
          "orch/attempt": attempt,
          "orch/fence": fence,
          "orch/fences": fences,
          "orch/of": of,
        };
        const params = { name: tool, arguments: args, _meta: meta };
        // Progress is asked for where somebody listens for signs of life.
        const listens = capability.heartbeat === undefined ? {} : { onprogress: () => context.heartbeat() };
        const options = { signal: context.signal, timeout: noTimeLimit, ...listens };
        const result = await connection.client.callTool(params, undefined, options);
        return resultOf(result as ToolResult, capability);
      } catch (error) {
        throw context.signal.aborted ? context.signal.reason : failureOf(error, server, connection);
      }
    };
    return { call: call as HandlerFunction };
  }

  /** Takes leave of all servers; those that were started are ended. */
  async close(): Promise<void> {
    this.#closed.abort();
    const open = await Promise.allSettled(this.#connections.values());
    await Promise.all(open.map((one) => (one.status === "fulfilled" ? one.value.client.close() : undefined)));
  }

  /** The connection to a server, made if there is none that stands. Gives up with the attempt that asks for it. */
  async #connected(name: string, server: ConfiguredServer, signal: AbortSignal): Promise<Connection> {
    const place = JSON.stringify([name, server]);
    const made = this.#connections.get(place) ?? this.#begun(place, name, server);
    try {
      return await unless(signal, made);
    } catch (error) {
      if (signal.aborted)
        throw new HandlerFailure("timeout", `${name} did not answer in time.`, { reach: "not_reached" });
      throw unreachable(error, name);
    }
  }

  #begun(place: string, name: string, server: ConfiguredServer): Promise<Connection> {
    const forget = (): void => {
      if (this.#connections.get(place) === made) this.#connections.delete(place);
    };
    const said = (line: string): void => this.#output({ by: "stderr", text: `[mcp ${name}] ${line}` });
    const made: Promise<Connection> = connect(server, this.#environment, {
      said,
      gone: forget,
      unwanted: this.#closed.signal,
    });
    this.#connections.set(place, made);
    made.catch(forget);
    return made;
  }
}

/** The promise, as long as nobody says that it is not wanted any more. */
async function unless<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Nothing was asked of the server yet. A program that is not there or may not be run is not there the next time. */
function unreachable(error: unknown, name: string): HandlerFailure {
  const { code } = error as { readonly code?: unknown };
  const lasting = error instanceof UnusableServer || code === "ENOENT" || code === "EACCES" || code === 401;
  const words = `The MCP server ${name} could not be connected to: ${errorWords(error)}`;
  return new HandlerFailure(lasting ? "permanent" : "transient", words, {
    reach: "not_reached",
    cause: error,
  });
}

/** JSON-RPC's codes, and the protocol's own. */
const codes = {
  connectionClosed: -32_000,
  requestTimeout: -32_001,
  methodNotFound: -32_601,
  invalidParams: -32_602,
};

/** The failure of a call without result. */
function failureOf(error: unknown, server: string, { client, ended }: Connection): unknown {
  if (!(error instanceof Error) || error.name === "HandlerFailure") return error;
  const code = "code" in error && typeof error.code === "number" ? error.code : undefined;
  const failed = (failure: string, reach: "unknown" | "not_reached" | "reached", why = error.message) =>
    new HandlerFailure(failure, `The MCP server ${server}: ${why}`, { reach, cause: error });
  if (ended.tooLarge) return failed("invalid_output", "reached", ended.why);
  if (code === codes.connectionClosed) return failed("transient", "unknown", ended.why);
  if (code === codes.requestTimeout) return failed("timeout", "unknown");
  // It knows no such tool, or not these arguments.
  if (code === codes.methodNotFound || code === codes.invalidParams)
    return failed("permanent", "not_reached");
  if (code !== undefined && code >= 400 && code < 600) {
    // A session that the server has forgotten is begun anew by the next call.
    if (code === 404) void client.close();
    const { failure, reach } =
      code === 404 ? { failure: "transient", reach: "not_reached" as const } : meaningOf(code);
    return failed(failure, reach);
  }
  return error;
}

/** A tool's result (Model Context Protocol 2025-06-18, "Tool Result"). */
interface ToolResult {
  readonly structuredContent?: unknown;
  readonly content?: unknown;
  readonly isError?: unknown;
}

/**
 * The value: its structured content, else its text as JSON, or the plain text where a `String` is declared. Throws if
 * the tool reports an error, with a declared name if it states one: `{"error": {"name": …, "message": …}}`.
 */
function resultOf(result: ToolResult, capability: Capability): unknown {
  const text = textOf(result.content);
  if (result.isError === true) throw toolFailureOf(result, text, capability);
  if (result.structuredContent !== undefined) return result.structuredContent;
  if (capability.result === null || text === undefined) return null;
  const { schema } = capability.result;
  if (typeof schema === "object" && schema.type === "string") return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HandlerFailure("invalid_output", "The tool answered with text that is no JSON.", {
      reach: "reached",
      cause: error,
    });
  }
}

function toolFailureOf(result: ToolResult, text: string | undefined, { fails }: Capability): HandlerFailure {
  const reportedFailure = reportedIn(
    result.structuredContent === undefined ? (text ?? "") : JSON.stringify(result.structuredContent),
  );
  const message = reportedFailure?.message ?? (text === undefined || text === "" ? "The tool failed." : text);
  // It was called. How far it came before it failed it alone knows.
  return new HandlerFailure(
    reportedFailure?.name !== undefined && fails.includes(reportedFailure.name)
      ? reportedFailure.name
      : "permanent",
    message,
    { reach: "unknown" },
  );
}

/** Its blocks of text, one below the other; undefined where it has none. */
function textOf(content: unknown): string | undefined {
  if (!Array.isArray(content)) return undefined;
  const texts = content
    .map((block: { readonly type?: unknown; readonly text?: unknown }) =>
      block.type === "text" && typeof block.text === "string" ? block.text : undefined,
    )
    .filter((one) => one !== undefined);
  return texts.length === 0 ? undefined : texts.join("\n");
}
