import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import { spentOf, stepsOf, valueOfNode, waitingOf } from "../../src/run/view.ts";
import { dollars } from "./building.ts";
import { campaign, contacts, given, handlers } from "./campaign.ts";
import { type Handlers, TestWorld } from "./world.ts";

const hour = 3_600_000;
const granted = { approve_design: { after: hour, value: { granted: true } } };

function launch(
  more: Handlers = {},
  people: ConstructorParameters<typeof TestWorld>[1] = { people: granted },
): TestWorld {
  return new TestWorld(campaign, { input: given, handlers: { ...handlers, ...more }, ...people });
}

const asked = (world: TestWorld): boolean => world.events.some(({ t }) => t === "Asked");
const scheduling = (world: TestWorld): boolean => world.dispatched.at(-1)?.capability === "schedule_campaign";

test("it runs from draft to job", () => {
  const world = launch().go();
  expect(world.story()).toEqual([
    "Started",
    "Began draft write_content attempt 1",
    "Began list segment_list attempt 1",
    "Ended ok",
    "Ended ok",
    "Began design render_design attempt 1",
    "Ended ok",
    "Asked task",
    "Told answered",
    "Branched when@1 0",
    "Began job schedule_campaign attempt 1",
    "Ended ok",
    "Settled return@1 completed none",
    "Closed completed",
  ]);
  expect(world.closed?.outcome).toEqual({ status: "completed", value: { id: "j1", status: "scheduled" } });
  expect(redecide(campaign, world.events)).toEqual({ same: true, events: 14 });
});

test("the steps are told as they are", () => {
  const world = launch().go();
  const steps = stepsOf(campaign, world.state).map(({ step, status, standing, attempts }) => ({
    step,
    status,
    standing,
    attempts,
  }));
  expect(steps).toEqual([
    { step: "draft", status: "completed", standing: "none", attempts: 1 },
    { step: "list", status: "completed", standing: "none", attempts: 1 },
    { step: "design", status: "completed", standing: "none", attempts: 1 },
    { step: "review", status: "completed", standing: "none", attempts: 1 },
    { step: "job", status: "completed", standing: "applied", attempts: 1 },
  ]);
  expect(spentOf(world.state).cost).toEqual([dollars("0.0413")]);
});

describe("crash while a person is asked", () => {
  test("one task, no doubt, and the limit counts from the first", () => {
    const world = launch({}, { people: {} }).go(asked);
    const [before] = waitingOf(campaign, world.state);
    world.until(world.now + 30 * hour).crash();
    expect(waitingOf(campaign, world.state)).toEqual([before]);
    expect(world.controlEvents.filter(({ t }) => t === "Opened")).toHaveLength(1);
    world.go();
    expect(world.story().slice(-5)).toEqual([
      "Woke",
      "Asked cancel",
      "Settled review failed none (timeout)",
      "Unwinding timeout",
      "Closed failed (timeout)",
    ]);
    const asked_at = world.events.find(({ t }) => t === "Asked")?.at ?? 0;
    expect(world.closed?.at).toBe(asked_at + 48 * hour);
  });

  test("the answer that came meanwhile is taken once", () => {
    const world = launch().go(asked).crash().crash().go();
    expect(world.closed?.outcome.status).toBe("completed");
    expect(world.events.filter(({ t }) => t === "Told")).toHaveLength(1);
    expect(world.effects.filter(({ capability }) => capability === "schedule_campaign")).toHaveLength(1);
  });
});

describe("crash while scheduling", () => {
  test.each([true, false])("the same key goes out again, done before or not: %s", (done) => {
    const world = launch()
      .go(scheduling)
      .crash(() => done)
      .go();
    const sent = world.dispatched.filter(({ capability }) => capability === "schedule_campaign");
    expect(sent.map(({ attempt, dispatch }) => [attempt, dispatch])).toEqual([
      [1, 1],
      [1, 2],
    ]);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    expect(sent[1]?.args).toEqual(sent[0]?.args);
    // The outbox knows its keys: however often it was reached, there is one message.
    expect(
      new Set(
        world.effects.filter(({ capability }) => capability === "schedule_campaign").map(({ key }) => key),
      ).size,
    ).toBe(1);
    expect(world.closed?.outcome.status).toBe("completed");
    expect(redecide(campaign, world.events)).toMatchObject({ same: true });
  });

  test("at every event of the run it ends the same", () => {
    const length = launch().go().events.length;
    for (let crashAt = 1; crashAt < length; crashAt++) {
      const world = launch()
        .go(({ events }) => events.length >= crashAt)
        .crash()
        .go();
      expect(world.closed?.outcome, `killed after event ${crashAt}`).toEqual({
        status: "completed",
        value: { id: "j1", status: "scheduled" },
      });
      expect(world.controlEvents.filter(({ t }) => t === "Opened")).toHaveLength(1);
    }
  });
});

