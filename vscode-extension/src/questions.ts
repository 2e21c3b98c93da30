import type { Requests } from "@orchlang/lsp";
import type { CancellationToken } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

/** What a run is made of. */
export type PlanFile = NonNullable<Requests["orch/planFile"]["gets"]>;

/** Asks the server what it answers beside the protocol. */
export function askServer<Method extends keyof Requests>(
  client: LanguageClient,
  method: Method,
  asked: Requests[Method]["asks"],
  token?: CancellationToken,
): Promise<Requests[Method]["gets"]> {
  return client.sendRequest(method, asked, token);
}
