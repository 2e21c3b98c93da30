import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  DiagnosticRefreshRequest,
  InlayHintRefreshRequest,
  SemanticTokensRefreshRequest,
} from "vscode-languageserver/node";
import type { Site } from "./feature.ts";

const requests = {
  diagnostics: DiagnosticRefreshRequest.type,
  codeLens: CodeLensRefreshRequest.type,
  inlayHint: InlayHintRefreshRequest.type,
  semanticTokens: SemanticTokensRefreshRequest.type,
} as const satisfies Partial<Record<keyof NonNullable<ClientCapabilities["workspace"]>, unknown>>;

type Refreshed = keyof typeof requests;

/** Tells an editor that what it was answered is stale: by itself it asks again only as an open file is changed. */
export function askAgain({ connection, client, over }: Site, ...what: readonly Refreshed[]): void {
  for (const one of what) {
    if (client().workspace?.[one]?.refreshSupport !== true) continue;
    connection.sendRequest(requests[one]).catch((error: unknown) => {
      // An editor that goes away answers no more.
      if (!over.aborted) connection.console.warn(`${one}: ${String(error)}`);
    });
  }
}
