import type { Diagnostic } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type { Tier } from "@orchlang/plan";
import type { ArgumentLabel, TracedLabel } from "../checked.ts";
import { clearanceOf } from "../declarations/clearance.ts";
import { parameterClearance } from "../declarations/parameters.ts";
import type { Typed } from "../expression/typed.ts";
import { labelledField, wholeLabel } from "../labels/inside.ts";
import { isCleared, joinLabels, labelWords, through } from "../labels/label.ts";
import { tooSecret } from "../labels/messages.ts";
import { type Flow, type Sink, sinkCheck, takes } from "../labels/sink.ts";
import type { ModuleContext, ParameterSignature, Signature } from "../scope/program.ts";
import type { CheckedArgument } from "./arguments.ts";

/** A call, as far as what it is given is concerned. */
interface FlowSite {
  readonly signature: Signature;
  readonly slot: string;
  readonly given: readonly CheckedArgument[];
  /** The label of the conditions around it, which its execution reveals. */
  readonly under: TracedLabel;
  /** The span of the called name. */
  readonly span: Span;
  /** Where the author says that it runs. */
  readonly tier: Tier | undefined;
  readonly module: ModuleContext;
  /** A trigger starts it: no call that its parameters follow. */
  readonly starts?: true;
  /** Diagnostics reported once for a whole routine, such as revealing conditions. */
  readonly told: Set<string>;
}

/** The labels of what a call is given; whatever flows too far is reported. */
export function checkFlows(site: FlowSite): readonly ArgumentLabel[] {
  const { signature, under, module } = site;
  const { file } = module;
  const labels: ArgumentLabel[] = [];
  const diagnostics: Diagnostic[] = [];
  const conditions = {
    label: under,
    says: "the decision to run this",
    file,
    span: site.span,
    condition: true as const,
  };
  const sinksOf = sinkFinder(site);
  const refusedByCondition = reportCondition(conditions, sinksOf(undefined), site);
  for (const { param, typed } of site.given) {
    const own = argumentLabel(typed, file);
    const label = joinLabels(own, param.trusted === "value" ? { ...under, integrity: "trusted" } : under);
    labels.push({ slot: site.slot, parameter: param.name, label });
    if (refusedByCondition || typed.type.kind === "error" || param.type.kind === "error") continue;
    const sinks = sinksOf(param);
    // Nearly everything may go where it goes: then so may each part of it.
    if (sinks.every((sink) => takes(sink, label))) continue;
    const byCondition = own.integrity === "trusted" && under.integrity === "untrusted";
    if (byCondition && param.trusted === true && reportCondition(conditions, sinks, site)) break;
    // The label that all arguments have from the conditions around the call is reported at the call, once.
    const says = `\`${param.name}\` of \`${signature.definition.name}\``;
    const alone = { label: own, says, file, span: typed.span, type: typed.type };
    const refused = firstRefused(alone, sinks);
    diagnostics.push(...refused);
    if (refused.length > 0 || reportCondition(conditions, sinks, site)) continue;
    diagnostics.push(...firstRefused({ ...alone, label }, sinks));
  }
  for (const diagnostic of together(diagnostics, site)) module.program.report(diagnostic);
  return labels;
}

