import { commands, type ExtensionContext, window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { openPage } from "./page-panel.ts";
import { askServer } from "./questions.ts";

/** A scenario, played through the picture of its plan moment by moment. */
export function registerStory(context: ExtensionContext, client: LanguageClient): void {
  const watch = async (uri: string, title: string): Promise<void> => {
    const found = await askServer(client, "orch/story", { uri, title });
    if (found?.page === undefined) {
      void window.showWarningMessage("The plan of this scenario has a mistake.");
      return;
    }
    const panel = openPage(context, title);
    const message = {
      kind: "page",
      page: found.page,
      plans: [found.name],
      name: found.name,
      moments: found.moments,
      verdict: `${found.verdict.status}: ${found.verdict.outcome}`,
    };
    panel.webview.onDidReceiveMessage(({ kind }: { kind: string }) => {
      if (kind === "ready") void panel.webview.postMessage(message);
    });
  };
  context.subscriptions.push(commands.registerCommand("orch.watchScenario", watch));
}
