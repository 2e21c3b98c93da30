import {
  commands,
  type ExtensionContext,
  ShellExecution,
  Task,
  type TaskDefinition,
  TaskScope,
  tasks,
  type Uri,
  window,
  workspace,
} from "vscode";
import { orchCommand, quoted } from "./command-line.ts";
import { tellUntrusted } from "./untrusted.ts";

/** `orch.newProject`: makes a folder a project by `orch init`, and opens it. */
export function registerNewProject(context: ExtensionContext): void {
  context.subscriptions.push(commands.registerCommand("orch.newProject", newProject));
}

async function newProject(): Promise<void> {
  if (!workspace.isTrusted) {
    await tellUntrusted("To make a project a program is started, and this folder is not trusted.");
    return;
  }
  const chosen = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: "Make This Folder a Project",
    title: "Where the new project is to be",
  });
  const [folder] = chosen ?? [];
  if (folder === undefined) return;
  if ((await exitOf(folder)) !== 0) {
    // Why is told in the terminal, which stays.
    void window.showWarningMessage("No project was made: the terminal says why.");
    return;
  }
  if (workspace.workspaceFolders?.some(({ uri }) => uri.toString() === folder.toString()) === true) return;
  const open = "Open";
  if ((await window.showInformationMessage(`${folder.path} is a project.`, open)) === open)
    await commands.executeCommand("vscode.openFolder", folder);
}

/** The exit code of `orch init` in a folder; `undefined` if it was stopped. */
async function exitOf(folder: Uri): Promise<number | undefined> {
  const line = `${orchCommand()} init`;
  const definition = { type: "orch", command: "init" };
  const execution = new ShellExecution(line, { cwd: folder.fsPath });
  const started = await tasks.executeTask(new Task(definition, TaskScope.Global, "init", "orch", execution));
  return new Promise((resolve) => {
    const ended = tasks.onDidEndTaskProcess(({ execution: one, exitCode }) => {
      if (one !== started) return;
      ended.dispose();
      resolve(exitCode);
    });
  });
}

interface OrchTask extends TaskDefinition {
  readonly command: string;
  readonly target?: string;
}

/** `orch check`, `test` and `format` as tasks of the workspace. */
export function registerTasks(context: ExtensionContext): void {
  const provided = ["check", "test", "format"].map((command) => taskOf({ type: "orch", command }));
  context.subscriptions.push(
    tasks.registerTaskProvider("orch", {
      provideTasks: () => provided,
      resolveTask: ({ definition }) => taskOf(definition as OrchTask),
    }),
  );
}

/** Problems take one to three lines, and each matcher expects a fixed number. */
const matchers = ["$orch", "$orch-two-lines", "$orch-three-lines"];

function taskOf(definition: OrchTask): Task {
  const { command, target } = definition;
  const line = [orchCommand(), command, ...(target === undefined ? ["."] : [quoted(target)])].join(" ");
  const task = new Task(definition, TaskScope.Workspace, command, "orch", new ShellExecution(line), matchers);
  return task;
}
