import { campaign, contacts, given } from "@orchlang/kernel/testing";
import { type JsonObject, planId } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { playScenario, type SimulatedWorld, scenarioOfRun, simulate } from "../../src/index.ts";

const file = { plan: campaign, id: planId(campaign) };
const context = { flags: [], kinds: {}, schemas: {} };
const answers: SimulatedWorld["answers"] = {
  write_content: ({ nth }) =>
    nth === 1
      ? { fails: "transient", message: "busy" }
      : { ok: { id: "d1", subject: "Lamp", body: "Buy it" } },
  segment_list: () => ({ ok: { id: "s1", contacts: contacts(2) } }),
  approve_design: () => ({ ok: { granted: false, reason: "wrong logo" }, after: 5_000 }),
};

describe("a run as a scenario", () => {
  test("is played as it went: what was given, answered and went wrong, and its end", () => {
    const run = simulate(file, { input: given as JsonObject, answers });
    const scenario = scenarioOfRun(campaign, run.events);
    expect(scenario.clauses.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["given", "answer", "capabilityFault", "expect"]),
    );
    const played = playScenario(scenario, file, context);
    expect(played.status).toBe("passed");
    expect(played.run?.state.closed?.outcome).toEqual(run.state.closed?.outcome);
  });

  test("what is labelled above internal is made up anew, wherever it stands", () => {
    const secret = { type: "object", properties: { id: { type: "string" }, mail: { type: "string" } } };
    const labelled = { ...secret, required: ["id", "mail"], "x-labels": { mail: ["personal"] } };
    const main = campaign.routines[campaign.entry];
    if (main === undefined) throw new Error("the campaign has a plan");
    const label = { confidentiality: "internal", integrity: "trusted" } as const;
    const plan = {
      ...campaign,
      routines: {
        ...campaign.routines,
        [campaign.entry]: { ...main, params: [{ name: "who", schema: labelled, label }] },
      },
    };
    const input = { who: { id: "p1", mail: "ann@home.example" } };
    const started = simulate(file, { input: given as JsonObject, answers }).events.map((event) =>
      event.t === "Started" ? { ...event, input } : event,
    );
    const text = JSON.stringify(scenarioOfRun(plan, started).clauses[0]);
    expect(text).toContain("p1");
    expect(text).not.toContain("ann@home.example");
  });
});
