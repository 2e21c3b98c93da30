import { randomUUID } from "node:crypto";
import type { Counterexample, Verified } from "@orchlang/lsp";
import {
  commands,
  type ExtensionContext,
  ProgressLocation,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from "vscode";
import {
  type LanguageClient,
  LSPErrorCodes,
  ResponseError,
  WorkDoneProgress,
} from "vscode-languageclient/node";
import { showPage } from "./page-panel.ts";
import { askServer } from "./questions.ts";

/** Searches for a run of a plan that breaks what has to hold, and tells it in the picture, moment by moment. */
export function registerVerify(context: ExtensionContext, client: LanguageClient): void {
  const verify = async (given?: string, named?: string): Promise<void> => {
    const editor = window.activeTextEditor;
    const uri = given ?? editor?.document.uri.toString();
    if (uri === undefined) return;
    const line = editor?.selection.active.line;
    const name =
      named ??
      (await askServer(client, "orch/preview", { uri, ...(line === undefined ? {} : { line }) }))?.name;
    const verified = name === undefined ? null : await search(client, { uri, name });
    if (verified === "cancelled") return;
    const { page } = verified ?? {};
    if (verified === null || page === undefined) {
      void window.showWarningMessage("There is no plan without mistakes here to verify.");
      return;
    }
    const short = shortName(verified.name);
    const [first, ...more] = verified.found;
    if (first === undefined) {
      void window.showInformationMessage(`${short}: nothing breaks it. ${verified.reach}.`);
      return;
    }
    const chosen = more.length === 0 ? first : await choose(short, verified);
    if (chosen === undefined) return;
    const { places } = verified;
    const { moments, says } = chosen;
    showPage(context, `How ${short} breaks`, { page, name: verified.name, places, moments, verdict: says });
    await offer(uri, chosen);
  };
  context.subscriptions.push(commands.registerCommand("orch.verify", verify));
}

/** As long as it takes, told how far it has come; whoever does not want to wait ends it. */
async function search(
  client: LanguageClient,
  plan: { readonly uri: string; readonly name: string },
): Promise<Verified | "cancelled" | null> {
  const title = `Searching for what breaks ${shortName(plan.name)}`;
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    const workDoneToken = randomUUID();
    const listening = client.onProgress(WorkDoneProgress.type, workDoneToken, (told) => {
      if (told.kind === "report" && told.message !== undefined) progress.report({ message: told.message });
    });
    try {
      return await askServer(client, "orch/verify", { ...plan, workDoneToken }, token);
    } catch (error) {
      if (isCancelled(error)) return "cancelled";
      throw error;
    } finally {
      listening.dispose();
    }
  });
}

/** By the one who waits, or by another search of the same plan. */
function isCancelled(error: unknown): boolean {
  return error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled;
}

async function choose(name: string, { found, reach }: Verified): Promise<Counterexample | undefined> {
  const items = found.map((one) => ({ label: one.says, description: faultsOf(one), one }));
  const title = `${name} is not safe: ${found.length} ways to break it. ${reach}.`;
  return (await window.showQuickPick(items, { title, placeHolder: "Which is to be shown?" }))?.one;
}

function faultsOf({ faults }: Counterexample): string {
  if (faults === 0) return "nothing has to go wrong";
  return faults === 1 ? "1 fault" : `${faults} faults`;
}

/** Offers to keep a counterexample as a scenario, at the end of the file. */
async function offer(uri: string, { says, scenario, reproduces }: Counterexample): Promise<void> {
  const add = "Add as Scenario";
  const unsure = reproduces ? "" : " A scenario can't express all of it, so it may pass.";
  if ((await window.showWarningMessage(`${says}${unsure}`, add)) !== add) return;
  const document = await workspace.openTextDocument(Uri.parse(uri));
  const edit = new WorkspaceEdit();
  edit.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, `\n${scenario}`);
  await workspace.applyEdit(edit);
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
