import type { Json, Plan } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import type { Verdict } from "@orchlang/plan/rules";
import { describe, expect, test } from "vitest";
import {
  attempt,
  call,
  capability,
  constant,
  context,
  equals,
  field,
  forEach,
  type input,
  local,
  node,
  parameter,
  plan,
  quorumOf,
  routine,
  step,
  waitFor,
  when,
  withHold,
} from "./building.ts";
import type { Situation } from "./situation.ts";
import { TestWorld } from "./world.ts";

const kinds = [
  capability("run_job", "idempotent", {
    params: [parameter("job"), parameter("node"), parameter("mode", { default: constant("draft") })],
    latency: constant(600_000),
  }),
  capability("look", "pure"),
];
const resource = local("resource");
const far = call("number.greater", field(resource, "latency"), constant(300_000));
const rendering = equals(field(local("args"), "job", "kind"), constant("render"));
const and = (...items: Parameters<typeof equals>[0][]) => ({ op: "and", items }) as const;
const tooFar: Verdict = {
  kind: "deny",
  when: and(far, rendering),
  because: "not beyond five minutes of light",
};

const pools: Plan["pools"] = {
  "a.earth": { name: "a.earth", count: 1, latency: 40, overflow: "a.helios" },
  "a.helios": { name: "a.helios", count: 2, latency: 480_000 },
};

function planOf(nodes: readonly Node[], verdicts: readonly Verdict[] = [tooFar], of = pools): Plan {
  return plan([routine("main", nodes)], kinds, {
    pools: of,
    policies: [{ name: "a.light", severity: "blocking", on: [{ any: true }], verdicts }],
    checks: Object.fromEntries(
      verdicts.map((_, verdict) => [
        `policy a.light ${verdict}`,
        { id: `policy a.light ${verdict}`, kind: "policy", policy: "a.light", verdict },
      ]),
    ),
  });
}

const gated = { gate: "control" as const, checks: ["policy a.light 0"] };
const hold = (more: Parameters<typeof withHold>[4] = {}, pick = {}): Node =>
  withHold("with@1", "r", { pool: "a.earth", ...pick }, 3_600_000, more);
const job = (of: ReturnType<typeof input>, more: Parameters<typeof step>[2] = {}): Node =>
  step("receipt", "run_job", {
    block: "with@1/held",
    args: { job: of, node: field(local("r"), "id") },
    ...gated,
    ...more,
  });

const jobs = (kinds: readonly string[]): Json => kinds.map((kind) => ({ kind }));
const each = (over: Json): Node[] => [
  forEach("all", "job", constant(over), { atOnce: 9 }),
  hold({ block: "all/round" }),
  job(local("job")),
];

const where = (world: TestWorld): Json =>
  world.dispatched.flatMap(({ args }) => (args as { node?: string }).node ?? []);
const slow: Situation = { handlers: { run_job: () => ({ after: 600_000, ok: 1 }) } };

