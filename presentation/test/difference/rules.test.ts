import { describe, expect, test } from "vitest";
import { changed, type Edits, told } from "./edits.ts";

const findings = (...edits: Edits) =>
  changed(...edits).findings.map(({ kind, because }) => `${kind}: ${because}`);

const reviewed = "guardrail reviewed_before_sending { approve_design granted before schedule_campaign }";

describe("guards", () => {
  test("one is gone", () => {
    expect(told(changed([reviewed, ""]))).toMatchInlineSnapshot(`
      "
      launch   sha256:… → sha256:…

        − rule           reviewed_before_sending: approve_design granted before
                         schedule_campaign: no longer there   ◀ guard lost
        − rule           no rule guards 1 of 1 way to schedule_campaign   ◀ guard lost
      "
    `);
    expect(findings([reviewed, ""])).toMatchInlineSnapshot(`
      [
        "guard-lost: reviewed_before_sending: approve_design granted before schedule_campaign: no longer there",
        "guard-lost: no rule guards 1 of 1 way to schedule_campaign",
      ]
    `);
  });

  test("one is called otherwise", () => {
    expect(findings(["guardrail reviewed_before_sending", "guardrail seen_before_sending"])).toEqual([]);
  });

  test("one is no longer blocking", () => {
    expect(
      findings([
        "guardrail reviewed_before_sending",
        "guardrail reviewed_before_sending : operational warning",
      ]),
    ).toContain("guard-lost: reviewed_before_sending: blocking → warning");
  });

  test("a limit is raised, or lowered", () => {
    expect(findings(["cost <= $1.00", "cost <= $9.00"])).toEqual([
      "guard-lost: affordable: cost <= $1 → cost <= $9",
    ]);
    expect(changed(["cost <= $1.00", "cost <= $0.90"]).rules).toMatchObject([
      { kind: "strengthened", rule: "affordable", says: "cost <= $1 → cost <= $0.90" },
    ]);
  });

  test("what was proved is only checked", () => {
    expect(findings(["  ensures result.contacts.size <= limit\n", ""])).toMatchInlineSnapshot(`
      [
        "cost-up: worst cost $0.382 → no bound",
        "guard-lost: affordable: proved → checked",
        "guard-lost: segment_list: ensures result.contacts.size <= limit is gone",
      ]
    `);
  });

  test("one speaks of something else", () => {
    expect(
      findings([
        "approve_design granted before schedule_campaign",
        "approve_design granted before cancel_campaign",
      ]),
    ).toMatchInlineSnapshot(`
      [
        "guard-lost: reviewed_before_sending: approve_design granted before schedule_campaign → approve_design granted before cancel_campaign",
        "guard-lost: no rule guards 1 of 1 way to schedule_campaign",
      ]
    `);
  });

  test("one is new", () => {
    const difference = changed([
      reviewed,
      `${reviewed}\nguardrail once_only { at most 1 schedule_campaign }`,
    ]);
    expect(difference.rules).toMatchObject([{ kind: "added", rule: "once_only" }]);
    expect(difference.findings).toEqual([]);
  });
});

describe("what protects apart from rules", () => {
  test("an undo is gone", () => {
    expect(findings(["  undo      cancel_campaign(job: result.id)\n", ""])).toContain(
      "guard-lost: schedule_campaign: undo cancel_campaign is gone",
    );
  });

  test("data is released", () => {
    const difference = changed([
      'review.reason ?? "no reason given"',
      'declassify(review.reason ?? "none", because: "It is told to whoever asked")',
    ]);
    expect(difference.duties).toMatchObject([{ kind: "added", releases: true }]);
    expect(difference.findings).toMatchObject([{ kind: "guard-lost" }]);
  });

  test("fewer people are asked", () => {
    const two = changed(["ask marketing_lead", "ask marketing_lead x 2"]);
    expect(two.declarations).toMatchObject([{ of: "approve_design", weaker: false }]);
    expect(two.findings).toEqual([]);
  });
});

describe("reach and cost", () => {
  test("a scope more", () => {
    expect(
      findings([`scope     "campaign.write"`, `scope     "campaign.write"\n  scope     "billing.write"`]),
    ).toEqual(["scope-gained: scope billing.write"]);
  });

  test("what everybody may know is no reach, and a round's value no step of its own", () => {
    const first = "  step draft  = write_content";
    const loop = '  step days = for day in ["Mon", "Tue"] { yield day }\n';
    const difference = changed([first, `${loop}${first}`]);
    expect(difference.findings).toEqual([]);
    expect(difference.reach.filter(({ of }) => of === "data")).toEqual([]);
    const added = difference.steps.filter(({ kind }) => kind === "added").map(({ node }) => node);
    expect(added).toContain("days");
    expect(added.filter((node) => node.startsWith("yield"))).toEqual([]);
  });

  test("dearer in the worst case", () => {
    expect(findings(["cost <= $0.03", "cost <= $0.05"])).toEqual(["cost-up: worst cost $0.382 → $0.482"]);
  });

  test("cheaper is no finding", () => {
    const cheaper = changed(["cost <= $0.03", "cost <= $0.02"]);
    expect(cheaper.findings).toEqual([]);
    expect(cheaper.bounds).toContainEqual({
      of: "cost",
      end: "worst",
      from: "$0.382",
      to: "$0.332",
      direction: "down",
      by: "13 %",
      within: ["affordable ($1)"],
    });
  });

  test("types, parameters and resources", () => {
    const difference = changed(
      ["type Job { id: String,", "type Job { id: String, note: String?,"],
      [
        "plan launch(product: String, audience: String,",
        'plan launch(product: String, audience: String matching ".+",',
      ],
    );
    expect(difference.declarations).toEqual([
      { of: "launch", says: "`audience` is of another type", weaker: false },
      { of: "type Job", says: "properties changed", weaker: false },
    ]);
  });

  test("without a bound", () => {
    const text = changed(["{ timeout 2d }", ""]);
    expect(text.bounds.filter(({ of, end }) => of === "time" && end === "worst")).toMatchObject([
      { from: "2 d 6 m 50 s", to: "no bound", direction: "up" },
    ]);
  });
});
