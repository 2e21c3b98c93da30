import { closest, didYouMean } from "@orchlang/language";
import {
  type Bound,
  type CapabilityClause,
  type CapabilityDeclaration,
  constantText,
  type Measure,
  type Name,
  type StringLiteral,
} from "@orchlang/language/ast";
import type { CallReference, Capability, Json } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { compareMoney, isMoney } from "@orchlang/plan/quantities";
import type { Definition } from "../../2-resolve/definition.ts";
import { checkReference } from "../call/arguments.ts";
import { checkCondition, checkExpression } from "../expression/check.ts";
import { extend } from "../expression/checking.ts";
import type { Environment, Typed } from "../expression/typed.ts";
import { wholeLabel } from "../labels/inside.ts";
import { sinkCheck } from "../labels/sink.ts";
import { definitionAt, quietly, typeContext } from "../scope/module.ts";
import type { ModuleContext, Signature } from "../scope/program.ts";
import { assignable } from "../types/assignable.ts";
import { userType } from "../types/built-in.ts";
import { widen } from "../types/join.ts";
import { durationType, stringType } from "../types/kinds.ts";
import { unknownType } from "../types/messages.ts";
import { aType, showType } from "../types/show.ts";
import { checkCount, clauseExpression, measureTypes, typedClause } from "./clauses.ts";
import { clearanceOf } from "./clearance.ts";
import { effectOf } from "./effect.ts";
import { checkHandler } from "./handler.ts";
import { confirmNotPure, confirmResult, leastAboveMost, notConstant } from "./messages.ts";
import { checkWord, confidentialities, modelRoles, tiers } from "./words.ts";

/** The values of clauses, collected one by one. */
export interface ClauseValues {
  readonly fails: string[];
  readonly ensures: Expression[];
  readonly scopes: string[];
  readonly uses: { readonly kind: string; readonly count: number }[];
  readonly tags: string[];
  readonly touches: { readonly entity: string; readonly by: Expression }[];
  effect?: Capability["effect"];
  bounds?: Partial<Record<Measure, Expression>>;
  least?: Partial<Record<Measure, Expression>>;
  charged?: "per request";
  undo?: CallReference;
  confirm?: CallReference;
  irreversible?: string;
  heartbeat?: Expression;
  run?: NonNullable<Capability["run"]>;
  human?: NonNullable<Capability["human"]>;
  model?: NonNullable<Capability["model"]>;
}

/** Where a clause stands. */
export interface ClauseSite {
  readonly declaration: CapabilityDeclaration;
  readonly signature: Signature;
  /** The parameters. */
  readonly env: Environment;
  /** The parameters and `result`. */
  readonly afterwards: Environment;
  readonly module: ModuleContext;
}

type ClauseCheck<C> = (clause: C, values: ClauseValues, site: ClauseSite) => void;

