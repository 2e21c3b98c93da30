import { commands, type ExtensionContext, type Terminal, Uri, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { fieldOf } from "./fields.ts";
import { askForm } from "./form.ts";
import { followLog, type Happening } from "./progress.ts";
import { type PlanFile, planFileOf, previewOf } from "./questions.ts";
import { createStanding } from "./standing.ts";

/** Where the steps of a run are shown as they happen. */
export type Showing = (uri: string, name: string, states: Readonly<Record<string, string>>) => void;

/** Runs a plan in a terminal, where it can be watched and interrupted; its input and answers are asked for in forms. */
export function registerRun(context: ExtensionContext, client: LanguageClient, show: Showing): void {
  const run = async (given?: string, named?: string): Promise<void> => {
    const uri = given === undefined ? window.activeTextEditor?.document.uri : Uri.parse(given);
    if (uri === undefined) return;
    const document = await workspace.openTextDocument(uri);
    if (document.isDirty && !(await document.save())) return;
    const line = window.activeTextEditor?.selection.active.line;
    const asked = { uri: uri.toString(), ...(line === undefined ? {} : { line }) };
    const name = named ?? (await previewOf(client, asked))?.name;
    const file = name === undefined ? null : await planFileOf(client, uri.toString(), name);
    if (name === undefined || file === null) {
      void window.showWarningMessage("There is no plan without mistakes here to run.");
      return;
    }
    const input = await inputOf(context, file);
    if (input !== undefined) start(context, { uri, name, file, input, show });
  };
  context.subscriptions.push(commands.registerCommand("orch.run", run));
}

/** What the plan is to be given; nothing is asked of one that takes nothing. */
function inputOf(context: ExtensionContext, { plan }: PlanFile): Promise<object | undefined> {
  const { params } = plan.routines[plan.entry] ?? plan.goals[plan.entry] ?? { params: [] };
  if (params.length === 0) return Promise.resolve({});
  const fields = params.map((param) =>
    fieldOf({ name: param.name, schema: param.schema, optional: param.default !== undefined }, plan.schemas),
  );
  const short = plan.entry.slice(plan.entry.lastIndexOf(".") + 1);
  return askForm(context, `Run ${short}`, "What the plan is given.", fields);
}

interface Start {
  readonly uri: Uri;
  readonly name: string;
  readonly file: PlanFile;
  readonly input: object;
  readonly show: Showing;
}

function start(context: ExtensionContext, { uri, name, file, input, show }: Start): void {
  const folder = workspace.getWorkspaceFolder(uri);
  const cwd = folder === undefined ? {} : { cwd: folder.uri };
  const terminal = window.createTerminal({ name: "orch run", ...cwd });
  const standing = createStanding();
  const log = followLog((happening) => {
    standing.hear(happening);
    show(uri.toString(), name, standing.states());
    if (happening.message === "step_started") void askPerson(context, file, happening, terminal);
  });
  const closed = window.onDidCloseTerminal((one) => {
    if (one !== terminal) return;
    log.stop();
    closed.dispose();
  });
  const target = `${uri.fsPath}#${name.slice(name.lastIndexOf(".") + 1)}`;
  terminal.show(true);
  const options = `--input ${quoted(JSON.stringify(input))} --log ${quoted(log.path)}`;
  terminal.sendText(`${orchCommand()} run ${quoted(target)} ${options}`);
}

/** What a step asks a person is asked here too; the terminal, which waits for the same, is told. */
async function askPerson(
  context: ExtensionContext,
  { plan }: PlanFile,
  { step = "", capability = "" }: Happening,
  terminal: Terminal,
): Promise<void> {
  const asking = plan.capabilities[capability];
  if (asking?.human === undefined) return;
  const answer = "Answer";
  if ((await window.showInformationMessage(`The run asks: ${step}`, answer)) !== answer) return;
  const properties = propertiesOf(asking.result?.schema, plan.schemas);
  const value = await askForm(context, step, `What ${capability} gives.`, properties);
  if (value !== undefined) terminal.sendText(JSON.stringify(value));
}

function propertiesOf(schema: unknown, defs: PlanFile["plan"]["schemas"]) {
  const { $ref, properties, required } = (schema ?? {}) as {
    readonly $ref?: string;
    readonly properties?: PlanFile["plan"]["schemas"];
    readonly required?: readonly string[];
  };
  const of = $ref === undefined ? undefined : defs[decodeURIComponent($ref.slice("#/$defs/".length))];
  if (of !== undefined) return propertiesOf(of, defs);
  return Object.entries(properties ?? {}).map(([name, one]) =>
    fieldOf({ name, schema: one, optional: required?.includes(name) !== true }, defs),
  );
}

export function orchCommand(): string {
  return workspace.getConfiguration("orch").get<string>("command") ?? "npx orch";
}

/** For a shell: as it is, whatever stands in it. */
export function quoted(text: string): string {
  if (process.platform === "win32") return `"${text.replaceAll('"', '\\"')}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
