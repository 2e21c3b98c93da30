import type { CheckedRule } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import { type Expression, partsOf } from "@orchlang/plan/expressions";
import { formatDuration } from "@orchlang/plan/quantities";
import type { Check, Obligation, Policy, Selector, Verdict } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../analysis.ts";
import { expressionText } from "../expression/text.ts";
import { reachedFrom } from "../graph/call-graph.ts";
import { isComeTo } from "../graph/come-to.ts";
import { selects } from "../selects.ts";
import { shortName } from "../words.ts";
import { distinct, type Finding, nodeName } from "./finding.ts";
import { stops } from "./guardrail.ts";
import { lookedAt } from "./in-reach.ts";
import { gatesOf, type Occurrence, occurrencesIn } from "./occurrence.ts";
import { appliesTo, inModuleOrder, type Run } from "./run.ts";
import { isAlwaysTrueAt, isTrueOfAllCandidates, truthAt } from "./truth-at.ts";

/* A policy decides about one action, when it begins; what is known of its condition beforehand is decided here. */

export const alwaysDenied = defineDiagnostic<{
  action: string;
  policy: string;
  when: string;
  allow?: boolean;
  defer?: string;
}>({
  code: "ORCH4107",
  severity: "error",
  title: "A policy always denies this",
  message: ({ action, policy, when, allow, defer }) => {
    if (defer !== undefined)
      return `${action} is always deferred here, and denied after ${defer}: \`${policy}\` defers it while \`${when}\`, and that is always so.`;
    return allow === true
      ? `${action} is never allowed here: \`${policy}\` allows it when \`${when}\`, and that is never so.`
      : `${action} is always denied here: \`${policy}\` denies it when \`${when}\`, and that is always so.`;
  },
  help: "Pass other arguments, or change the policy.",
});

export function policyFindings(run: Run, policy: CheckedRule<Policy>): readonly Finding[] {
  const occurrences = occurrencesOf(run, policy);
  if (occurrences.length === 0) return [];
  const places = distinctPlaces(occurrences);
  return policy.rule.verdicts.flatMap((verdict, index) =>
    run.mistakesOnly === true && !canRefuse(policy, verdict)
      ? []
      : [verdictFinding(run, policy, verdict, index, places)],
  );
}

/** Only what is blocking refuses or stops, and only one that denies or allows. */
function canRefuse({ rule }: CheckedRule<Policy>, { kind }: Verdict): boolean {
  return stops(rule.severity) && (kind === "deny" || kind === "defer" || kind === "allow");
}

/** True if anything that a run can do is a policy's matter. */
export function meets(run: Run, policy: CheckedRule<Policy>): boolean {
  return occurrencesOf(run, policy).length > 0;
}

function occurrencesOf(run: Run, policy: CheckedRule<Policy>): readonly Occurrence[] {
  return allUnder(run, policy).flatMap((routine) =>
    policy.rule.on.flatMap((selector) =>
      // Undoing, and asking what became of it, is no action of anybody's: no policy stands in its way.
      occurrencesIn(run.analysis, routine, selector).filter(
        ({ slot }) => slot !== "undo" && slot !== "confirm",
      ),
    ),
  );
}

/** The policies that allow something, each with where in the run it does. */
interface Allowing {
  readonly verdicts: readonly Verdict[];
  readonly under: ReadonlySet<AnalysedRoutine>;
  readonly on: readonly Selector[];
}

function allowingIn(run: Run): readonly Allowing[] {
  return inModuleOrder(run.analysis.program.policies)
    .filter(({ rule }) => stops(rule.severity))
    .flatMap((policy) => {
      const verdicts = policy.rule.verdicts.filter(({ kind }) => kind === "allow");
      if (verdicts.length === 0) return [];
      return [{ verdicts, under: new Set(allUnder(run, policy)), on: policy.rule.on }];
    });
}

