import { PassThrough } from "node:stream";
import {
  type ClientCapabilities,
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { serve } from "../../src/server.ts";

/** An editor that speaks to a server of its own, over streams as between two processes. */
export interface Editor {
  readonly connection: ProtocolConnection;
  readonly capabilities: Readonly<Record<string, unknown>>;
  /** What the server has logged as an error, or shown. */
  readonly logged: readonly string[];
  readonly shown: readonly string[];
  /** The next that is told of a file; what was told before does not count. */
  told(uri: string): Promise<PublishDiagnosticsParams>;
  open(uri: string, text: string): void;
  close(): Promise<void>;
}

export async function openEditor(
  options: { readonly folder?: string; readonly capabilities?: ClientCapabilities } = {},
): Promise<Editor> {
  const there = new PassThrough();
  const back = new PassThrough();
  serve(createConnection(new StreamMessageReader(there), new StreamMessageWriter(back)));
  const connection = createProtocolConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
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
    },
  };
}
