import { PassThrough } from "node:stream";
import { expect } from "vitest";
import {
  type ClientCapabilities,
  createConnection,
  createProtocolConnection,
  type Message,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { serve } from "../../src/server.ts";
import { invalidOf, type Said } from "../protocol/valid.ts";

/** An editor that speaks to a server of its own, over streams as between two processes. */
export interface Editor {
  readonly connection: ProtocolConnection;
  readonly capabilities: Readonly<Record<string, unknown>>;
  /** What the server has logged as an error, or shown. */
  readonly logged: readonly string[];
  readonly shown: readonly string[];
  /** All that the server has sent, by method. Held against the protocol as the editor closes. */
  readonly said: readonly Said[];
  /** The next that is told of a file; what was told before does not count. */
  told(uri: string): Promise<PublishDiagnosticsParams>;
  open(uri: string, text: string): void;
  close(): Promise<void>;
}

export async function openEditor(
  options: {
    readonly folder?: string;
    readonly capabilities?: ClientCapabilities;
    /** Whether all that is said is kept, to be held against the protocol in the end. */
    readonly isRecorded?: boolean;
  } = {},
): Promise<Editor> {
  const there = new PassThrough();
  const back = new PassThrough();
  serve(createConnection(new StreamMessageReader(there), new StreamMessageWriter(back)));
  const said: Said[] = [];
  const connection = createProtocolConnection(
    ...recorded(back, there, options.isRecorded === false ? undefined : said),
  );
  const waiting = new Map<string, ((params: PublishDiagnosticsParams) => void)[]>();
  connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
    const waits = waiting.get(params.uri) ?? [];
    waiting.delete(params.uri);
    for (const wait of waits) wait(params);
  });
  const logged: string[] = [];
  const shown: string[] = [];
  connection.onNotification("window/logMessage", ({ type, message }: { type: number; message: string }) => {
    if (type === 1) logged.push(message);
  });
  connection.onNotification(
    "window/showMessage",
    ({ message }: { message: string }) => void shown.push(message),
  );
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  const { capabilities } = await connection.sendRequest<{ capabilities: Record<string, unknown> }>(
    "initialize",
    {
      processId: null,
      rootUri: options.folder ?? null,
      capabilities: options.capabilities ?? {},
      workspaceFolders: options.folder === undefined ? null : [{ uri: options.folder, name: "test" }],
    },
  );
  await connection.sendNotification("initialized", {});
  return {
    connection,
    capabilities,
    logged,
    shown,
    said,
    told: (uri) =>
      new Promise((resolve) => {
        waiting.set(uri, [...(waiting.get(uri) ?? []), resolve]);
      }),
    open(uri, text) {
      const textDocument = { uri, languageId: "orch", version: 1, text };
      void connection.sendNotification("textDocument/didOpen", { textDocument });
    },
    async close() {
      await connection.sendRequest("shutdown");
      connection.dispose();
      expect(invalidOf(said)).toEqual([]);
    },
  };
}

/** A reader and a writer that note what comes: every answer with the method that it answers. */
function recorded(
  from: PassThrough,
  to: PassThrough,
  said: Said[] | undefined,
): [reader: StreamMessageReader, writer: StreamMessageWriter] {
  const asked = new Map<unknown, string>();
  class Reader extends StreamMessageReader {
    override listen(hear: (message: Message) => void) {
      return super.listen((message) => {
        const { id, method, result, params } = message as Partial<Record<string, unknown>>;
        const isAnswer = method === undefined && result !== undefined;
        if (isAnswer) said?.push({ method: asked.get(id) ?? "?", value: result });
        else if (typeof method === "string" && params !== undefined) said?.push({ method, value: params });
        // What the server asks is numbered by itself.
        if (method === undefined) asked.delete(id);
        hear(message);
      });
    }
  }
  class Writer extends StreamMessageWriter {
    override write(message: Message): Promise<void> {
      const { id, method } = message as Partial<Record<string, unknown>>;
      if (typeof method === "string" && id !== undefined) asked.set(id, method);
      return super.write(message);
    }
  }
  return [new Reader(from), new Writer(to)];
}