describe("a policy that reads `resource`", () => {
  test("A render job meets helios", () => {
    const world = new TestWorld(planOf(each(jobs(["render", "render", "train"]))), slow).go();
    expect(world.closed?.outcome.status).toBe("completed");
    // The second waits for the first to be done with the near one, and the third goes where it may.
    expect(where(world)).toEqual(["earth[1]", "helios[1]", "earth[1]"]);
    expect(world.story().filter((line) => line.includes("denied"))).toEqual([]);
  });

  test("has no say about what may go anywhere", () => {
    const world = new TestWorld(planOf(each(jobs(["train", "train"]))), slow).go();
    expect(where(world)).toEqual(["earth[1]", "helios[1]"]);
  });

  test("is asked at the action where its arguments are not there when the member is chosen", () => {
    const late = (kind: string): TestWorld =>
      new TestWorld(
        planOf(
          [hold(), step("found", "look", { block: "with@1/held" }), job(node("found"), { needs: ["found"] })],
          [tooFar],
          { ...pools, "a.earth": { name: "a.earth", count: 0, latency: 40, overflow: "a.helios" } },
        ),
        { handlers: { look: () => ({ ok: { kind } }) } },
      ).go();
    expect(late("train").closed?.outcome.status).toBe("completed");
    expect(late("render").closed?.outcome.failure).toMatchObject({
      class: "denied",
      message: "not beyond five minutes of light",
    });
  });

  test("is not asked about what a choice made before leaves out, and waits where it can't be made yet", () => {
    const away = { ...pools, "a.earth": { name: "a.earth", count: 0, latency: 40, overflow: "a.helios" } };
    const behind = (condition: Parameters<typeof when>[1], needs: readonly string[] = []): TestWorld =>
      new TestWorld(
        planOf(
          [
            hold(),
            step("found", "look", { block: "with@1/held" }),
            when("when@1", condition, { block: "with@1/held", needs }),
            job(constant({ kind: "render" }), { block: "when@1/then" }),
          ],
          [tooFar],
          away,
        ),
        { handlers: { look: () => ({ ok: true }) } },
      ).go();
    expect(behind(constant(false)).closed?.outcome.status).toBe("completed");
    expect(behind(node("found"), ["found"]).closed?.outcome.failure?.class).toBe("denied");
    const waits = behind(constant(true));
    expect([waits.closed, waits.dispatched]).toEqual([undefined, []]);
  });

  test("chooses the member that a step is to use by itself", () => {
    const using = {
      ...step("receipt", "run_job", {
        args: { job: constant({ kind: "render" }), node: constant("") },
        ...gated,
      }),
    } as Extract<Node, { kind: "call" }>;
    const of = { ...using, attempt: { ...using.attempt, using: { pool: "a.earth" } } };
    const world = new TestWorld(
      planOf([hold(), waitFor("wait@1", constant(5_000), { block: "with@1/held" }), of]),
    ).go();
    const granted = world.events.flatMap((event) =>
      event.t === "Told" && event.say.say === "granted" ? [[event.at, event.say.members?.[0]?.id]] : [],
    );
    expect(granted).toEqual([[Date.UTC(2026, 0, 1, 12) + 5_000, "earth[1]"]]);
  });

  test("takes who it does not know for the worst", () => {
    const charge: Verdict = {
      kind: "deny",
      when: call("number.less", field(resource, "charge"), constant(0.3)),
    };
    const charged = (fields: { charge?: number }): string | undefined =>
      new TestWorld(
        planOf([hold({ otherwise: true }, { wait: constant(1_000) }), job(constant({}))], [charge]),
        {
          members: { "earth[1]": { pool: "a.earth", fields } },
        },
      ).go().closed?.outcome.status === "completed"
        ? "anybody"
        : "waits";
    expect(charged({ charge: 0.9 })).toBe("anybody");
    const unknown: Verdict = {
      kind: "deny",
      when: and(context("storm"), equals(field(resource, "pool"), constant("earth"))),
    };
    const stormy = (storm: boolean | undefined): Json => {
      const world = new TestWorld(
        planOf(
          [waitFor("wait@1", constant(1_000)), hold({ needs: ["wait@1"] }), job(constant({}))],
          [unknown],
        ),
      );
      if (storm !== undefined) world.sense("storm", storm);
      return where(world.go());
    };
    expect([stormy(false), stormy(true), stormy(undefined)]).toEqual([
      ["earth[1]"],
      ["helios[1]"],
      ["helios[1]"],
    ]);
  });

  test("that allows leaves only those that it allows", () => {
    const allow: Verdict = { kind: "allow", when: equals(field(resource, "pool"), constant("helios")) };
    const world = new TestWorld(planOf([hold(), job(constant({}))], [allow])).go();
    expect([where(world), world.closed?.outcome.status]).toEqual([["helios[1]"], "completed"]);
  });

  test("speaks of each that a quorum asks, and of what an inner `with` holds only there", () => {
    const nested = [
      hold(),
      withHold("with@2", "q", { pool: "a.helios" }, 60_000, { block: "with@1/held" }),
      quorumOf(
        "ask",
        1,
        [attempt("run_job", { job: constant({ kind: "render" }), node: field(local("r"), "id") }, {}, gated)],
        { block: "with@2/held" },
      ),
    ];
    expect(new TestWorld(planOf(nested)).go().closed?.outcome.status).toBe("completed");
  });
});
