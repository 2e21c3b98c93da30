import { commands, type ExtensionContext, Uri, window, workspace } from "vscode";

/** Runs a plan in a terminal, where it can be watched, answered and interrupted. */
export function registerRun(context: ExtensionContext): void {
  context.subscriptions.push(commands.registerCommand("orch.run", run));
}

async function run(given?: string, name?: string): Promise<void> {
  const uri = given === undefined ? window.activeTextEditor?.document.uri : Uri.parse(given);
  if (uri === undefined) return;
  const document = await workspace.openTextDocument(uri);
  if (document.isDirty && !(await document.save())) return;
  const input = await window.showInputBox({
    title: "Input of the plan, as JSON",
    value: "{}",
    validateInput: (text) => (isJson(text) ? undefined : "This is not JSON."),
  });
  if (input === undefined) return;
  const folder = workspace.getWorkspaceFolder(uri);
  const terminal = window.createTerminal({
    name: "orch run",
    ...(folder === undefined ? {} : { cwd: folder.uri }),
  });
  const target = name === undefined ? uri.fsPath : `${uri.fsPath}#${name.slice(name.lastIndexOf(".") + 1)}`;
  terminal.show();
  terminal.sendText(`${orchCommand()} run ${quoted(target)} --input ${quoted(input)}`);
}

export function orchCommand(): string {
  return workspace.getConfiguration("orch").get<string>("command") ?? "npx orch";
}

/** For a shell: as it is, whatever stands in it. */
export function quoted(text: string): string {
  if (process.platform === "win32") return `"${text.replaceAll('"', '\\"')}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // That is what is told.
    return false;
  }
}
