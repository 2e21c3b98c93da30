import { readFileSync } from "node:fs";
import { createServicesForGrammar } from "langium/grammar";
import { type LangiumServices, startLanguageServer } from "langium/lsp";
import type { Connection } from "vscode-languageserver/node";

const grammar = readFileSync(new URL("./orch.langium", import.meta.url), "utf8");

/** Langium's language server for the grammar beside this file, with all that it does by default. */
export async function serveLangium(connection: Connection): Promise<void> {
  const services = await createServicesForGrammar<LangiumServices>({
    grammar,
    languageMetaData: {
      caseInsensitive: false,
      fileExtensions: [".orch"],
      languageId: "orch",
      mode: "production",
    },
    // Its own copy of the protocol's library has the same connection.
    sharedModule: { lsp: { Connection: () => connection as never } },
  });
  startLanguageServer(services.shared);
}
