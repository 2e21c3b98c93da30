import type { CapabilityClause, CapabilityDeclaration, CapabilityKind } from "@orchlang/language/ast";
import type { Capability } from "@orchlang/plan";
import {
  type CompleteCapability,
  clauseWord,
  type Definition,
  mayBeDefault,
} from "../../2-resolve/definition.ts";
import type { CheckedCapability } from "../checked.ts";
import { extend } from "../expression/checking.ts";
import { internalLabel, labelOf } from "../labels/label.ts";
import { unobserved } from "../scope/module.ts";
import type { ModuleContext, ProgramContext, Signature } from "../scope/program.ts";
import { schemaOf } from "../types/schema.ts";
import { type ClauseSite, type ClauseValues, checkCapabilityClause } from "./capability-clause.ts";
import { clausePlaces, reportMisplaced } from "./clauses.ts";
import { clearanceOf, tiersOf } from "./clearance.ts";
import { defaultEffect } from "./effect.ts";
import { originOf } from "./in-reach.ts";
import { clauseMissing } from "./messages.ts";
import { planParameter, withParameters } from "./parameters.ts";
import { signatureOf } from "./signature.ts";

/** A capability with all of its clauses. */
export function checkCapability(
  definition: Definition<"capability">,
  program: ProgramContext,
): CheckedCapability {
  const module = program.home(definition);
  const { declaration } = definition;
  const signature = program.signatureOf(definition);
  const clauses = clausePlaces(
    ownClauses(declaration).map((clause) => ({ word: clauseWord(clause), span: clause.span })),
    repeatableClauses,
    definition.name,
    module,
  );
  const site = clauseSite(declaration, signature, module);
  const values = checkClauses(declaration, site, module);
  if (!declaration.broken) reportMissing(declaration, module);
  return {
    capability: capabilityOf(definition, signature, values, module),
    origin: originOf(definition),
    types: {
      params: Object.fromEntries(signature.params.map((param) => [param.name, param.type])),
      result: signature.result.type,
    },
    clauses,
  };
}

/** The scope of clauses: the parameters; for some of them `result` too. */
function clauseSite(
  declaration: CapabilityDeclaration,
  signature: Signature,
  module: ModuleContext,
): ClauseSite {
  const env = withParameters(signature.params, "local", module.environment);
  const { type, labels } = signature.result;
  const afterwards =
    type.kind === "nothing"
      ? env
      : extend(env, {
          result: {
            read: { op: "read", from: "local", name: "result" },
            type,
            label: { ...labelOf(labels, internalLabel), way: [] },
          },
        });
  return { declaration, signature, env, afterwards, module };
}

function checkClauses(
  declaration: CompleteCapability,
  site: ClauseSite,
  module: ModuleContext,
): ClauseValues {
  const values: ClauseValues = { fails: [], ensures: [], scopes: [], uses: [], tags: [], touches: [] };
  const seen = new Set<string>();
  for (const clause of declaration.clauses) {
    const word = clauseWord(clause);
    const isInherited = declaration.inherited.includes(clause);
    if (!mayHave(word, declaration.capabilityKind)) {
      if (!isInherited) reportKind(clause, word, declaration, module);
      continue;
    }
    if (seen.has(word) && !repeatableClauses.has(word)) continue;
    seen.add(word);
    checkCapabilityClause(clause, values, isInherited ? { ...site, module: unobserved(module) } : site);
  }
  return values;
}

function ownClauses({ clauses, inherited }: CompleteCapability): readonly CapabilityClause[] {
  return clauses.filter((clause) => !inherited.includes(clause));
}

function reportKind(
  clause: CapabilityClause,
  word: string,
  declaration: CapabilityDeclaration,
  module: ModuleContext,
): void {
  const is = kindWithArticle(declaration.capabilityKind);
  reportMisplaced(
    { word, span: clause.span },
    { name: declaration.name.text, is, belongs: kindsWith(word) },
    module,
  );
}

function reportMissing(declaration: CapabilityDeclaration, module: ModuleContext): void {
  const words = new Set(declaration.clauses.map(clauseWord));
  const wanted =
    declaration.capabilityKind === "human"
      ? { clause: "ask", because: "Someone has to be asked: `ask` names the role that may answer." }
      : declaration.capabilityKind === "llm" && !words.has("run")
        ? { clause: "prompt", because: "A model is asked something: `prompt` says what." }
        : undefined;
  if (wanted === undefined || words.has(wanted.clause)) return;
  const place = { file: module.file, span: declaration.name.span };
  module.program.report(clauseMissing.at(place, { name: declaration.name.text, ...wanted }));
}

function capabilityOf(
  definition: Definition<"capability">,
  signature: Signature,
  values: ClauseValues,
  module: ModuleContext,
): Capability {
  const { declaration } = definition;
  const { bounds, ...others } = values;
  const strange = declaration.capabilityKind === "llm" || declaration.capabilityKind === "agent";
  const base = { ...internalLabel, integrity: strange ? ("untrusted" as const) : ("trusted" as const) };
  const { type, labels } = signature.result;
  const level = clearanceOf(declaration, module).level;
  return {
    name: definition.qualified,
    kind: declaration.capabilityKind,
    params: signature.params.map((param) => planParameter(param, module)),
    result:
      type.kind === "nothing"
        ? null
        : {
            schema: schemaOf(type, module.expression.units, module.program.schemas),
            label: plainLabel(labelOf(labels, base)),
          },
    clearance: { confidentiality: level, integrity: "untrusted" },
    tiers: tiersOf(declaration),
    effect: defaultEffect(declaration),
    ...bounds,
    ...others,
  };
}

function plainLabel(label: Capability["clearance"]): Capability["clearance"] {
  return { confidentiality: label.confidentiality, integrity: label.integrity };
}

/** Clauses that say one more thing each time. */
const repeatableClauses: ReadonlySet<string> = new Set([
  "scope",
  "uses",
  "touches",
  "ensures",
  "fails",
  "tags",
]);

/** Clauses that only make sense for some kinds. */
const clausesOfKinds: Readonly<Record<string, readonly CapabilityKind[]>> = {
  role: ["llm"],
  prompt: ["llm"],
  effect: ["tool", "agent", "service", "llm"],
  ask: ["human"],
  show: ["human"],
  run: ["tool", "agent", "service", "llm"],
  heartbeat: ["tool", "agent", "service", "llm"],
  charged: ["tool", "agent", "service", "llm"],
};

/** True if capabilities of a kind may have the clause that begins with a word. */
function mayHave(word: string, kind: CapabilityKind): boolean {
  return clausesOfKinds[word]?.includes(kind) ?? true;
}

/** The kinds that may have the clause: "a tool, an agent". */
function kindsWith(word: string): string {
  return (clausesOfKinds[word] ?? []).map(kindWithArticle).join(", ");
}

/** "a tool", "an agent". */
function kindWithArticle(kind: CapabilityKind): string {
  return kind === "agent" || kind === "llm" ? `an ${kind}` : `a ${kind}`;
}

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
    brief: undefined,
    inherited: [],
  };
  const signature = signatureOf({ ...definition, kind: "capability", declaration: capability }, program);
  checkClauses(capability, clauseSite(capability, signature, module), module);
}
