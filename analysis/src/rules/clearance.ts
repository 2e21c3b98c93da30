import type { CheckedProgram, TracedLabel } from "@orchlang/checker";
import { isCleared } from "@orchlang/checker/labels";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { Confidentiality, Parameter } from "@orchlang/plan";
import type { EventDeclaration } from "@orchlang/plan/context";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { approvingPolicies } from "../approvals/in-force.ts";
import { isUnreachable } from "../graph/reachability.ts";
import { labelWithin } from "../labels/declared.ts";
import { filledElsewhere, hasLabelled } from "../labels/elsewhere.ts";
import { givenIn } from "../labels/given.ts";
import { fieldOf, whole } from "../labels/shape.ts";
import { Sources } from "../labels/sources.ts";
import { usesInGoal, usesStartedBy } from "../labels/started.ts";
import { labelsOf } from "../labels/summary.ts";
import { happening, leaves, steering, type Use } from "../labels/uses.ts";
import { selects } from "../selects.ts";
import { shortName } from "../words.ts";
import { type Finding, nodeName } from "./finding.ts";
import { followed } from "./part.ts";
import type { Run } from "./run.ts";

/*
 * Checks clearances, and parameters that take nothing untrusted, along the whole way that data
 * takes: through called plans, through values of which a type names only a part, and through what decides that a call is
 * made (semantics, rules 48 to 50). Phase 3 reports what one call shows by itself.
 */

export const reachesTooFar = defineDiagnostic<{ says: string; label: string; place: string; takes: string }>({
  code: "ORCH4109",
  severity: "error",
  title: "Labelled data reaches a place that may not have it",
  message: ({ says, label, place, takes }) => `${says} is ${label}, and ${place} ${takes}.`,
  label: ({ label }) => `${label} reaches it here`,
  help: ({ label }) =>
    label === "untrusted"
      ? 'Let a person decide who sees the value, or take responsibility: `endorse(…, because: "…")`.'
      : 'Give it something else, raise the `clearance`, or take the label away with `redact` or `declassify(…, because: "…")`.',
});

const asking = { strict: false, labelsOf };

export function clearanceDiagnostics(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  const { file } = routine.checked.origin;
  const isAsked = hasLabelled(analysis, routine) || filledElsewhere(analysis, asking).size > 0;
  const uses = isAsked ? labelsOf(analysis, routine, false).uses : [];
  const own = refusedOf(analysis, uses)
    .filter(({ use }) => !isUnreachable(analysis, routine, use.linked))
    .map((refused) => diagnosticAt({ file, span: refused.use.linked.statement.nameSpan }, refused));
  return [...distinct(own), ...laterDiagnostics(analysis, routine), ...startedDiagnostics(analysis, routine)];
}

/** A plan that a goal tries later: no untrusted data may decide that it is. */
function laterDiagnostics(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  const { file, nameSpan } = routine.checked.origin;
  const refused = refusedOf(analysis, usesInGoal(analysis, routine, asking));
  return distinct(refused.map((one) => diagnosticAt({ file, span: nameSpan }, one))).slice(0, 1);
}

/**
 * The values that triggers pass on. A revealing condition is a warning of its own (rule 48), but no untrusted data may
 * control the start.
 */
function startedDiagnostics(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  const { name, head } = routine.checked;
  const starting = (analysis.program.triggers ?? []).filter(
    ({ starts }) => starts !== undefined && (starts.target === name || starts.target === head.achieves),
  );
  return starting.flatMap((trigger) => {
    const uses = usesStartedBy(analysis, trigger, routine, asking);
    const place = { file: trigger.origin.file, span: trigger.origin.nameSpan };
    return distinct(refusedOf(analysis, uses).map((refused) => diagnosticAt(place, refused))).slice(0, 1);
  });
}

type Placed = Omit<Use, "linked">;

interface Refused<U extends Placed> {
  readonly use: U;
  readonly label: string;
  readonly takes: string;
  readonly way: TracedLabel["way"];
}

function refusedOf<U extends Placed>(analysis: Analysis, uses: readonly U[]): readonly Refused<U>[] {
  return uses.flatMap((use): readonly Refused<U>[] => {
    if (!leaves(use) && use.about !== "give") return [];
    const { way } = use.taint.label;
    const steered = steering(use);
    const isStrange = steered.label.integrity === "untrusted";
    if (isStrange && use.inside?.already.integrity !== "untrusted" && isTrusted(analysis, use))
      return [{ use, label: "untrusted", takes: "accepts nothing that a stranger or a model wrote", way }];
    // A caller answers for the values that it hands over, and not for those that the plan hands on itself, unless that
    // is a part.
    if (use.about === "give" && use.inside !== undefined && use.inside.isPart !== true) return [];
    const cleared = clearanceFor(analysis, use);
    const { confidentiality } = use.taint.label;
    if (confidentiality === "public" || use.inside?.already.confidentiality === confidentiality) return [];
    if (!isCleared(confidentiality, cleared))
      return [{ use, label: confidentiality, takes: `is cleared for ${cleared} only`, way }];
    const asked = askedFirst(analysis, use, confidentiality);
    if (asked === undefined) return [];
    const takes = `is approved by a role cleared for ${asked} only, which is shown it`;
    return [{ use, label: confidentiality, takes, way }];
  });
}

