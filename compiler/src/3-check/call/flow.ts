import type { Span } from "@orchlang/language";
import type { Tier } from "@orchlang/plan";
import type { TracedLabel } from "../checked.ts";
import { clearanceOf, tiersOf } from "../declarations/clearance.ts";
import type { ParameterSignature } from "../declarations/parameters.ts";
import type { Signature } from "../declarations/signature.ts";
import { labelInside, wholeLabel } from "../labels/inside.ts";
import { isCleared, joinLabels } from "../labels/label.ts";
import { type Sink, sinkCheck } from "../labels/sink.ts";
import type { ModuleContext } from "../scope/module.ts";
import type { CheckedArgument } from "./arguments.ts";

/** A call, as far as what it is given is concerned. */
export interface FlowSite {
  readonly signature: Signature;
  readonly given: readonly CheckedArgument[];
  /** The label of the conditions that it stands under: that it happens at all tells of them. */
  readonly under: TracedLabel;
  /** Of the called name. */
  readonly span: Span;
  /** Where the author says that it runs. */
  readonly tier: Tier | undefined;
  readonly module: ModuleContext;
}

/** The labels of what a call is given, by parameter; whatever flows too far is reported. */
export function checkFlows(site: FlowSite): Readonly<Record<string, TracedLabel>> {
  const { signature, under, module } = site;
  const { file } = module;
  const labels: Record<string, TracedLabel> = {};
  const conditions = { label: under, says: "that this runs at all", file, span: site.span };
  const refusedByCondition = report(conditions, sinksOf(undefined, site), site);
  for (const { param, typed } of site.given) {
    const label = joinLabels(wholeLabel(typed), under);
    labels[param.name] = label;
    if (refusedByCondition || typed.type.kind === "error") continue;
    const says = `\`${param.name}\` of \`${signature.definition.name}\``;
    report({ label, says, file, span: typed.span }, sinksOf(param, site), site);
  }
  return labels;
}

/** Reports the first sink that refuses; whether one did. */
function report(flow: Parameters<typeof sinkCheck>[0], sinks: readonly Sink[], site: FlowSite): boolean {
  for (const sink of sinks) {
    const refused = sinkCheck(flow, sink);
    for (const diagnostic of refused) site.module.program.report(diagnostic);
    if (refused.length > 0) return true;
  }
  return false;
}

/** Where an argument goes; without one, where the call itself is seen. */
function sinksOf(param: ParameterSignature | undefined, site: FlowSite): readonly Sink[] {
  const { definition } = site.signature;
  if (definition.kind !== "capability") {
    if (param === undefined) return [];
    const declared = { file: param.file, span: param.span };
    const says = `\`${definition.name}\`, as it declares \`${param.name}\`,`;
    const clearance = parameterClearance(param);
    return [{ says, clearance, declared, ...(param.trusted ? { trusted: true } : {}) }];
  }
  const owner = site.module.program.module(definition.module);
  const own = clearanceOf(definition.declaration, owner);
  const sink: Sink = {
    says: `\`${definition.name}\``,
    clearance: own.level,
    declared: { file: definition.file, span: param?.trusted === true ? param.span : own.span },
    ...(param?.trusted === true ? { trusted: true } : {}),
  };
  return [sink, tierSink(site)];
}

/** What a plan, goal or occurrence may be given: as much as its type says, fields and all (semantics, rule 49). */
export function parameterClearance(param: ParameterSignature): TracedLabel["confidentiality"] {
  return joinLabels({ ...param.label, way: [] }, labelInside(param.type)).confidentiality;
}

/** Where it runs: as the step says, else where the engine is if it may run there, else the least cleared that it may run on. */
function tierSink(site: FlowSite): Sink {
  const { plan } = site.module.program.settings;
  const { definition } = site.signature;
  const allowed = definition.kind === "capability" ? tiersOf(definition.declaration) : [];
  const tier = site.tier ?? tierAmong(allowed, plan.engine, plan.clearances);
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
