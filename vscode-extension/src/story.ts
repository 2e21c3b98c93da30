import { commands, type ExtensionContext, window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { showPage } from "./page-panel.ts";
import { askServer } from "./questions.ts";

/** A scenario, played through the picture of its plan moment by moment. */
export function registerStory(context: ExtensionContext, client: LanguageClient): void {
  const watch = async (uri: string, title: string): Promise<void> => {
    const found = await askServer(client, "orch/story", { uri, title });
    if (found?.page === undefined) {
      void window.showWarningMessage("The plan of this scenario has a mistake.");
      return;
    }
    const { page, name, places, moments, verdict } = found;
    const says = `${verdict.status}: ${verdict.outcome}`;
    showPage(context, title, { page, name, places, moments, verdict: says });
  };
  context.subscriptions.push(commands.registerCommand("orch.watchScenario", watch));
}
