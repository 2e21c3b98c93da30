import type { Requests } from "@orchlang/lsp";
import type { CancellationToken } from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";

/** The plan file of a run. */
export type PlanFile = NonNullable<Requests["orch/planFile"]["gets"]>;

/** Asks the server what it answers beside the protocol. */
export async function askServer<Method extends keyof Requests>(
  client: LanguageClient,
  method: Method,
  asked: Requests[Method]["asks"],
  token?: CancellationToken,
): Promise<Requests[Method]["gets"]> {
  if (client.state === State.Stopped) await comesBack(client);
  return await client.sendRequest(method, asked, token);
}

/** How long a server that is started anew is waited for. */
const awayMaxMs = 10_000;

/** A client that stops refuses whatever it is asked, also where it only stops to be started again. */
function comesBack(client: LanguageClient): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    };
    const timer = setTimeout(over, awayMaxMs);
    const listening = client.onDidChangeState(({ newState }) => {
      if (newState !== State.Stopped) over();
    });
  });
}
