import {
  type ClientCapabilities,
  type Connection,
  createConnection,
  ErrorCodes,
  type InitializeResult,
  PositionEncodingKind,
  ProposedFeatures,
  ResponseError,
  type ServerCapabilities,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import type { Feature } from "./feature.ts";
import { features } from "./features.ts";
import { type Heard, RecordingReader } from "./files.ts";
import { searchEntry as ownEntry } from "./search/thread.ts";
import { expectShortLives } from "./short-lives.ts";
import { Workspace } from "./workspace.ts";

interface ServeOptions {
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

type Handler = (...params: readonly unknown[]) => unknown;

/**
 * A connection whose handlers never throw: an error inside of one is written to the editor's log and answered with
 * nothing, since half-typed text and odd clients may not cost an author the server. A deliberate refusal
 * (`ResponseError`) passes. After the editor's shutdown request, which aborts `over`, every request is refused.
 */
function guarded(connection: Connection, over: AbortController): Connection {
  connection.onShutdown(() => over.abort());
  const guard = (name: string, handler: Handler): Handler => {
    return async (...params) => {
      if (over.signal.aborted)
        throw new ResponseError(ErrorCodes.InvalidRequest, "The server was shut down.");
      try {
        return await handler(...params);
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        connection.console.error(`${name}: ${text}`);
        return null;
      }
    };
  };
  return wrapped(connection, "", guard);
}

/** Groups of the connection that have handlers of their own: `languages.semanticTokens.on`. */
const groups: ReadonlySet<string> = new Set([
  ...[
    "languages",
    "workspace",
    "semanticTokens",
    "inlayHint",
    "diagnostics",
    "callHierarchy",
    "typeHierarchy",
  ],
]);

function wrapped<T extends object>(
  target: T,
  path: string,
  guard: (name: string, handler: Handler) => Handler,
): T {
  return new Proxy(target, {
    get: (_, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof key === "symbol") return value;
      const name = path === "" ? key : `${path}.${key}`;
      if (groups.has(key)) return wrapped(value as object, name, guard);
      if (typeof value !== "function") return value;
      if (!/^on(?:$|[A-Z])/u.test(key)) return value.bind(target);
      return (...params: readonly unknown[]) =>
        value.apply(
          target,
          params.map((one) => (typeof one === "function" ? guard(name, one as Handler) : one)),
        );
    },
  });
}
