import type { Paint } from "@orchlang/language";
import type { Plan } from "@orchlang/plan";
import type { Call, RunEvent } from "@orchlang/runtime";

/** A violation found by a rule that does not block; the action began anyway. */
export interface RuleFinding {
  readonly step: string;
  readonly rule: string;
  readonly severity: Exclude<Plan["policies"][number]["severity"], "blocking">;
  readonly because: string;
}

/** The findings that came with an event. */
export function findingsOf(
  { checks: known, obligations, policies, guardrails }: Plan,
  event: RunEvent,
  stepName: (call: Call) => string,
): readonly RuleFinding[] {
  const begins = event.t === "Began" || (event.t === "Asked" && event.ask.ask === "task");
  const call = begins ? event.intent?.call : undefined;
  if (call === undefined || !("checks" in event) || event.checks === undefined) return [];
  const step = stepName(call);
  // One word of leave is enough, whatever else a policy would allow.
  const allowed = event.checks.some(({ check, holds }) => holds === true && verdictOf(check) === "allow");
  return event.checks.flatMap(({ check, holds, because = "it does not hold" }) => {
    if (holds === true || (allowed && verdictOf(check) === "allow")) return [];
    const result = known[check];
    const rule =
      result?.kind === "policy"
        ? policies.find(({ name }) => name === result.policy)
        : result?.kind === "guardrail"
          ? guardrails.find(({ name }) => name === result.guardrail)
          : undefined;
    // A policy that blocks may warn as well.
    const stated = rule?.severity ?? (result?.kind === "budget" ? result.severity : "blocking");
    const severity = stated === "blocking" && verdictOf(check) === "warn" ? "warning" : stated;
    if (severity === "blocking") return [];
    const name = obligations.find(({ id }) => id === check)?.rule ?? check;
    // The rule stands before it already.
    const why = result?.kind === "guardrail" ? because.replace(/^`[^`]+`: /u, "") : because;
    return [{ step, rule: name, severity, because: why }];
  });

  function verdictOf(check: string): string | undefined {
    const result = known[check];
    if (result?.kind !== "policy") return undefined;
    return policies.find(({ name }) => name === result.policy)?.verdicts[result.verdict]?.kind;
  }
}

/** `cautious (warning): Fridays are when it goes wrong`. */
export function findingWords({ rule, severity, because }: RuleFinding, paint: Paint): string {
  const words = `\`${rule}\` (${severity}): ${because}`;
  return severity === "warning" ? paint.doubtful(words) : paint.dim(words);
}

/** Under the steps of a run, a line for each. */
export function findingLines(findings: readonly RuleFinding[], paint: Paint): readonly string[] {
  return findings.map((finding) => `${paint.doubtful("!")} ${finding.step}: ${findingWords(finding, paint)}`);
}
