import { readFileSync } from "node:fs";
import type { AstNode, LangiumParser } from "langium";
import { createServicesForGrammar } from "langium/grammar";

const grammar = readFileSync(new URL("./orch.langium", import.meta.url), "utf8");

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
