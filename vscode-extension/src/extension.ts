import { commands, type ExtensionContext, window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { createClient, registerStatus } from "./client.ts";
import { registerVerify } from "./counterexample.ts";
import { registerNewProject, registerTasks } from "./new-project.ts";
import { registerDifference, registerPreview, registerStory } from "./preview.ts";
import { registerRun } from "./run.ts";
import { registerScenarios } from "./scenarios.ts";

let client: LanguageClient | undefined;

export function activate(context: ExtensionContext): void {
  const started = createClient(context);
  client = started;
  const show = registerPreview(context, started);
  registerScenarios(context, started);
  registerStory(context, started);
  registerVerify(context, started);
  registerDifference(context, started);
  registerRun(context, started, show);
  registerTasks(context);
  registerNewProject(context);
  registerStatus(context, started);
  context.subscriptions.push(commands.registerCommand("orch.restart", () => started.restart()));
  // The editor need not wait for the server: what is asked of it before it is there waits by itself.
  started.start().catch((error: unknown) => {
    void window.showErrorMessage(`The language server of orch does not start: ${String(error)}`);
  });
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