describe("ten thousand crashes", () => {
  test("the third redispatch is the last, each is charged, and the step retries as its plan says (rule 19)", () => {
    const world = launch({ write_content: () => ({ after: 100, lost: true }) }).go();
    // Four dispatches of each of four attempts.
    expect(world.dispatched.filter(({ capability }) => capability === "write_content")).toHaveLength(16);
    expect(world.closed?.outcome.failure?.class).toBe("crashed");
    expect(spentOf(world.state).cost).toEqual([dollars("0.481")]);
  });

  test("the gate holds the budget, whatever was proved without redispatches", () => {
    const dear = {
      ...campaign,
      capabilities: {
        ...campaign.capabilities,
        write_content: {
          ...campaign.capabilities.write_content!,
          cost: { op: "constant" as const, value: dollars("0.30") },
        },
      },
    };
    const world = new TestWorld(dear, {
      input: given,
      handlers: { ...handlers, write_content: () => ({ after: 100, lost: true }) },
      people: granted,
    }).go();
    expect(world.dispatched.filter(({ capability }) => capability === "write_content")).toHaveLength(3);
    expect(world.closed?.outcome.failure?.class).toBe("budget");
    expect(spentOf(world.state).cost).toEqual([dollars("0.901")]);
  });
});

describe("affordable", () => {
  test("2,000 contacts are", () => {
    const world = launch({ segment_list: () => ({ ok: { id: "s", contacts: contacts(2_000) } }) }).go();
    expect(world.closed?.outcome.status).toBe("completed");
    expect(spentOf(world.state).cost).toEqual([dollars("0.241")]);
  });

  test("more than the list may have break what it ensures", () => {
    const world = launch({ segment_list: () => ({ ok: { id: "s", contacts: contacts(2_001) } }) }).go();
    expect(world.closed?.outcome.failure).toMatchObject({
      class: "invalid_output",
      message: "its result breaks what `segment_list` ensures",
    });
  });

  test("without that promise the gate refuses what would pass the limit", () => {
    const loose = {
      ...campaign,
      capabilities: {
        ...campaign.capabilities,
        segment_list: { ...campaign.capabilities.segment_list!, ensures: [] },
      },
    };
    const run = (size: number): TestWorld =>
      new TestWorld(loose, {
        input: given,
        people: granted,
        handlers: { ...handlers, segment_list: () => ({ ok: { id: "s", contacts: contacts(size) } }) },
      }).go();
    // 0.03 + 0.01 + 0.001 are spent by then: 0.959 is left, 9,590 contacts.
    expect(run(9_590).closed?.outcome.status).toBe("completed");
    const refused = run(9_591);
    expect(refused.closed?.outcome.failure).toMatchObject({ class: "budget", name: "budget" });
    expect(refused.events.findLast(({ t }) => t === "Settled")).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ check: "affordable.0", holds: false })]),
    });
    expect(refused.effects.some(({ capability }) => capability === "schedule_campaign")).toBe(false);
  });
});

