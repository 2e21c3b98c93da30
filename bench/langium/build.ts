import { readFileSync } from "node:fs";
import { type LangiumCoreServices, URI } from "langium";
import { createServicesForGrammar } from "langium/grammar";

const grammar = readFileSync(new URL("./orch.langium", import.meta.url), "utf8");

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
