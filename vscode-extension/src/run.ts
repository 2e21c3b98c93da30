import type { Requests } from "@orchlang/lsp";
import { commands, type ExtensionContext, Uri, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { createAsking } from "./asking.ts";
import { orchCommand, quoted } from "./command-line.ts";
import { fieldOf } from "./fields.ts";
import { askForm } from "./form.ts";
import { followLog } from "./progress.ts";
import { askServer, type PlanFile } from "./questions.ts";
import { createStanding } from "./standing.ts";
import { tellUntrusted } from "./untrusted.ts";

/** Where the steps of a run are shown as they happen. */
export type Showing = (uri: string, name: string, states: Readonly<Record<string, string>>) => void;

/** Runs a plan in a terminal, where it can be watched and interrupted; its input and answers are asked for in forms. */
export function registerRun(context: ExtensionContext, client: LanguageClient, show: Showing): void {
  const run = async (given?: string, named?: string): Promise<void> => {
    const uri = given === undefined ? window.activeTextEditor?.document.uri : Uri.parse(given);
    if (uri === undefined) return;
    if (!workspace.isTrusted) {
      await tellUntrusted("To run a plan is to run code of this folder, which is not trusted.");
      return;
    }
    const document = await workspace.openTextDocument(uri);
    if (document.isDirty && !(await document.save())) return;
    const name = named ?? (await nameAtCursor(client, uri));
    const file =
      name === undefined ? null : await askServer(client, "orch/planFile", { uri: uri.toString(), name });
    if (name === undefined || file === null) {
      void window.showWarningMessage("There is no plan without mistakes here to run.");
      return;
    }
    const asked = await askServer(client, "orch/questions", { uri: uri.toString(), name });
    const input = await inputOf(context, file);
    if (input !== undefined) start(context, { uri, name, file, asked, input, show });
  };
  context.subscriptions.push(commands.registerCommand("orch.run", run));
}

async function nameAtCursor(client: LanguageClient, uri: Uri): Promise<string | undefined> {
  const line = window.activeTextEditor?.selection.active.line;
  const asked = { uri: uri.toString(), ...(line === undefined ? {} : { line }) };
  return (await askServer(client, "orch/preview", asked))?.name;
}

/** Asks for the plan's input, if it takes any. */
function inputOf(context: ExtensionContext, { plan }: PlanFile): Promise<object | undefined> {
  const { params } = plan.routines[plan.entry] ?? plan.goals[plan.entry] ?? { params: [] };
  if (params.length === 0) return Promise.resolve({});
  const fields = params.map((param) =>
    fieldOf({ name: param.name, schema: param.schema, optional: param.default !== undefined }, plan.schemas),
  );
  const short = plan.entry.slice(plan.entry.lastIndexOf(".") + 1);
  const form = { title: `Run ${short}`, heading: `Run ${short}`, facts: [], fields, go: "Run" };
  return askForm(context, form);
}

interface Start {
  readonly uri: Uri;
  readonly name: string;
  readonly file: PlanFile;
  readonly asked: Requests["orch/questions"]["gets"];
  readonly input: object;
  readonly show: Showing;
}

function start(context: ExtensionContext, { uri, name, file, asked, input, show }: Start): void {
  const folder = workspace.getWorkspaceFolder(uri);
  const cwd = folder === undefined ? {} : { cwd: folder.uri };
  const terminal = window.createTerminal({ name: "orch run", ...cwd });
  const standing = createStanding();
  const asking = createAsking({ context, file, asked, terminal, cwd: folder?.uri.fsPath });
  const log = followLog((happening) => {
    standing.hear(happening);
    show(uri.toString(), name, standing.states());
    asking.hear(happening);
  });
  const closed = window.onDidCloseTerminal((one) => {
    if (one !== terminal) return;
    log.stop();
    asking.stop();
    closed.dispose();
  });
  const path = folder === undefined ? uri.fsPath : workspace.asRelativePath(uri, false);
  const target = `${path}#${name.slice(name.lastIndexOf(".") + 1)}`;
  terminal.show(true);
  const options = `--input ${quoted(JSON.stringify(input))} --log ${quoted(log.path)}`;
  terminal.sendText(`${orchCommand()} run ${quoted(target)} ${options}`);
}
