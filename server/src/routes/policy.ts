import type { JsonObject, Plan } from "@orchlang/plan";
import type { RuleSource } from "@orchlang/plan/rules";
import { type RunEvent, stepName } from "@orchlang/runtime";
import type { Context } from "../context.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { checkedAction } from "../policy-check.ts";
import type { Route } from "../route.ts";
import { redactionOf } from "../run-view.ts";
import { anyObject, confidentialities, count, list, oneOf, record, text, time } from "../schemas.ts";
import { plansSeen } from "../scope.ts";
import { runNamed } from "./runs.ts";
import { planNamed } from "./workflows.ts";

const severity = oneOf("blocking", "warning", "advisory", "informational");
const steps = { ...list(text), description: "nodes of the plan, as `routine/node`" };
const rule = record({ name: text, severity, steps });
const truth = { enum: [true, false, "unknown"] };
const decision = record(
  { seq: count, at: time, run: text, workflow: text, step: text, rule: text, holds: truth, because: text },
  ["because"],
);

/** Policies and guardrails: where they count, what they decide, what they have decided. */
export const policyRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/policy/bindings",
    operation: "listPolicyBindings",
    summary: "The policies and guardrails of each plan, and the steps that they are about",
    group: "policy",
    role: "viewer",
    reply: record({
      bindings: list(record({ workflow: text, policies: list(rule), guardrails: list(rule) })),
    }),
    handle: ({ program }, { by }) => ({
      body: {
        bindings: plansSeen(program, by).map(({ plan }) => ({
          workflow: plan.entry,
          policies: plan.policies.map(({ name, severity: how }) => ({
            ...{ name, severity: how },
            steps: stepsOf(plan, (source) => "policy" in source && source.policy === name),
          })),
          guardrails: plan.guardrails.map(({ name, severity: how }) => ({
            ...{ name, severity: how },
            steps: stepsOf(plan, (source) => "guardrail" in source && source.guardrail === name),
          })),
        })),
      },
    }),
  },
  {
    method: "POST",
    path: "/policy/check",
    operation: "checkPolicy",
    summary: "The verdict of each policy on one action as things stand, without doing it",
    group: "policy",
    role: "viewer",
    body: record({ workflow_name: text, capability: text, args: anyObject, resource: anyObject }, [
      "args",
      "resource",
    ]),
    reply: record({
      allowed: { ...truth, description: "`unknown`: something that a policy reads is not known" },
      needs: list(text),
      verdicts: list(
        record({ policy: text, severity, verdict: text, holds: truth, because: text }, ["because"]),
      ),
    }),
    handle: (context, { by, body }) => {
      const { plan } = planNamed(context.program, by, String(body.workflow_name));
      return { body: checkedAction(context, plan, by, body) };
    },
  },
  {
    method: "GET",
    path: "/policy/compliance",
    operation: "getCompliance",
    summary: "Each plan's rules by the verdict that the compiler came to: proved, checked, refused",
    group: "policy",
    role: "viewer",
    reply: record({
      plans: list(
        record({
          workflow: text,
          proved: count,
          checked: count,
          refused: count,
          rules: list(
            record({ rule: text, severity, verdict: oneOf("proved", "checked", "refused"), steps }),
          ),
          labels: { ...list(oneOf(...confidentialities)), description: "of the data that it handles" },
          scopes: { ...list(text), description: "permissions that its actions need" },
          consents: { ...list(text), description: "those of the user of its runs, which are asked for" },
        }),
      ),
    }),
    handle: ({ program }, { by }) => ({
      body: {
        plans: plansSeen(program, by).map(({ plan }) => {
          const counted = (verdict: string): number =>
            plan.obligations.filter((one) => one.verdict === verdict).length;
          return {
            workflow: plan.entry,
            proved: counted("proved"),
            checked: counted("checked"),
            refused: counted("refused"),
            rules: plan.obligations.map(({ rule: name, severity: how, verdict, nodes }) => ({
              rule: name,
              severity: how,
              verdict,
              steps: [...nodes],
            })),
            labels: [...plan.manifest.labels],
            scopes: [...plan.manifest.scopes],
            consents: consentsOf(plan),
          };
        }),
      },
    }),
  },
  {
    method: "GET",
    path: "/audit/policy",
    operation: "auditPolicy",
    summary: "Decisions of policies and guardrails in runs, newest run first",
    group: "audit",
    role: "operator",
    query: record(
      {
        run: text,
        held: { type: "boolean", description: "only what was allowed, or only what was not" },
        runs: { type: "integer", minimum: 1, maximum: 200, default: 50 },
      },
      ["run", "held", "runs"],
    ),
    reply: record({ decisions: list(decision) }),
    handle: async (context, { by, query }) => {
      const named =
        typeof query.run === "string" ? [(await runNamed(context, by, query.run)).report.run] : undefined;
      const newest = await context.runs.page({}, undefined, Number(query.runs ?? 50), (entry) =>
        maySee(by, entry),
      );
      const decisions: JsonObject[] = [];
      for (const run of named ?? (newest?.runs ?? []).map((one) => one.run))
        decisions.push(...(await decisionsOf(context, by, run)));
      const wanted = decisions.filter(
        ({ holds }) => query.held === undefined || (holds === true) === query.held,
      );
      return { body: { decisions: wanted } };
    },
  },
];

/** The steps at which a rule is decided, or of which it speaks. */
function stepsOf({ obligations }: Plan, isOf: (source: RuleSource) => boolean): readonly string[] {
  return [...new Set(obligations.filter(({ source }) => isOf(source)).flatMap(({ nodes }) => nodes))];
}

function consentsOf({ checks }: Plan): readonly string[] {
  return [...new Set(Object.values(checks).flatMap((one) => (one.kind === "consent" ? [one.scope] : [])))];
}

async function decisionsOf(context: Context, by: Principal, run: string): Promise<readonly JsonObject[]> {
  const { journal } = context;
  const file = await journal.plan(run);
  if ("refused" in file) return [];
  const redaction = await redactionOf(journal, file.plan, run, by.clearance);
  const records: JsonObject[] = [];
  for await (const { seq, event } of journal.events(run)) {
    const checks = checksOf(event);
    if (checks.length === 0) continue;
    const call =
      event.t === "Settled"
        ? event.call
        : event.t === "Began" || event.t === "Asked" || event.t === "Deferred"
          ? event.intent?.call
          : undefined;
    for (const { check, holds, because } of checks) {
      records.push({
        seq,
        at: event.at,
        run,
        workflow: file.plan.entry,
        step: call === undefined ? "" : stepName(call),
        rule: ruleOf(file.plan, check),
        holds,
        ...(because === undefined ? {} : { because: redaction.redacted(because) }),
      });
    }
  }
  return records;
}

interface Decision {
  readonly check: string;
  readonly holds: boolean | "unknown";
  readonly because?: string;
}

function checksOf(event: RunEvent): readonly Decision[] {
  if (event.t === "Deferred") return event.by.map(({ check, because }) => ({ check, holds: false, because }));
  return "checks" in event ? (event.checks ?? []) : [];
}

function ruleOf({ obligations }: Plan, check: string): string {
  return obligations.find(({ id }) => id === check)?.rule ?? check;
}
