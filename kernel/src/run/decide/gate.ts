/** Decides at the gate whether an attempt may begin (semantics, rules 12 to 14 and 39). */
import type { Check } from "@orchlang/plan/rules";
import type { Failure } from "../../failure.ts";
import type { Key } from "../../identity.ts";
import { capabilityOf, plannedAttempt } from "../call.ts";
import type { Decided } from "../events.ts";
import { frameAt, intentAt, laidAt } from "../state.ts";
import { denied, type Finding, refused, type Wanted } from "./action.ts";
import { budgetCheck, refusedByBudget, refusedByDeadline } from "./budget.ts";
import { guardrailCheck } from "./guardrail.ts";
import { consents, policyCheck } from "./policy.ts";
import type { Turn } from "./turn.ts";

interface Permission {
  readonly checks: readonly Decided[];
  readonly refusal?: Failure;
}

const nothingChecked: Permission = { checks: [] };

export function permission(turn: Turn, wanted: Wanted): Permission {
  if ((wanted.planned?.checks ?? []).length === 0) {
    const refusal =
      withoutConsent(turn, wanted) ?? refusedByDeadline(turn, wanted) ?? refusedByBudget(turn, wanted);
    return refusal === undefined ? nothingChecked : { checks: [], refusal };
  }
  const findings = (wanted.planned?.checks ?? []).map((id) =>
    finding(turn, wanted, turn.plan.checks[id], id),
  );
  const checks = findings.map(({ decided }) => decided);
  const refusal =
    findings.find((one) => one.refusal !== undefined)?.refusal ??
    notAllowed(findings) ??
    withoutConsent(turn, wanted) ??
    refusedByDeadline(turn, wanted) ??
    refusedByBudget(turn, wanted);
  return refusal === undefined ? { checks } : { checks, refusal };
}

/** Why a plan may not be called here; what it does is decided where it does it. */
export function decidedAtEntry(turn: Turn, wanted: Wanted): Failure | undefined {
  const findings = (wanted.planned?.checks ?? []).map((id) =>
    finding(turn, wanted, turn.plan.checks[id], id),
  );
  return findings.find(({ refusal }) => refusal !== undefined)?.refusal ?? notAllowed(findings);
}

/** The guardrails' decision on an undo or a confirm. */
export function aboutPermission(
  turn: Turn,
  wish: Pick<Wanted, "intent" | "capability" | "args" | "attempt"> & { readonly of: Key },
): Permission {
  const { intent, capability, args, attempt } = wish;
  const about = intentAt(turn.draft, wish.of);
  const way = plannedAttempt(turn.draft, about);
  const ids = (intent.call.slot === "undo" ? way?.undoChecks : way?.confirmChecks) ?? [];
  if (ids.length === 0) return nothingChecked;
  const frame = frameAt(turn.draft, about.frame);
  const wanted: Wanted = {
    intent,
    capability,
    args,
    attempt,
    planned: way,
    frame,
    laid: laidAt(frame, about.node),
    reads: [],
    worst: {},
    undoWorst: undefined,
    undoHeld: false,
  };
  const findings = ids.map((id) => finding(turn, wanted, turn.plan.checks[id], id));
  const checks = findings.map(({ decided }) => decided);
  const refusal = findings.find((one) => one.refusal !== undefined)?.refusal;
  return refusal === undefined ? { checks } : { checks, refusal };
}

function finding(turn: Turn, wanted: Wanted, check: Check | undefined, id: string): Finding {
  switch (check?.kind) {
    case "policy":
      return policyCheck(turn, wanted, check);
    case "guardrail":
      return guardrailCheck(turn, wanted, check);
    case "consent":
      return consents(turn, check.scope)
        ? { decided: { check: id, holds: true } }
        : refused(id, noConsent(check.scope));
    case "budget":
      return budgetCheck(turn, wanted, check);
    default:
      return refused(id, `there is no check \`${id}\` in the plan`);
  }
}

/** If any policy allows, one of them must (rule 13). */
function notAllowed(findings: readonly Finding[]): Failure | undefined {
  const allowing = findings.filter(({ allows }) => allows !== undefined);
  if (allowing.length === 0 || allowing.some(({ allows }) => allows)) return undefined;
  return denied(allowing[0]?.decided.because ?? "no policy allows it");
}

/** A capability's own scopes are asked for wherever it is called, whether or not a check says so. */
function withoutConsent(turn: Turn, { capability }: Wanted): Failure | undefined {
  const missing = capabilityOf(turn.plan, capability).scopes.find((scope) => !consents(turn, scope));
  return missing === undefined ? undefined : denied(noConsent(missing));
}

function noConsent(scope: string): string {
  return `the user has not consented to \`${scope}\``;
}