/** One entry for each kind of clause. */
const checks: {
  readonly [K in CapabilityClause["kind"]]: ClauseCheck<Extract<CapabilityClause, { kind: K }>>;
} = {
  effectClause: (clause, values, { env, module }) => {
    const limit =
      clause.for === undefined
        ? undefined
        : clauseExpression(clause.for, durationType, "`idempotent for` is", env, module);
    values.effect =
      clause.effect === "idempotent" && limit !== undefined
        ? { kind: "idempotent", for: limit }
        : { kind: clause.effect };
  },
  bound: (clause, values, { env, module }) => {
    const asks = clause.measure === "energy" ? "an `energy` is" : `a \`${clause.measure}\` is`;
    const limit = clauseExpression(clause.limit, measureTypes[clause.measure], asks, env, module);
    values.bounds = { ...values.bounds, [clause.measure]: limit };
    if (clause.least === undefined) return;
    const least = clauseExpression(clause.least, measureTypes[clause.measure], asks, env, module);
    if (least === undefined) return;
    values.least = { ...values.least, [clause.measure]: least };
    if (limit !== undefined) checkLeast(clause, limit, least, module);
  },
  scopeClause: (clause, values, { module }) => {
    const text = fixedText(clause.scope, "A scope", module);
    if (text !== undefined && !values.scopes.includes(text)) values.scopes.push(text);
  },
  clearanceClause: (clause, _, { module }) => {
    checkWord(clause.label, "label that a capability can be cleared for", confidentialities, module);
  },
  usesClause: (clause, values, { module }) => {
    const kind = definitionAt(module, clause.resourceKind, "type");
    const count = clause.count === undefined ? 1 : checkCount(clause.count, "The count of `uses`", 1, module);
    if (kind !== undefined) values.uses.push({ kind: kind.qualified, count });
  },
  touchesClause: (clause, values, { env, module }) => {
    const known = definitionAt(module, clause.entity, "type");
    if (known === undefined) checkEntity(clause.entity, module);
    const by = checkExpression(clause.by, undefined, env, module.expression);
    values.touches.push({ entity: known?.qualified ?? clause.entity.text, by: by.expression });
  },
  tiersClause: (clause, _, { module }) => {
    for (const tier of clause.tiers) checkWord(tier, "tier", tiers, module);
  },
  tagsClause: (clause, values) => {
    for (const tag of clause.tags) if (!values.tags.includes(tag.text)) values.tags.push(tag.text);
  },
  undoClause: (clause, values, { afterwards, module, declaration }) => {
    const undo = checkReference(clause.call, afterwards, module, declaration.broken);
    if (undo !== undefined) values.undo = undo.reference;
  },
  confirmClause: (clause, values, { env, module, declaration, signature }) => {
    const definition = definitionAt(module, clause.call.path, "capability");
    if (definition === undefined) return;
    // A capability that can't confirm is the wrong one: its arguments are no second mistake.
    const fits = checkConfirmation(clause, definition, signature, module);
    const confirm = checkReference(clause.call, env, fits ? module : quietly(module), declaration.broken);
    if (confirm !== undefined) values.confirm = confirm.reference;
  },
  irreversibleClause: (clause, values, { module }) => {
    const text = fixedText(clause.because, "A reason", module);
    if (text !== undefined) values.irreversible = text;
  },
  ensuresClause: (clause, values, { afterwards, module }) => {
    values.ensures.push(
      checkCondition(clause.condition, "`ensures` takes", afterwards, module.expression).expression,
    );
  },
  failsClause: (clause, values) => {
    for (const name of clause.failures) if (!values.fails.includes(name.text)) values.fails.push(name.text);
  },
  heartbeatClause: (clause, values, { env, module }) => {
    values.heartbeat = clauseExpression(clause.every, durationType, "a `heartbeat` is", env, module);
  },
  chargedClause: (_, values) => {
    values.charged = "per request";
  },
  runModuleClause: runClause,
  runHttpClause: runClause,
  runMcpClause: runClause,
  roleClause: (clause, values, { module }) => {
    const role = checkWord(clause.role, "role of a model", modelRoles, module);
    values.model = { prompt: noText, ...values.model, role: role ?? "executor" };
  },
  promptClause: (clause, values, { env, module }) => {
    const prompt = clauseExpression(clause.prompt, stringType, "a `prompt` is", env, module);
    values.model = { role: "executor", ...values.model, prompt };
  },
  askClause: (clause, values, { env, module }) => {
    const role = definitionAt(module, clause.role, "role");
    const count =
      clause.count === undefined ? 1 : checkCount(clause.count, "The number of people", 1, module);
    const answerer = extend(env, {
      user: { read: { op: "read", from: "local", name: "user" }, type: userType, label: userLabel },
    });
    const where =
      clause.where === undefined
        ? undefined
        : checkCondition(clause.where, "`where` takes", answerer, module.expression).expression;
    values.human = {
      show: noText,
      ...values.human,
      role: role?.qualified ?? "",
      count,
      ...(where === undefined ? {} : { where }),
    };
  },
  showClause: (clause, values, { env, module, declaration }) => {
    const shown = typedClause(clause.message, stringType, "what is shown is", env, module);
    checkShown(shown, declaration, module);
    values.human = { role: "", count: 1, ...values.human, show: shown.expression };
  },
};

export const checkCapabilityClause: ClauseCheck<CapabilityClause> = (clause, values, site) => {
  (checks[clause.kind] as ClauseCheck<CapabilityClause>)(clause, values, site);
};

