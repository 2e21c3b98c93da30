import { join } from "node:path";
import { type ExtensionContext, workspace } from "vscode";
import { LanguageClient, type LanguageClientOptions, TransportKind } from "vscode-languageclient/node";

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
