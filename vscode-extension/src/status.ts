import { type ExtensionContext, LanguageStatusSeverity, languages } from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";

/** Shows the server's state in the status bar. */
export function registerStatus(context: ExtensionContext, client: LanguageClient): void {
  const item = languages.createLanguageStatusItem("orch.server", { language: "orch" });
  item.name = "orch";
  item.command = { command: "orch.restart", title: "Restart" };
  const show = (state: State): void => {
    item.busy = state === State.Starting;
    item.text =
      state === State.Running ? "orch" : state === State.Stopped ? "orch has stopped" : "orch starts …";
    item.severity =
      state === State.Stopped ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
  };
  show(State.Starting);
  context.subscriptions.push(
    item,
    client.onDidChangeState(({ newState }) => show(newState)),
  );
}
