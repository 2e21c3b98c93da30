import { clauseWord, mayBeDefault } from "../../2-resolve/defaults.ts";
import type { Definition } from "../../2-resolve/definition.ts";
import type { ProgramContext } from "../scope/program.ts";
import { checkClauses, clauseSite, kindsWith, mayHave, repeatableClauses } from "./capability.ts";
import { clausePlaces, reportMisplaced } from "./clauses.ts";
import { signatureOf } from "./signature.ts";

/**
 * Defaults of a kind. Each clause is checked here once, as that of a capability without parameters; the capabilities
 * that take it over report nothing about it.
 */
export function checkDefaults(definition: Definition<"defaults">, program: ProgramContext): void {
  const module = program.home(definition);
  const { declaration, name } = definition;
  const { capabilityKind } = declaration;
  const words = declaration.clauses.map((clause) => ({ word: clauseWord(clause), span: clause.span }));
  clausePlaces(words, repeatableClauses, name, module);
  const clauses = declaration.clauses.filter((clause) => {
    const word = clauseWord(clause);
    const isShared = mayBeDefault(clause);
    if (isShared && mayHave(word, capabilityKind)) return true;
    const belongs = isShared ? kindsWith(word) : "a single capability";
    const is = `for every \`${capabilityKind}\``;
    reportMisplaced({ word, span: clause.span }, { name, is, belongs }, module);
    return false;
  });
  const capability = {
    ...declaration,
    kind: "capability" as const,
    parameters: [],
    result: undefined,
    clauses,
    inherited: [],
  };
  const signature = signatureOf({ ...definition, kind: "capability", declaration: capability }, program);
  checkClauses(capability, clauseSite(capability, signature, module), module);
}
