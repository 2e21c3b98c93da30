/** The rate limits and approvals that policies request from control at a gate (semantics, rule 12). */
import type { Evaluated } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import type { Check, Verdict } from "@orchlang/plan/rules";
import type { Failure } from "../../failure.ts";
import type { ApprovalRequest, LimitRequest, ToControl } from "../../messages.ts";
import { blocks } from "../budgets.ts";
import { ruleName } from "../rules.ts";
import { noValue } from "../scope.ts";
import type { Wish } from "./action.ts";
import { condition } from "./policy.ts";
import type { Turn } from "./turn.ts";

type Requests = Pick<Extract<ToControl, { ask: "gate" }>, "limits" | "approvals">;
type PolicyCheck = Extract<Check, { kind: "policy" }>;

export function gateRequests(
  turn: Turn,
  wish: Wish,
  checks: readonly Check[],
): Requests | { readonly failure: Failure } {
  const limits: LimitRequest[] = [];
  const approvals: ApprovalRequest[] = [];
  const approved = turn.draft.intents.get(wish.intent.key)?.approved === true;
  for (const check of checks) {
    const blocking = check.kind === "policy" ? blockingVerdict(turn, check) : undefined;
    if (blocking === undefined) continue;
    const result = request(turn, wish, check.id, blocking);
    if (result === undefined) continue;
    if ("failure" in result) return result;
    if ("count" in result) limits.push(result);
    else if (!approved) approvals.push(result);
  }
  return {
    ...(limits.length === 0 ? {} : { limits }),
    ...(approvals.length === 0 ? {} : { approvals }),
  };
}

interface Blocking {
  readonly verdict: Verdict;
  /** The name of one verdict among several. */
  readonly rule?: string;
}

function blockingVerdict(
  { plan }: Turn,
  { policy: name, verdict: index }: PolicyCheck,
): Blocking | undefined {
  const policy = plan.policies.find((one) => one.name === name);
  const verdict = policy?.verdicts[index];
  if (policy === undefined || verdict === undefined || !blocks(policy.severity)) return undefined;
  const { verdicts } = policy;
  return verdicts.length === 1 ? { verdict } : { verdict, rule: ruleName(policy, index, verdicts) };
}

function request(
  turn: Turn,
  wish: Wish,
  id: string,
  { verdict, rule }: Blocking,
): LimitRequest | ApprovalRequest | { readonly failure: Failure } | undefined {
  const wanted = { ...wish, reads: [] };
  if (verdict.kind === "limit") {
    const per = condition(turn, wanted, verdict.per);
    const by = verdict.by === undefined ? { value: null } : condition(turn, wanted, verdict.by);
    if (!("value" in per)) return { failure: noValue(per) };
    if (!("value" in by)) return { failure: noValue(by) };
    return {
      name: `${id.replace(/^policy /, "")} by ${canonical(by.value)}`,
      ...(rule === undefined ? {} : { rule }),
      count: verdict.count,
      per: number(per),
    };
  }
  if (verdict.kind !== "approval") return undefined;
  const within = verdict.within === undefined ? undefined : condition(turn, wanted, verdict.within);
  if (within !== undefined && !("value" in within)) return { failure: noValue(within) };
  return {
    role: verdict.role,
    ...(within === undefined ? {} : { within: number(within) }),
    show: `May ${short(wish.capability)} go ahead? ${canonical(wish.args)}`,
  };
}

function number(evaluated: Evaluated): number {
  return "value" in evaluated && typeof evaluated.value === "number" ? evaluated.value : 0;
}

function short(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