/** All that ask for an `allow` at one place: one of them has to hold (semantics, rule 13). */
function allowsAt(
  run: Run,
  allowing: readonly Allowing[],
  occurrence: Occurrence,
): readonly { readonly verdict: Verdict; readonly holds: boolean | undefined }[] {
  return allowing
    .filter(
      ({ on, under }) =>
        under.has(occurrence.routine) &&
        on.some((selector) => selects(run.analysis, selector, occurrence.capability)),
    )
    .flatMap(({ verdicts }) =>
      verdicts.map((verdict) => ({ verdict, holds: truthOf(run, occurrence, verdict) })),
    );
}

function allowedAt(run: Run, allowing: readonly Allowing[], occurrence: Occurrence): boolean | undefined {
  const allows = allowsAt(run, allowing, occurrence);
  if (allows.some(({ holds }) => holds === true)) return true;
  return allows.every(({ holds }) => holds === false) ? false : undefined;
}

/** A plan's policies hold in the plans that it calls, too. */
function allUnder(run: Run, policy: CheckedRule<Policy>): readonly AnalysedRoutine[] {
  const bound = run.reached.filter((routine) => appliesTo(run.analysis, policy, routine));
  if (run.mistakesOnly === true) return bound.flatMap((root) => lookedAt(run, root, policy));
  const under = new Set(reachedFrom(run.analysis, ...bound));
  return run.reached.filter((routine) => under.has(routine));
}

