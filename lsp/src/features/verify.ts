import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { Feature, Site } from "../feature.ts";
import { answer, type Verified, type VerifyParams } from "../requests.ts";
import { searchInThread } from "../search/thread.ts";
import { pageOf } from "./plans.ts";

/** Searches that go on, by file and plan: who asks again has changed something. */
type Searches = Map<string, AbortController>;

/** A search for runs that break what has to hold: `orch/verify` gives the page of a plan, and each of them told in it. */
export const verify: Feature = {
  capabilities: {},
  listen(site) {
    const searches: Searches = new Map();
    answer(site.connection, "orch/verify", (params, token) => search(params, token, site, searches));
  },
};

async function search(
  { uri, name, workDoneToken }: VerifyParams,
  token: CancellationToken,
  { connection, workspace, over, searchEntry }: Site,
  searches: Searches,
): Promise<Verified | null> {
  const document = workspace.document(uri);
  const result = document && workspace.compiled(document.path).result;
  const [file, context] = [result?.plan(name), result?.context(name)];
  if (document === undefined || file === undefined || context === undefined) return null;
  const page = await pageOf(file, document.path, workspace);
  const key = `${uri} ${name}`;
  searches.get(key)?.abort();
  const stop = new AbortController();
  searches.set(key, stop);
  token.onCancellationRequested(() => stop.abort());
  const signal = AbortSignal.any([stop.signal, over]);
  const progress = connection.window.attachWorkDoneProgress(workDoneToken);
  progress.begin("orch verify", undefined, undefined, true);
  const hear = (runs: number): void => progress.report(`${runs.toLocaleString("en")} runs`);
  try {
    const { plan, id } = file;
    const wanted = { file: { plan, id }, context, anchors: new Map(Object.entries(page.anchors)) };
    const found = await searchInThread(searchEntry, wanted, hear, signal);
    if (found === undefined) throw new ResponseError(LSPErrorCodes.RequestCancelled, "No longer wanted.");
    return { name, ...page, ...found };
  } finally {
    if (!over.aborted) progress.done();
    if (searches.get(key) === stop) searches.delete(key);
  }
}
