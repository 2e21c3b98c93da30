import {
  type CancellationToken,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type WorkDoneProgressReporter,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { TextDocument } from "../document.ts";
import type { Site } from "../feature.ts";
import { orchFilesBelow } from "../files.ts";
import { uriOfPath } from "../paths.ts";
import { toDiagnostic } from "../to-protocol.ts";

/** So many files are looked at before others get their turn. */
const filesAtOnce = 8;

/** What is to be told of every file of the workspace, open or not; what is as it was is only said to be. */
export async function workspaceReport(
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
  const told = new Set(items.map(({ uri }) => uri));
  return [...previous.keys()]
    .filter((uri) => !told.has(uri))
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
