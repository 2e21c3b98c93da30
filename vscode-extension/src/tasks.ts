import { type ExtensionContext, ShellExecution, Task, type TaskDefinition, TaskScope, tasks } from "vscode";
import { orchCommand, quoted } from "./command-line.ts";

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
