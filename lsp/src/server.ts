import {
  type ClientCapabilities,
  type Connection,
  createConnection,
  type InitializeResult,
  PositionEncodingKind,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { features } from "./features.ts";
import { Workspace } from "./workspace.ts";

/** Answers an editor on a connection until it says goodbye. */
export function serve(connection: Connection): void {
  const workspace = new Workspace();
  let client: ClientCapabilities = {};
  const site = { connection, workspace, client: () => client };
  connection.onInitialize(({ capabilities, workspaceFolders, rootUri }): InitializeResult => {
    client = capabilities;
    const folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri == null ? [] : [rootUri]);
    workspace.setFolders(folders);
    return {
      serverInfo: { name: "orch" },
      capabilities: Object.assign(
        {
          positionEncoding: PositionEncodingKind.UTF16,
          textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
          workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        },
        ...features.map(({ capabilities: able }) => able),
      ),
    };
  });
  for (const feature of features) feature.listen(site);
  connection.listen();
}

/** Answers an editor that has started this process, over standard input and output; ends when it does. */
export function serveProcess(): Promise<void> {
  const { stdin, stdout } = process;
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(stdin),
    new StreamMessageWriter(stdout),
  );
  const ended = new Promise<void>((resolve) => {
    connection.onExit(resolve);
    stdin.once("close", resolve);
  });
  serve(connection);
  return ended;
}
