import { join } from "node:path";
import { type ExtensionContext, LanguageStatusSeverity, languages, workspace } from "vscode";
import { LanguageClient, type LanguageClientOptions, State, TransportKind } from "vscode-languageclient/node";

/** The language server that the extension brings along, in a process of its own. */
export function createClient(context: ExtensionContext): LanguageClient {
  const module = context.asAbsolutePath(join("dist", "server.cjs"));
  const options: LanguageClientOptions = {
    documentSelector: [{ language: "orch" }],
    diagnosticCollectionName: "orch",
    synchronize: {
      configurationSection: "orch",
      fileEvents: [
        workspace.createFileSystemWatcher("**/*.orch"),
        workspace.createFileSystemWatcher("**/orch.json"),
      ],
    },
  };
  const run = { module, transport: TransportKind.stdio };
  return new LanguageClient("orch", "orch", { run, debug: run }, options);
}

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
