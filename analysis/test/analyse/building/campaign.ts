import type { CheckedProgram } from "@orchlang/checker";
import type { Type } from "@orchlang/checker/types";
import { capability, human } from "./capability.ts";
import { call, constant, input, local, not, size, step, text, usd } from "./expressions.ts";
import { goal, guardrail, policy, program, routine } from "./program.ts";
import { callStep, fails, returns, when } from "./statement.ts";

/* The e-mail campaign of the examples, as phase 3 hands it over. */

const textType: Type = { kind: "string" };
const record = (name: string, fields: Readonly<Record<string, Type>>): Type => ({
  kind: "record",
  name,
  fields: Object.entries(fields).map(([field, type]) => ({ name: field, type })),
});
const instant: Type = { kind: "instant" };
const product = record("Product", { id: textType, name: textType });
const draft = record("Draft", { id: textType, subject: textType, body: textType });
const design = record("Design", { id: textType, preview: textType });
const contact = record("Contact", { id: textType, address: textType });
const contacts: Type = { kind: "list", item: contact };
const segment = record("Segment", { id: textType, contacts });
const approval = record("Approval", {
  granted: { kind: "bool" },
  reason: { kind: "optional", of: textType },
});
const status: Type = { kind: "enum", name: "Job.status", members: ["scheduled", "rejected"] };
const job = record("Job", { id: textType, status });

const capabilities = [
  capability("write_content", {
    kind: "agent",
    params: { product, template: textType },
    result: draft,
    cost: usd("0.03"),
    latency: constant(45_000),
  }),
  capability("render_design", {
    params: { draft, theme: textType },
    result: design,
    cost: usd("0.01"),
    latency: constant(20_000),
  }),
  capability("segment_list", {
    kind: "service",
    params: { audience: textType, limit: { kind: "int", min: 1, max: 5_000 } },
    result: segment,
    cost: usd("0.001"),
    latency: constant(5_000),
    scopes: ["contacts.read"],
    ensures: [call("number.lessOrEqual", size(local("result", "contacts")), local("limit"))],
  }),
  human("approve_design", { params: { design }, result: approval }),
  capability("schedule_campaign", {
    kind: "service",
    params: { draft, design, to: contacts, at: instant },
    result: job,
    effect: { kind: "idempotent" },
    cost: call("money.times", usd("0.0001"), size(local("to"))),
    latency: constant(10_000),
    scopes: ["campaign.write"],
    undo: { capability: "cancel_campaign", args: { job: local("result", "id") } },
  }),
  capability("cancel_campaign", {
    kind: "service",
    params: { job: textType },
    result: { kind: "nothing" },
    effect: { kind: "idempotent" },
    latency: constant(5_000),
    scopes: ["campaign.write"],
  }),
];

const params = { product, audience: textType, at: instant };

const launch = routine(
  "launch",
  [
    callStep(
      "draft",
      "write_content",
      { product: input("product"), template: constant("promotional") },
      {
        timeout: constant(60_000),
        retry: { times: 3, backoff: { from: constant(1_000), to: constant(30_000) } },
      },
      { type: draft },
    ),
    callStep(
      "design",
      "render_design",
      { draft: step("draft"), theme: constant("modern") },
      { timeout: constant(30_000), retry: { times: 2 } },
      { type: design },
    ),
    callStep(
      "list",
      "segment_list",
      { audience: input("audience"), limit: constant(2_000) },
      {},
      { type: segment },
    ),
    callStep(
      "review",
      "approve_design",
      { design: step("design") },
      { timeout: constant(2 * 86_400_000) },
      { type: approval },
    ),
    when(
      "when@1",
      step("review", "granted"),
      [
        callStep(
          "job",
          "schedule_campaign",
          { draft: step("draft"), design: step("design"), to: step("list", "contacts"), at: input("at") },
          {},
          { type: job },
        ),
        returns(step("job")),
      ],
      [fails(text("Design rejected: ", step("review", "reason")))],
    ),
  ],
  { params, result: job, achieves: "campaign_launch" },
);

export const campaign: CheckedProgram = program({
  capabilities,
  routines: [launch],
  goals: [
    goal("campaign_launch", {
      success: [
        {
          says: "Campaign scheduled",
          when: call("any.equal", local("result", "status"), constant("scheduled")),
        },
      ],
      budget: [
        { of: "cost", limit: usd("1") },
        { of: "latency", limit: constant(3 * 86_400_000) },
      ],
    }),
  ],
  guardrails: [
    guardrail("reviewed_before_sending", [
      {
        kind: "before",
        first: { selector: { name: "approve_design" }, outcome: "granted" },
        second: { selector: { name: "schedule_campaign" } },
      },
    ]),
    guardrail("affordable", [{ kind: "bound", of: "cost", limit: usd("1") }]),
  ],
  policies: [
    policy(
      "business_hours",
      ["schedule_campaign"],
      [
        {
          kind: "warn",
          when: not(
            call(
              "range.contains",
              call("instant.hour", local("args", "at"), constant("UTC")),
              constant(8),
              constant(18),
            ),
          ),
          because: "Campaigns sent at night are rarely read",
        },
      ],
      "advisory",
    ),
  ],
});