describe("a rejected design", () => {
  test("fails with the reason, and nothing is scheduled", () => {
    const world = launch(
      {},
      { people: { approve_design: { after: 3 * hour, value: { granted: false, reason: "wrong logo" } } } },
    ).go();
    expect(world.closed?.outcome.failure?.message).toBe("Design rejected: wrong logo");
    expect(world.effects.some(({ capability }) => capability === "schedule_campaign")).toBe(false);
  });

  test("does not stand as granted for the guardrail", () => {
    // The same plan with the branch turned round: only the guardrail is in the way.
    const routine = campaign.routines["marketing.campaign.launch"]!;
    const nodes = routine.nodes.map((node) =>
      node.kind === "branch" ? { ...node, arms: [{ block: "when@1/then" }] } : node,
    );
    const reckless = { ...campaign, routines: { "marketing.campaign.launch": { ...routine, nodes } } };
    const people = { approve_design: { after: hour, value: { granted: false } } };
    const world = new TestWorld(reckless, { input: given, handlers, people }).go();
    expect(world.closed?.outcome.failure).toMatchObject({
      class: "denied",
      message: "`reviewed_before_sending`: `approve_design` granted has to come before `schedule_campaign`",
    });
  });
});

test("an advisory policy is recorded and stops nothing (rule 41)", () => {
  const night = { ...(given as object), at: "2026-12-01T22:00:00.000Z" };
  const world = new TestWorld(campaign, { input: night, handlers, people: granted }).go();
  const began = world.events.findLast(({ t }) => t === "Began");
  expect(began).toMatchObject({
    checks: [
      { check: "business_hours.0", holds: false, because: "Campaigns sent at night are rarely read" },
      { check: "reviewed_before_sending.0", holds: true },
      { check: "affordable.0", holds: true },
    ],
  });
  expect(world.closed?.outcome.status).toBe("completed");
});

test("without consent nothing begins", () => {
  const user = { id: "bob", roles: [], consents: ["campaign.write"] };
  const world = launch({}, { people: granted, user }).go();
  expect(world.closed?.outcome.failure).toMatchObject({
    class: "denied",
    message: "the user has not consented to `contacts.read`",
  });
  expect(world.dispatched.some(({ capability }) => capability === "segment_list")).toBe(false);
});

test("what the goal asks for has to be met, or it is undone (rule 30)", () => {
  const world = launch({ schedule_campaign: () => ({ ok: { id: "j1", status: "rejected" } }) }).go();
  expect(world.closed?.outcome.failure).toMatchObject({ class: "unmet", details: ["Campaign scheduled"] });
  expect(world.effects.at(-1)).toMatchObject({ capability: "cancel_campaign", args: { job: "j1" } });
  expect(world.story()).toContain("Settled job completed undone");
});

test("undone, then wanted again: another key", () => {
  // The draft's undo never succeeds, so that the run stays open while the operator thinks again.
  const job = campaign.capabilities.schedule_campaign!;
  const two = {
    ...campaign,
    capabilities: {
      ...campaign.capabilities,
      write_content: {
        ...campaign.capabilities.write_content!,
        effect: { kind: "idempotent" as const },
        undo: { capability: "cancel_campaign", args: { job: { op: "constant" as const, value: "draft" } } },
      },
      schedule_campaign: job,
    },
  };
  const world = new TestWorld(two, {
    input: given,
    people: granted,
    handlers: {
      ...handlers,
      schedule_campaign: () => ({ ok: { id: "j1", status: "rejected" } }),
      cancel_campaign: ({ args }) =>
        (args as { job: string }).job === "draft" ? { fails: "permanent" } : { ok: null },
    },
  }).go();
  expect(waitingOf(two, world.state)).toMatchObject([
    { for: "operator", step: "undo draft", why: "it can't be undone: permanent" },
  ]);
  const first = world.keyOf("job");
  world.order({ order: "retry", key: first });
  world.go();
  const keys = world.dispatched
    .filter(({ capability }) => capability === "schedule_campaign")
    .map(({ key }) => key);
  expect(keys).toHaveLength(2);
  expect(keys[1]).not.toBe(keys[0]);
  expect(world.events.findLast(({ t }) => t === "Began")).toMatchObject({ intent: { generation: 2 } });
  world.order({ order: "skip", key: world.keyOf("undo draft") });
  world.go();
  expect(world.closed?.outcome.status).toBe("failed");
  expect(redecide(two, world.events)).toMatchObject({ same: true });
});

test("a comment is added: the machine never sees what is beside the plan", () => {
  const world = launch().go();
  expect(redecide(structuredClone(campaign), world.events)).toMatchObject({ same: true });
  expect(valueOfNode(world.state, "job")).toEqual({ id: "j1", status: "scheduled" });
});
