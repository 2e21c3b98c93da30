import type { Diagnostic as OrchDiagnostic } from "@orchlang/language";
import {
  type CancellationToken,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type WorkDoneProgressReporter,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { askAgain } from "../ask-again.ts";
import { TextDocument } from "../document.ts";
import type { Feature, Site } from "../feature.ts";
import { orchFilesBelow } from "../files.ts";
import { uriOfPath } from "../paths.ts";
import { toDiagnostic } from "../to-protocol.ts";
import type { Workspace } from "../workspace.ts";

/** How long the author has to pause before what was typed is looked at, in ms: less than is felt. */
const pauseMs = 15;

/**
 * Mistakes, told as soon as there are any: pushed to editors that don't ask, answered to those that do. Open files of
 * one project are told together, since a change in one may mend another.
 */
export const diagnostics: Feature = {
  capabilities: {
    diagnosticProvider: { identifier: "orch", interFileDependencies: true, workspaceDiagnostics: true },
  },
  listen(site) {
    const { connection } = site;
    const pushing = new Pushing(site);
    connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
      pushing.soon(site.workspace.open(uri, version, text));
    });
    connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
      const document = site.workspace.change(uri, version, contentChanges);
      if (document !== undefined) pushing.soon(document);
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      site.workspace.close(uri);
      pushing.clear(uri);
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      site.workspace.touched(changes.map(({ uri }) => uri));
      pushing.soon(...site.workspace.documents);
      askAgain(site, "diagnostics", "codeLens", "inlayHint", "semanticTokens");
    });
    connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token, progress) => {
      const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
      return workspaceReport(previous, site, progress, token);
    });
    connection.languages.diagnostics.on(({ textDocument: { uri } }): DocumentDiagnosticReport => {
      const document = site.workspace.document(uri);
      const items = document === undefined ? [] : diagnosticsOf(document, site);
      return { kind: DocumentDiagnosticReportKind.Full, items };
    });
  },
};

function diagnosticsOf(document: TextDocument, { workspace }: Site) {
  const results = workspace.diagnostics(document);
  const isSmall = !document.isLarge && workspace.sessionOf(document.path).size <= hintedMax;
  const hints = isSmall ? hintsOf(document, workspace) : [];
  return [...results, ...hints].map((one) => toDiagnostic(one, document, workspace));
}

/** Hints are made of the whole program: in a larger one its author would wait for them with every letter. In characters. */
const hintedMax = 40_000;

/** Hints: information that needs no action. */
function hintsOf({ path }: TextDocument, workspace: Workspace): readonly OrchDiagnostic[] {
  return workspace
    .compiled(path)
    .result.hints()
    .filter(({ file }) => file === path);
}

/** Pushes what is told of open files once their author pauses. */
class Pushing {
  readonly #site: Site;
  #timer: NodeJS.Timeout | undefined;
  readonly #changed = new Set<TextDocument>();

  constructor(site: Site) {
    this.#site = site;
  }

  soon(...documents: readonly TextDocument[]): void {
    if (this.#isAsked) return;
    for (const document of documents) this.#changed.add(document);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#push(), pauseMs);
  }

  clear(uri: string): void {
    void this.#site.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** The editor asks by itself. */
  get #isAsked(): boolean {
    return this.#site.client().textDocument?.diagnostic !== undefined;
  }

  /** A change may touch what was told of other files: of those that import it, and of all of its project. */
  #push(): void {
    const { workspace, connection } = this.#site;
    const together = new Set([...this.#changed].flatMap(({ path }) => workspace.filesTouchedBy(path)));
    this.#changed.clear();
    for (const document of workspace.documents) {
      if (!together.has(document.path)) continue;
      const { uri, version } = document;
      void connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsOf(document, this.#site) });
    }
  }
}

/** So many files are looked at before others get their turn. */
const filesAtOnce = 8;

/** Reports every file of the workspace, open or not; unchanged files are only listed as such. */
async function workspaceReport(
  previous: ReadonlyMap<string, string>,
  site: Site,
  progress: WorkDoneProgressReporter,
  token: CancellationToken,
): Promise<WorkspaceDiagnosticReport> {
  const { workspace } = site;
  const paths = new Set(workspace.documents.map(({ path }) => path));
  for (const folder of workspace.folders) for (const path of orchFilesBelow(folder)) paths.add(path);
  const items: WorkspaceDocumentDiagnosticReport[] = [];
  progress.begin("orch", 0, undefined, true);
  try {
    for (const [index, path] of [...paths].entries()) {
      if (index % filesAtOnce === filesAtOnce - 1) {
        progress.report(Math.round((100 * index) / paths.size), path.slice(path.lastIndexOf("/") + 1));
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (token.isCancellationRequested)
        throw new ResponseError(LSPErrorCodes.RequestCancelled, "No longer wanted.");
      items.push(reportOf(path, previous, site));
    }
  } finally {
    progress.done();
  }
  return { items: [...items, ...gone(previous, items)] };
}

/** Empties the reports of deleted files, which an editor would keep otherwise. */
function gone(
  previous: ReadonlyMap<string, string>,
  items: readonly WorkspaceDocumentDiagnosticReport[],
): readonly WorkspaceDocumentDiagnosticReport[] {
  const results = new Set(items.map(({ uri }) => uri));
  return [...previous.keys()]
    .filter((uri) => !results.has(uri))
    .map((uri) => ({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, items: [] }));
}

function reportOf(
  path: string,
  previous: ReadonlyMap<string, string>,
  { workspace }: Site,
): WorkspaceDocumentDiagnosticReport {
  // An unreadable file has a mistake too, at its beginning.
  const document = workspace.textAt(path) ?? new TextDocument(uriOfPath(path), path, 0, "");
  const { uri } = document;
  const version = workspace.document(uri)?.version ?? null;
  const items = workspace.diagnostics(document).map((one) => toDiagnostic(one, document, workspace));
  const resultId = fingerprintOf(JSON.stringify(items));
  return previous.get(uri) === resultId
    ? { kind: DocumentDiagnosticReportKind.Unchanged, uri, version, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, uri, version, resultId, items };
}

/** Tells texts apart; FNV-1a over UTF-16 units, with the length beside it. */
function fingerprintOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}
