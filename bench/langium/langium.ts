import { readFileSync } from "node:fs";
import { type AstNode, type LangiumCoreServices, type LangiumParser, URI } from "langium";
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

/** Langium's cold build of a text: a new document, parsed, indexed, linked and validated. */
export async function langiumBuilder(): Promise<(text: string) => Promise<void>> {
  const services = (await createServicesForGrammar({ grammar })) as unknown as LangiumCoreServices;
  const { LangiumDocumentFactory, LangiumDocuments, DocumentBuilder } = services.shared.workspace;
  const { fileExtensions } = services.LanguageMetaData;
  let count = 0;
  return async (text) => {
    const uri = URI.parse(`memory:/${count++}${fileExtensions[0] ?? ""}`);
    const document = LangiumDocumentFactory.fromString(text, uri);
    LangiumDocuments.addDocument(document);
    await DocumentBuilder.build([document], { validation: true });
    await LangiumDocuments.deleteDocument(uri);
    const [error] = [...document.parseResult.lexerErrors, ...document.parseResult.parserErrors];
    if (error !== undefined) throw new Error(`Langium could not read it: ${error.message}`);
  };
}

/** Langium's parser of the grammar beside this file: text to a tree with its text's nodes, no linking. */
export async function langiumParser(): Promise<(text: string) => AstNode> {
  const { parser } = (await createServicesForGrammar({ grammar })) as unknown as {
    readonly parser: { readonly LangiumParser: LangiumParser };
  };
  return (text) => {
    const { value, lexerErrors, parserErrors } = parser.LangiumParser.parse(text);
    const [error] = [...lexerErrors, ...parserErrors];
    if (error !== undefined) throw new Error(`Langium could not read it: ${error.message}`);
    return value;
  };
}
