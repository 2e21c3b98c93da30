import {
  type ClientCapabilities,
  type Connection,
  createConnection,
  type InitializeResult,
  PositionEncodingKind,
  ProposedFeatures,
  type ServerCapabilities,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import type { Feature } from "./feature.ts";
import { features } from "./features.ts";
import { type Heard, RecordingReader } from "./files.ts";
import { guarded } from "./guarded.ts";
import { searchEntry as ownEntry } from "./search/thread.ts";
import { expectShortLives } from "./short-lives.ts";
import { Workspace } from "./workspace.ts";

export interface ServeOptions {
  /** Is told all that the editor says. */
  readonly note?: ((heard: Heard) => void) | undefined;
  /** The entry file of a search thread, which calls `searchHere`; in a bundled server, its own file. */
  readonly searchEntry?: URL;
}

/** Answers an editor on a connection until it says goodbye. */
export function serve(
  raw: Connection,
  { searchEntry = ownEntry }: Omit<ServeOptions, "note"> = {},
  over = new AbortController(),
): void {
  const connection = guarded(raw, over);
  const workspace = new Workspace();
  let client: ClientCapabilities = {};
  const site = { connection, workspace, client: () => client, over: over.signal, searchEntry };
  connection.onInitialize(({ capabilities, workspaceFolders, rootUri }): InitializeResult => {
    client = capabilities;
    const folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri == null ? [] : [rootUri]);
    workspace.setFolders(folders);
    return {
      serverInfo: { name: "orch" },
      capabilities: capabilitiesOf(features),
    };
  });
  connection.onInitialized(() => {
    if (client.workspace?.workspaceFolders !== true) return;
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      workspace.changeFolders(
        added.map(({ uri }) => uri),
        removed.map(({ uri }) => uri),
      );
    });
  });
  for (const feature of features) feature.listen(site);
  connection.listen();
}

function capabilitiesOf(all: readonly Feature[]): ServerCapabilities {
  const able = all.map(({ capabilities }) => capabilities);
  return Object.assign(
    {
      positionEncoding: PositionEncodingKind.UTF16,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    },
    ...able,
    {
      workspace: Object.assign(
        { workspaceFolders: { supported: true, changeNotifications: true } },
        ...able.map(({ workspace }) => workspace),
      ),
    },
  );
}

/** Answers an editor that has started this process, over standard input and output; ends when it does. */
export function serveProcess({ note, ...options }: ServeOptions = {}): Promise<void> {
  expectShortLives();
  const { stdin, stdout } = process;
  const reader = note === undefined ? new StreamMessageReader(stdin) : new RecordingReader(stdin, note);
  const connection = createConnection(ProposedFeatures.all, reader, new StreamMessageWriter(stdout));
  const over = new AbortController();
  const ended = new Promise<void>((resolve) => {
    connection.onExit(resolve);
    // A pipe is closed with its editor; a file, as `/dev/null` is, only ends.
    for (const gone of ["close", "end"])
      stdin.once(gone, () => {
        over.abort();
        resolve();
      });
  });
  serve(connection, options, over);
  return ended;
}