/** The clearance of a role that policies have agree first: whoever has it is shown what the call is given. */
function askedFirst(
  { program }: Analysis,
  { capability, parameter, about }: Placed,
  label: Confidentiality,
): Confidentiality | undefined {
  if (about !== "call" || parameter === undefined) return undefined;
  for (const { asks, on } of approvingPolicies(program.policies)) {
    if (!on.some((selector) => selects({ program }, selector, capability))) continue;
    for (const { role } of asks) {
      const cleared = program.roles[role]?.clearance;
      if (cleared !== undefined && !isCleared(label, cleared)) return cleared;
    }
  }
  return undefined;
}

function isTrusted({ program }: Analysis, { capability, parameter }: Placed): boolean {
  const event = program.events?.[capability] as EventDeclaration | undefined;
  if (event !== undefined)
    return (
      parameter === undefined ||
      event.fields.some(({ name, label }) => name === parameter && label.integrity === "trusted")
    );
  const params = paramsOf(program, capability);
  return params.some(({ name, trusted }) => name === parameter && trusted !== undefined);
}

/** The parameters of a capability, a plan or a goal. */
function paramsOf({ capabilities, routines, goals }: CheckedProgram, name: string): readonly Parameter[] {
  return (
    capabilities.get(name)?.capability.params ??
    routines.get(name)?.params ??
    goals.get(name)?.goal.params ??
    []
  );
}

/** The least of what the capability, and every tier that it may run on, is cleared for. */
function clearanceFor({ program, settings }: Analysis, use: Placed): Confidentiality {
  const { capability, tiers } = use;
  if (use.about === "emit") {
    const at = { file: "", span: { start: 0, end: 0 } };
    const occurrence = new Sources(program).occurrence(capability, at);
    return whole(fieldOf(occurrence, use.parameter ?? "")).label.confidentiality;
  }
  if (use.about === "give") {
    const param = paramsOf(program, capability).find(({ name }) => name === use.parameter);
    const routine = program.routines.get(capability);
    const follows = routine !== undefined && followed(program, routine).has(use.parameter ?? "");
    return param === undefined || follows
      ? "secret"
      : labelWithin(param.label, param.schema, program.schemas).confidentiality;
  }
  const own = program.capabilities.get(capability)?.capability.clearance.confidentiality ?? "secret";
  return tiers
    .map((tier) => settings.clearances[tier])
    .reduce((least, one) => (isCleared(one, least) ? one : least), own);
}

function diagnosticAt(
  at: { readonly file: string; readonly span: Diagnostic["span"] },
  { use, label, takes, way }: Refused<Placed>,
): Diagnostic {
  const says = wordsOf(use, label);
  const steps = [...way, ...(use.inside?.way ?? [])];
  const place = `\`${shortName(use.capability)}\``;
  return reachesTooFar.at(
    at,
    { says, label, place, takes },
    { labels: steps.map((step) => ({ file: step.file, span: step.span, message: step.says })) },
  );
}

function wordsOf({ argument, chosen, given, parameter }: Placed, label: string): string {
  if (argument === happening) return "That it is called at all";
  if (label === "untrusted" && chosen !== undefined && given.label.integrity === "trusted")
    return `The round of the loop that chooses \`${parameter}\``;
  const carried = label === "untrusted" ? given.label.integrity : given.label.confidentiality;
  return carried === label ? `The value of \`${parameter}\`` : "The condition of the call";
}

/** One for each place and label: whatever else goes there the same way is mended with it. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ span }) => {
    const key = `${span.start}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** Every `redact`, `declassify` and `endorse`: a label that an author took away, for a reviewer to see. */
export function releaseFindings(run: Run): readonly Finding[] {
  return run.reached.flatMap((routine) =>
    routine.tree.all.flatMap((linked) =>
      (linked.statement.releases ?? []).map((release, index) => {
        const name = nodeName(routine, linked);
        const known = givenIn(run).label(routine, release.from);
        const from = `${known.confidentiality} ${known.integrity}`;
        const to = `${release.to.confidentiality} ${release.to.integrity}`;
        const because = release.because === undefined ? "" : `: ${release.because}`;
        return {
          obligation: {
            id: `${release.kind} ${name} ${index}`,
            source: { step: name, clause: release.kind },
            rule: `${release.kind} at ${linked.id}`,
            severity: "informational" as const,
            verdict: "proved" as const,
            assumes: [],
            nodes: [name],
          },
          evidence: `${from} becomes ${to}${because}`,
          gates: [],
          diagnostics: [],
        };
      }),
    ),
  );
}