/** The label of all that is handed over; where it is a field that brings it, the way begins at that. */
function argumentLabel(typed: Typed, file: string): TracedLabel {
  const label = wholeLabel(typed);
  if (label.way.length > 0 || label.confidentiality === "internal") return label;
  const field = labelledField(typed.type, (own) => own.confidentiality === label.confidentiality);
  const says = `this is ${labelWords(label)}${field === undefined ? "" : `: it has \`${field}\``}`;
  return through(label, { says, file, span: typed.span });
}

/** The sink of a refused flow, as the message names it. */
const sinkOf = ({ message }: Diagnostic): string => message.slice(message.indexOf(", but "));

/** A capability that is not cleared for what it is given is one mistake, however much of it that is. */
function together(diagnostics: readonly Diagnostic[], { signature }: FlowSite): readonly Diagnostic[] {
  const [first, ...more] = diagnostics.filter(({ code }) => code === tooSecret.code);
  if (first === undefined || signature.definition.kind !== "capability") return diagnostics;
  const others = more.filter((each) => sinkOf(each) === sinkOf(first));
  if (others.length === 0) return diagnostics;
  const also = others.map(({ file, span }) => ({ file, span, message: "and this" }));
  const whole = { ...first, labels: [...first.labels, ...also] };
  return diagnostics.flatMap((each) => (each === first ? [whole] : others.includes(each) ? [] : [each]));
}

/**
 * The same for what the execution of a call reveals; a revealing condition is one mistake, however many calls are under
 * it.
 */
export function reportCondition(
  flow: Flow,
  sinks: readonly Sink[],
  site: Pick<FlowSite, "module" | "told">,
): boolean {
  const refused = firstRefused(flow, sinks);
  if (refused.length === 0) return false;
  const from = flow.label.way.at(-1);
  const condition = from && `${from.file}:${from.span.start}:${labelWords(flow.label)}`;
  if (condition !== undefined && site.told.has(condition)) return true;
  for (const diagnostic of refused) site.module.program.report(diagnostic);
  if (condition !== undefined) site.told.add(condition);
  return true;
}

function firstRefused(flow: Flow, sinks: readonly Sink[]): readonly Diagnostic[] {
  for (const sink of sinks) {
    const refused = sinkCheck(flow, sink);
    if (refused.length > 0) return refused;
  }
  return [];
}

/**
 * Finds the sinks of an argument; without one, those that see the call itself. Sinks shared by all arguments are
 * computed once.
 */
function sinkFinder(site: FlowSite): (param: ParameterSignature | undefined) => readonly Sink[] {
  const { definition, clearance } = site.signature;
  if (definition.kind !== "capability") {
    const follows = (param: ParameterSignature): boolean => param.follows === true && site.starts !== true;
    return (param) => (param === undefined ? [] : [declaredSink(param, definition.name, follows(param))]);
  }
  const tier = tierSink(site);
  const says = `\`${definition.name}\``;
  const { file, declaration } = definition;
  const { program } = site.module;
  // Few callers need the position of a clause; the others are not invalidated when it moves.
  const declared = () => ({ file, span: clearanceOf(declaration, program.home(definition)).span });
  const raise = (label: string): string => `declare \`clearance ${label}\` at ${says}`;
  const isOwn = !definition.module.startsWith("std.");
  const sink: Sink = { says, clearance, declared, ...(isOwn ? { raise } : {}) };
  const sinks = [sink, tier];
  return (param) =>
    param !== undefined && param.trusted !== false
      ? [{ ...sink, declared: () => ({ file, span: param.span }), trusted: true }, tier]
      : sinks;
}

function declaredSink(param: ParameterSignature, callee: string, follows: boolean): Sink {
  const declared = () => ({ file: param.file, span: param.span });
  const says = `\`${callee}\`, as it declares \`${param.name}\`,`;
  const clearance = follows ? "secret" : parameterClearance(param);
  const raise = (label: string): string => `declare \`${param.name}: … @${label}\` in \`${callee}\``;
  return { says, clearance, declared, raise, ...(param.trusted === false ? {} : { trusted: true }) };
}

/** Where it runs: as the step says, else where the engine is if it may run there, else the least cleared that it may run on. */
function tierSink(site: FlowSite): Sink {
  const { plan } = site.module.program.settings;
  const tier = site.tier ?? tierAmong(site.signature.tiers, plan.engine, plan.clearances);
  return { says: `the ${tier} tier`, clearance: plan.clearances[tier] };
}

function tierAmong(
  allowed: readonly Tier[],
  engine: Tier,
  clearances: Readonly<Record<Tier, TracedLabel["confidentiality"]>>,
): Tier {
  if (allowed.length === 0 || allowed.includes(engine)) return engine;
  return allowed.reduce((least, tier) => (isCleared(clearances[tier], clearances[least]) ? tier : least));
}
