import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { limits } from "../../limits.ts";
import type { ConfiguredServer, ServerSettings } from "./servers.ts";
import { filledIn } from "./servers.ts";

/** One connection to a server, shared by all calls of its tools. */
export interface Connection {
  readonly client: Client;
  /** Why it has ended, once it has. */
  readonly ended: { why?: string; tooLarge?: true };
}

interface ConnectionEvents {
  /** A line that a started server wrote beside its messages. */
  said(line: string): void;
  /** It has ended: nothing more is called over it. */
  gone(): void;
  /** Aborted when nobody waits for it any more. */
  readonly unwanted: AbortSignal;
}

/** Says hello to a server. Throws where it cannot be reached; nothing was asked of it then. */
export async function connect(
  server: ConfiguredServer,
  environment: NodeJS.ProcessEnv,
  events: ConnectionEvents,
): Promise<Connection> {
  const settings = filledIn(server.settings, environment);
  if ("unset" in settings) throw new UnusableServer(`the environment variable ${settings.unset} is not set`);
  // Loaded by those who call a tool: it is large.
  const { Client } = await import("@modelcontextprotocol/sdk/client/index.js");
  const client = new Client({ name: "orch", version: "0.1.0" });
  const ended: Connection["ended"] = {};
  const tooLarge = (): void => {
    ended.tooLarge = true;
    ended.why ??= `it answered with more than ${limits.outputBytesMax} bytes`;
    void client.close();
  };
  const wrong = (why: string): void => {
    ended.why ??= why;
  };
  client.onclose = () => {
    ended.why ??= "the connection was closed";
    events.gone();
  };
  await client.connect(await transportOf(settings.ok, server.folder, events, { tooLarge, wrong }), {
    timeout: limits.connectMsMax,
    signal: events.unwanted,
  });
  return { client, ended };
}

/** A fault that no retry repairs. */
export class UnusableServer extends Error {}

async function transportOf(
  settings: ServerSettings,
  folder: string,
  { said }: ConnectionEvents,
  { tooLarge, wrong }: { readonly tooLarge: () => void; readonly wrong: (why: string) => void },
): Promise<Transport> {
  if ("url" in settings) {
    const { StreamableHTTPClientTransport } = await import(
      "@modelcontextprotocol/sdk/client/streamableHttp.js"
    );
    const { url, headers = {} } = settings;
    return new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { ...headers } },
      fetch: (to, init) => bounded(to, init, tooLarge),
    }) as Transport;
  }
  const { Pipes } = await import("./pipes.ts");
  const unreadable = (): void => wrong("it wrote much that is no message");
  return new Pipes(settings, folder, { said, tooLarge, unreadable });
}

/**
 * Answers are read as far as a handler's result may go; of the stream on which a server says things by itself, for as long
 * as the connection lasts, each of them.
 */
async function bounded(
  to: string | URL,
  init: RequestInit | undefined,
  tooLarge: () => void,
): Promise<Response> {
  const response = await fetch(to, init);
  if (response.body === null) return response;
  const sizeAfter = init?.method === "POST" ? sizeOfAll() : sizeOfEvent();
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(part, controller) {
        if (sizeAfter(part) <= limits.outputBytesMax) controller.enqueue(part);
        else {
          tooLarge();
          controller.error(new Error("The answer is too large."));
        }
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(counted, { status, statusText, headers });
}

function sizeOfAll(): (part: Uint8Array) => number {
  let size = 0;
  return (part) => {
    size += part.byteLength;
    return size;
  };
}

/** Counts the bytes since the last empty line, which ends an event (WHATWG HTML, "Server-sent events"). */
function sizeOfEvent(): (part: Uint8Array) => number {
  let size = 0;
  let last = "";
  return (part) => {
    const text = last + Buffer.from(part).toString("latin1");
    const end = Math.max(...["\n\n", "\r\r", "\r\n\r\n"].map((empty) => text.lastIndexOf(empty)));
    size = end < 0 ? size + part.byteLength : text.length - end;
    last = text.slice(-3);
    return size;
  };
}