/** Where both are written as constants, the least may not be above the most. */
function checkLeast(
  { measure, limit, least }: Bound,
  most: Expression,
  atLeast: Expression,
  module: ModuleContext,
): void {
  if (least === undefined || most.op !== "constant" || atLeast.op !== "constant") return;
  if (!isMore(atLeast.value, most.value)) return;
  const labels = [{ file: module.file, span: limit.span, message: "the most stands here" }];
  module.program.report(leastAboveMost.at({ file: module.file, span: least.span }, { measure }, { labels }));
}

function isMore(one: Json, other: Json): boolean {
  if (typeof one === "number" && typeof other === "number") return one > other;
  return isMoney(one) && isMoney(other) && one.currency === other.currency && compareMoney(one, other) > 0;
}

/** An entity need not be declared, but one that is nearly the name of a type is that name, misspelt. */
function checkEntity(entity: Name, module: ModuleContext): void {
  const place = { file: module.file, span: entity.span };
  if (entity.text === "" || module.expression.isLost?.(entity.text)) return;
  const suggestion = closest(entity.text, typeContext(module, "").names());
  if (suggestion === undefined || suggestion === entity.text) return;
  module.program.report(unknownType.at(place, { name: entity.text }, didYouMean(place, suggestion)));
}

/** Texts shown to people may carry data up to their role's clearance (semantics, rule 50). */
function checkShown(shown: Typed, declaration: CapabilityDeclaration, module: ModuleContext): void {
  const { level, span } = clearanceOf(declaration, module);
  const flow = { label: wholeLabel(shown), says: "what is shown", file: module.file, span: shown.span };
  const sink = { says: "who is asked", clearance: level, declared: () => ({ file: module.file, span }) };
  for (const refused of sinkCheck(flow, sink)) module.program.report(refused);
}

const noText: Expression = { op: "constant", value: "" };
const userLabel = { confidentiality: "internal", integrity: "trusted", way: [] } as const;

function runClause(
  clause: Extract<CapabilityClause, { kind: "runModuleClause" | "runHttpClause" | "runMcpClause" }>,
  values: ClauseValues,
  { signature, env, module }: ClauseSite,
): void {
  const run = checkHandler(clause, signature, env, module);
  if (run !== undefined) values.run = run;
}

/**
 * A confirm is a pure call that reports whether a call took effect (semantics, rule 17).
 *
 * @returns whether it is one; otherwise it was reported.
 */
function checkConfirmation(
  clause: Extract<CapabilityClause, { kind: "confirmClause" }>,
  confirm: Definition<"capability">,
  signature: Signature,
  module: ModuleContext,
): boolean {
  const place = { file: module.file, span: clause.call.path.span };
  const { name, file } = confirm;
  const declared = { file, span: confirm.declaration.name.span, message: `\`${name}\` is declared here` };
  const labels = [declared];
  const effect = effectOf(confirm.declaration);
  if (effect !== "pure") {
    module.program.report(confirmNotPure.at(place, { name, effect }, { labels }));
    return false;
  }
  const gives = module.program.signatureOf(confirm).result.type;
  const tells = signature.result.type;
  const yesOrNo = gives.kind === "optional" ? gives.of : gives;
  if (gives.kind === "error") return true;
  if (tells.kind === "nothing" && (yesOrNo.kind === "bool" || gives.kind === "done")) return true;
  // How much it is is checked as it comes in, as of any answer.
  const misfit = gives.kind === "done" ? assignable(widen(gives.of), widen(tells)) : undefined;
  if (gives.kind === "done" && (misfit === undefined || misfit.why === "text")) return true;
  const wanted = tells.kind === "nothing" ? "Bool?" : `Done<${showType(tells)}>`;
  const confirms = gives.kind === "done" ? aType(tells) : undefined;
  const text = gives.kind === "done" ? aType(gives.of) : aType(gives);
  module.program.report(confirmResult.at(place, { name, gives: text, wanted, confirms }, { labels }));
  return false;
}

function fixedText(literal: StringLiteral, what: string, module: ModuleContext): string | undefined {
  const text = constantText(literal);
  if (text === undefined) {
    module.program.report(notConstant.at({ file: module.file, span: literal.span }, { what }));
  }
  return text;
}
