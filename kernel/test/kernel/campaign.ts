/** The campaign of the language's first program, as the compiler would write it. */
import type { Json, Plan } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import {
  call,
  capability,
  constant,
  dollars,
  equals,
  failNode,
  field,
  giveBack,
  human,
  input,
  local,
  node,
  not,
  parameter,
  plan,
  routine,
  step,
  when,
} from "./building.ts";
import type { Handlers } from "./world.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

const capabilities = [
  capability("write_content", "pure", {
    kind: "agent",
    params: [parameter("product"), parameter("template")],
    cost: constant(dollars("0.03")),
    latency: constant(45_000),
  }),
  capability("render_design", "pure", {
    kind: "tool",
    params: [parameter("draft"), parameter("theme")],
    cost: constant(dollars("0.01")),
    latency: constant(20_000),
  }),
  capability("segment_list", "pure", {
    params: [parameter("audience"), parameter("limit")],
    cost: constant(dollars("0.001")),
    latency: constant(5_000),
    scopes: ["contacts.read"],
    ensures: [
      call("number.lessOrEqual", call("list.size", field(local("result"), "contacts")), local("limit")),
    ],
  }),
  human("approve_design", "marketing_lead", {
    params: [parameter("design")],
    human: {
      role: "marketing_lead",
      count: 1,
      show: {
        op: "template",
        parts: [
          "Approve the design at ",
          { value: field(local("design"), "preview"), as: "text.of_text" },
          "?",
        ],
      },
    },
  }),
  capability("schedule_campaign", "idempotent", {
    params: [parameter("draft"), parameter("design"), parameter("to"), parameter("at")],
    cost: call("money.times", constant(dollars("0.0001")), call("list.size", local("to"))),
    latency: constant(10_000),
    scopes: ["campaign.write"],
    undo: { capability: "cancel_campaign", args: { job: field(local("result"), "id") } },
  }),
  capability("cancel_campaign", "idempotent", {
    params: [parameter("job")],
    latency: constant(5_000),
    scopes: ["campaign.write"],
    result: null,
  }),
];

function launch(): Plan["routines"][string] {
  const draft = node("draft");
  const design = node("design");
  const rejected: Expression = {
    op: "template",
    parts: [
      "Design rejected: ",
      {
        value: {
          op: "coalesce",
          left: field(node("review"), "reason"),
          right: constant("no reason given"),
        },
        as: "text.of_text",
      },
    ],
  };
  return routine(
    "marketing.campaign.launch",
    [
      step("draft", "write_content", {
        args: { product: input("product"), template: constant("promotional") },
        options: {
          timeout: constant(minute),
          retry: { times: 3, backoff: { from: constant(1_000), to: constant(30_000) } },
        },
      }),
      step("design", "render_design", {
        needs: ["draft"],
        args: { draft, theme: constant("modern") },
        options: { timeout: constant(30_000), retry: { times: 2 } },
      }),
      step("list", "segment_list", { args: { audience: input("audience"), limit: constant(2_000) } }),
      step("review", "approve_design", {
        needs: ["design"],
        args: { design },
        options: { timeout: constant(2 * day) },
      }),
      when("when@1", field(node("review"), "granted"), { needs: ["review"], otherwise: true }),
      step("job", "schedule_campaign", {
        block: "when@1/then",
        needs: ["draft", "design", "list"],
        args: { draft, design, to: field(node("list"), "contacts"), at: input("at") },
        checks: ["business_hours.0", "reviewed_before_sending.0", "affordable.0"],
      }),
      giveBack(node("job"), { block: "when@1/then", needs: ["job"] }),
      failNode("fail@1", rejected, { block: "when@1/else", needs: ["review"] }),
    ],
    {
      achieves: "marketing.campaign.campaign_launch",
      params: [parameter("product"), parameter("audience"), parameter("at")],
    },
  );
}

export const campaign: Plan = plan([launch()], capabilities, {
  goals: {
    "marketing.campaign.campaign_launch": {
      name: "marketing.campaign.campaign_launch",
      params: [parameter("product"), parameter("audience"), parameter("at")],
      result: null,
      intents: [],
      success: [
        { says: "Campaign scheduled", when: equals(field(local("result"), "status"), constant("scheduled")) },
      ],
      budget: [
        { of: "cost", limit: constant(dollars("1")) },
        { of: "latency", limit: constant(3 * day) },
      ],
      optimize: "balanced",
      keep: [],
      fails: [],
      alternatives: ["marketing.campaign.launch"],
    },
  },
  policies: [
    {
      name: "business_hours",
      severity: "advisory",
      on: [{ name: "schedule_campaign" }],
      verdicts: [
        {
          kind: "warn",
          when: not(
            call(
              "range.contains",
              call("instant.hour", field(local("args"), "at"), constant("UTC")),
              constant(8),
              constant(18),
            ),
          ),
          because: "Campaigns sent at night are rarely read",
        },
      ],
    },
  ],
  guardrails: [
    {
      name: "reviewed_before_sending",
      category: "operational",
      severity: "blocking",
      rules: [
        {
          kind: "before",
          first: { selector: { name: "approve_design" }, outcome: "granted" },
          second: { selector: { name: "schedule_campaign" } },
        },
      ],
    },
    {
      name: "affordable",
      category: "operational",
      severity: "blocking",
      rules: [{ kind: "bound", of: "cost", limit: constant(dollars("1")) }],
    },
  ],
  checks: {
    "business_hours.0": { id: "business_hours.0", kind: "policy", policy: "business_hours", verdict: 0 },
    "reviewed_before_sending.0": {
      id: "reviewed_before_sending.0",
      kind: "guardrail",
      guardrail: "reviewed_before_sending",
      rule: 0,
    },
    "affordable.0": {
      id: "affordable.0",
      kind: "budget",
      of: "cost",
      limit: constant(dollars("1")),
      severity: "blocking",
    },
  },
  roles: { marketing_lead: { clearance: "personal" } },
});

export const given: Json = {
  product: { id: "p1", name: "Lamp", price: dollars("49") },
  audience: "enterprise",
  at: "2026-12-01T10:00:00.000Z",
};

export const contacts = (count: number): Json =>
  Array.from({ length: count }, (_, index) => ({
    id: `c${index}`,
    address: `c${index}@example.com`,
    country: "DE",
  }));

export const handlers: Handlers = {
  write_content: () => ({ after: 20_000, ok: { id: "d1", subject: "Lamp", body: "Buy it" } }),
  render_design: () => ({ after: 5_000, ok: { id: "x1", preview: "https://example.com/x1" } }),
  segment_list: () => ({ after: 1_000, ok: { id: "s1", contacts: contacts(3) } }),
  schedule_campaign: () => ({ after: 2_000, ok: { id: "j1", status: "scheduled" } }),
  cancel_campaign: () => ({ after: 100, ok: null }),
};