function distinctPlaces(occurrences: readonly Occurrence[]): readonly Occurrence[] {
  const seen = new Set<string>();
  return occurrences.filter(({ routine, linked, slot }) => {
    const key = `${nodeName(routine, linked)} ${slot}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function verdictFinding(
  run: Run,
  policy: CheckedRule<Policy>,
  verdict: Verdict,
  index: number,
  occurrences: readonly Occurrence[],
): Finding {
  const { name, severity } = policy.rule;
  const id = `policy ${name} ${index}`;
  const check: Check = { id, kind: "policy", policy: name, verdict: index };
  const asksAll = verdict.kind === "allow" && stops(severity);
  const allowing = asksAll ? allowingIn(run) : [];
  const judged = occurrences.map((occurrence) => {
    const holds = asksAll ? allowedAt(run, allowing, occurrence) : truthOf(run, occurrence, verdict);
    return {
      occurrence,
      holds: holds !== harmless(verdict) && isOff(run, occurrence) ? harmless(verdict) : holds,
    };
  });
  const open = judged.filter(({ holds }) => holds !== harmless(verdict)).map(({ occurrence }) => occurrence);
  const denies = verdict.kind === "deny" || verdict.kind === "defer" || asksAll;
  const denied = denies ? judged.filter(({ holds }) => holds === (verdict.kind !== "allow")) : [];
  const refused = denied.length > 0 && stops(severity);
  const outcome: Obligation["verdict"] = refused ? "refused" : open.length > 0 ? "checked" : "proved";
  const places = open.length > 0 ? open : occurrences;
  return {
    obligation: {
      id,
      source: { policy: name, verdict: index },
      rule: policy.rule.verdicts.length > 1 ? `${shortName(name)} ${index + 1}` : shortName(name),
      severity,
      verdict: outcome,
      assumes: [],
      nodes: distinct(places.map(({ routine, linked }) => nodeName(routine, linked))),
    },
    // Nobody reads it who looks for mistakes alone.
    evidence: run.mistakesOnly === true ? "" : evidenceOf(run, verdict, outcome, places),
    ...(open.length === 0 ? {} : { check }),
    gates: gatesOf(open),
    diagnostics: refused
      ? denied
          // Where nothing allows it, the first says so.
          .filter(({ occurrence }) => !asksAll || allowsAt(run, allowing, occurrence)[0]?.verdict === verdict)
          .map(({ occurrence }) => diagnostic(policy, verdict, index, occurrence))
      : [],
  };
}

/** True if no run comes to a place of a plan that it calls. */
function isOff({ analysis, roots }: Run, occurrence: Occurrence): boolean {
  const [root, ...others] = roots;
  if (root === undefined || others.length > 0 || occurrence.routine === root) return false;
  return !isComeTo(analysis, root, occurrence);
}

/** The value of a condition for which its verdict never makes a difference. */
function harmless(verdict: Verdict): boolean {
  return verdict.kind === "allow";
}

function truthOf(
  { analysis, mistakesOnly }: Run,
  occurrence: Occurrence,
  verdict: Verdict,
): boolean | undefined {
  if (!("when" in verdict)) return undefined;
  const { kind, when } = verdict;
  // That something is never denied is no mistake.
  const holds =
    mistakesOnly === true && (kind === "deny" || kind === "defer")
      ? isAlwaysTrueAt(analysis, occurrence, when) || undefined
      : truthAt(analysis, occurrence, when);
  if (holds !== undefined || kind !== "deny") return holds;
  return isTrueOfAllCandidates(analysis, occurrence, when) || undefined;
}

function evidenceOf(
  run: Run,
  verdict: Verdict,
  outcome: Obligation["verdict"],
  places: readonly Occurrence[],
): string {
  const steps = distinct(places.map(({ linked }) => linked.id)).join(", ");
  if (outcome === "refused")
    return `${verdict.kind === "allow" ? "never allows" : verdict.kind === "defer" ? "defers, then denies" : "denies"} ${steps}${verdict.kind === "allow" ? "" : " in every run"}`;
  if (outcome === "proved") {
    if (verdict.kind !== "allow") return `never applies at ${steps}`;
    const isByItself = places.every((place) => truthOf(run, place, verdict) === true);
    return isByItself ? `always allows ${steps}` : `another \`allow\` always holds at ${steps}`;
  }
  switch (verdict.kind) {
    case "deny":
    case "allow":
      return `${verdict.kind === "deny" ? "may deny" : "has to allow"} ${steps}: decided when it runs, ${expressionText(verdict.when)}`;
    case "defer":
      return `may defer ${steps} for up to ${formatDuration(verdict.within)}, and deny it then: decided when it runs, ${expressionText(verdict.when)}`;
    case "warn":
      return `warns at ${steps}, decided when it runs`;
    case "consent":
      return `asks for consent to ${verdict.scope} at ${steps}`;
    case "approval":
      return `asks ${shortName(verdict.role)} for approval at ${steps}`;
    case "limit":
      return `counts ${steps}: ${verdict.count} per ${timeText(verdict.per)}`;
    case "record":
      return `records ${steps}`;
  }
}

/** A time as people write it, where it is known before the run. */
function timeText(time: Expression): string {
  return time.op === "constant" && typeof time.value === "number"
    ? formatDuration(time.value)
    : expressionText(time);
}

/** True if deciding it takes what only control knows: context, consent, approval, a count over runs, a resource. */
export function asksControl(verdict: Verdict): boolean {
  switch (verdict.kind) {
    case "consent":
    case "approval":
    case "limit":
      return true;
    case "record":
      return readsControl(verdict.value);
    default:
      return readsControl(verdict.when);
  }
}

/** True if an expression asks what is true now beside the time, or of a resource. */
export function readsControl(expression: Expression): boolean {
  if (expression.op === "read") {
    return (
      (expression.from === "context" && expression.name !== "now") ||
      (expression.from === "local" && expression.name === "resource")
    );
  }
  return partsOf(expression).some(readsControl);
}

function diagnostic(
  policy: CheckedRule<Policy>,
  verdict: Verdict,
  index: number,
  { routine, linked, capability }: Occurrence,
): Diagnostic {
  const when = "when" in verdict ? expressionText(verdict.when) : "";
  return alwaysDenied.at(
    { file: routine.checked.origin.file, span: linked.statement.nameSpan },
    {
      action: `\`${shortName(capability)}\``,
      policy: shortName(policy.rule.name),
      when,
      allow: verdict.kind === "allow",
      ...(verdict.kind === "defer" ? { defer: formatDuration(verdict.within) } : {}),
    },
    {
      labels: [
        {
          file: policy.origin.file,
          span: policy.spans[index] ?? policy.origin.nameSpan,
          message: "the policy says so here",
        },
      ],
    },
  );
}
