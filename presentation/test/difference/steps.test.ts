import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differenceOf } from "../../src/difference/difference.ts";
import { campaignText, planOf, shapesText } from "../drawing/plans.ts";
import { changed, edited, told } from "./edits.ts";
import { renamed } from "./renamed.ts";

describe("what is the same", () => {
  test("nothing", () => {
    expect(told(changed())).toBe("\nlaunch   sha256:…   nothing has changed\n");
  });

  test("a comment", () => {
    expect(told(changed(["/// Launch an e-mail campaign.", "/// Launches a campaign."]))).toContain(
      "nothing has changed",
    );
  });

  test("the order of the text where nothing follows from it", () => {
    const list = "  step list   = segment_list(audience, limit: 2_000)\n";
    const first = "  step draft  = write_content";
    expect(told(changed([list, ""], [first, `${list}${first}`]))).toMatchInlineSnapshot(`
      "
      launch   sha256:… → sha256:…

        Steps, order, bounds, reach, rules and declarations are what they were.
      "
    `);
  });
});

describe("steps", () => {
  test("one is new, and others wait for it", () => {
    const llm = `llm translate(draft: Draft) -> Draft {
  role executor  prompt "\${draft.body}"  cost <= $0.06  tokens <= 4_000 tokens  latency <= 1m
}\n\nplan launch`;
    const edits = [
      ["plan launch", llm],
      [
        "  step design = render_design(draft)",
        "  step french = translate(draft)\n  step design = render_design(french)",
      ],
    ] as const;
    expect(told(changed(...edits))).toMatchInlineSnapshot(`
      "
      launch   sha256:… → sha256:…

        + step           french   translate   llm   ≤ $0.06   ≤ 1 m
                                  after draft
        ~ step           design   \`draft\` draft → french
                                  now waits for french

          cost   worst   $0.382 → $0.472              ▲ 24 %   still under affordable ($1)
          time   worst   2 d 6 m 50 s → 2 d 7 m 50 s  ▲ 0.03 %
          tokens worst   0 → 8_000                    ▲

        + capability     translate
      "
    `);
    const back = differenceOf(
      planOf(edited(campaignText, edits), "marketing.campaign.launch"),
      planOf(campaignText, "marketing.campaign.launch"),
    );
    expect(told(back)).toMatchInlineSnapshot(`
      "
      launch   sha256:… → sha256:…

        ~ step           design   \`draft\` french → draft
        − step           french   translate   llm   ≤ $0.06   ≤ 1 m

          cost   worst   $0.472 → $0.382              ▼ 19 %
          time   worst   2 d 7 m 50 s → 2 d 6 m 50 s  ▼ 0.03 %
          tokens worst   8_000 → 0                    ▼ 100 %

        − capability     translate
      "
    `);
  });

  test("a name is another", () => {
    const renamed = changed(
      ["step design =", "step layout ="],
      ["approve_design(design)", "approve_design(layout)"],
      ["schedule_campaign(draft, design,", "schedule_campaign(draft, design: layout,"],
    );
    expect(renamed.steps).toMatchObject([{ kind: "renamed", node: "layout", says: ["was called design"] }]);
    expect(renamed.findings).toEqual([]);
  });

  test("options, order and place", () => {
    expect(
      told(
        changed(
          ["timeout 60s  retry 3 backoff 1s..30s", "timeout 50s  retry 2 every 5s"],
          ["limit: 2_000)", "limit: 2_000) { after draft  optional }"],
          ["to: list.contacts", "to: list?.contacts ?? []"],
        ),
      ),
    ).toMatchInlineSnapshot(`
      "
      launch   sha256:… → sha256:…

        ~ step           draft   timeout 1 m → 50 s
                                 retry 3 backoff 1 s..30 s → 2 every 5 s
                                 cost ≤ $0.12 → ≤ $0.09
                                 time ≤ 4 m 7 s → ≤ 2 m 40 s
        ~ step           list    now optional
                                 now waits for draft
        ~ step           job     \`to\` list.contacts → list?.contacts ?? []

          cost   worst   $0.382 → $0.352              ▼ 8 %
          time   worst   2 d 6 m 50 s → 2 d 5 m 13 s  ▼ 0.06 %
      "
    `);
  });

  test("what is called is another", () => {
    const other = `tool draw_design(draft: Draft) -> Design { effect pure  latency <= 20s }\n\ntool render_design(`;
    const difference = changed(["tool render_design(", other], ["= render_design(", "= draw_design("]);
    expect(difference.steps).toMatchObject([
      { node: "design", says: ["calls draw_design, was render_design", /^cost/].map(matching) },
    ]);
  });

  test("a step goes under a condition", () => {
    const difference = changed(["when review.granted {", 'when review.granted and audience != "" {']);
    expect(difference.steps.map(({ node, says }) => ({ node, says }))).toMatchInlineSnapshot(`
      [
        {
          "node": "when@1",
          "says": [
            "when review.granted / else → review.granted and audience != "" / else",
          ],
        },
      ]
    `);
  });
});

function matching(form: string | RegExp): unknown {
  return typeof form === "string" ? form : expect.stringMatching(form);
}

describe("whatever is renamed, nothing is taken for new, gone or otherwise", () => {
  const programs = [
    ["campaign", planOf(campaignText, "marketing.campaign.launch")],
    ["shapes", planOf(shapesText, "shapes.move")],
  ] as const;
  test.each(programs)("%s", (_, before) => {
    const nodes = Object.values(before.plan.routines).flatMap((routine) => routine.nodes);
    const names = nodes.flatMap(({ id }) => (/^\w+$/.test(id) ? [id] : []));
    fc.assert(
      fc.property(fc.subarray(names), (chosen) => {
        const after = renamed(before, new Map(chosen.map((name, at) => [name, `fresh_${at}`])));
        const { steps, rules, findings } = differenceOf(before, after);
        expect(steps.filter(({ kind }) => kind !== "renamed")).toEqual([]);
        expect(new Set(steps.map(({ says }) => says[0]))).toEqual(
          new Set(chosen.map((name) => `was called ${name}`)),
        );
        expect({ rules, findings }).toEqual({ rules: [], findings: [] });
      }),
      { numRuns: 60 },
    );
  });
});

test("two steps that change their names with each other are two that changed their names", () => {
  const before = planOf(campaignText, "marketing.campaign.launch");
  const after = renamed(
    before,
    new Map([
      ["draft", "list"],
      ["list", "draft"],
    ]),
  );
  expect(differenceOf(before, after).steps).toMatchObject([
    { kind: "renamed", node: "list", says: ["was called draft"] },
    { kind: "renamed", node: "draft", says: ["was called list"] },
  ]);
});
