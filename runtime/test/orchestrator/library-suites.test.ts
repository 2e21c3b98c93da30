import { compile } from "@orchlang/compiler";
import type { RunEvent } from "@orchlang/kernel/run";
import { stepName } from "@orchlang/kernel/run";
import type { Json } from "@orchlang/plan";
import { journalOf, type SimulatedWorld, simulate } from "@orchlang/simulator";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { describe, expect, test } from "vitest";
import { HandlerFailure } from "../../src/handler.ts";
import { type Call, everybody, handlers, place, prefix, workflows } from "./city.ts";
import { broken } from "./library-rules.ts";
import { Stage } from "./stage.ts";

/*
 * The suites of a response system, by the names that people know them by, over the library's workflows. The load suite
 * is `twenty-at-once.test.ts`, and `stdlib/test` plays every scenario.
 */

const minute = 60_000;
const textOf = (workflow: string) => standardModule(`${prefix}${workflow}`)?.text ?? "";

/** A city with one workflow, whose triggers are armed. */
async function city(workflow: string, drones = 2, instead: Parameters<typeof over>[1] = {}) {
  const calls: Call[] = [];
  const stage = new Stage(
    textOf(workflow),
    "2026-05-04T08:00Z",
    over(
      handlers((call) => void calls.push(call)),
      instead,
    ),
  );
  expect(stage.compiled.diagnostics).toEqual([]);
  await stage.open();
  for (const [pool, size] of Object.entries({ drones, units: 2, co_responders: 1, robots: 1 }))
    for (let at = 1; at <= size; at++)
      await stage.tell({
        kind: "member",
        pool,
        member: `${pool}[${at}]`,
        fields: { online: true, health: "ready", battery: 0.9, crisis_training: true, location: place },
      });
  const sources = Object.values(stage.compiled.world().world.events);
  const happens = (event: string, fields: Record<string, Json>) =>
    stage.tell({
      kind: "occurrence",
      event,
      source: sources.find(({ name }) => name.endsWith(`.${event}`))?.sources?.[0] ?? "nobody",
      fields: { location: place, ...fields },
    });
  const says = async (granted: boolean) => {
    for (const { run, call } of stage.orch.questions())
      await stage.orch.answer(
        run,
        stepName(call),
        { granted },
        { id: "eve", roles: everybody, consents: [] },
      );
    await stage.settle();
  };
  const passes = (minutes: number) => stage.until(stage.clock.at + minutes * minute);
  return { stage, happens, says, passes, done: () => calls.map(({ name }) => name) };
}

type Handlers = ReturnType<typeof handlers>;

function over(made: Handlers, instead: Readonly<Record<string, () => Json>>): Handlers {
  const named = Object.entries(instead).map(([name, handler]) => [`std.response.${name}`, handler] as const);
  return { ...made, ...(Object.fromEntries(named) as unknown as Handlers) };
}

const shots = (detection: string) => ({ detection, rounds: 3, confidence: 0.97 });

/** A workflow as a plan to be simulated, in a world whose people answer alike. */
function simulated(workflow: string, people: "yes" | "no" | "silent", more: SimulatedWorld = {}) {
  const compiled = compiledOf(workflow);
  const target = compiled.targets.find(({ root }) => root)?.name ?? "";
  const [file, context] = [compiled.plan(target), compiled.context(target)];
  if (file === undefined || context === undefined) throw new Error(`${workflow} has a mistake`);
  const answer = () =>
    people === "silent" ? { never: true as const } : { ok: { granted: people === "yes" } };
  const asked = Object.values(file.plan.capabilities).filter(({ kind }) => kind === "human");
  const answers = Object.fromEntries(asked.map(({ name }) => [name, answer]));
  const { kinds, schemas } = context;
  const run = simulate(file, { kinds, schemas, ...(people === "yes" ? {} : { answers }), ...more });
  return { run, plan: file.plan };
}

function compiledOf(workflow: string, settings?: object) {
  return compile(
    { files: ["/main.orch"], root: "/" },
    {
      read: (path) => {
        if (path === "/main.orch") return { text: textOf(workflow) };
        if (path === "/orch.json" && settings !== undefined) return { text: JSON.stringify(settings) };
        return { fault: "missing", message: "there is no such file" };
      },
      list: () => [],
      standard: standardModule,
      standardModules,
    },
  );
}

const begun = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.t === "Began" && event.of === undefined ? [event.capability] : []));

describe("workflow engine", () => {
  test("steps run in the order of the plan, and a decision comes before what it decides", async () => {
    const { stage, happens, says, done } = await city("gunfire_response");
    await happens("shots_heard", shots("d1"));
    expect(done()).toEqual(expect.arrayContaining(["alert_officers", "dispatch_drone", "collect_evidence"]));
    expect(done()).not.toContain("dispatch_unit");
    await says(true);
    expect(done().indexOf("dispatch_unit")).toBeGreaterThan(done().indexOf("tactical_analysis"));
    expect(done().slice(-3)).toEqual(["write_audit", "open_case", "notify_supervisor"]);
    expect((await stage.runs()).map(({ status }) => status)).toEqual(["completed"]);
  });
});

describe("event bus", () => {
  test("a report that comes again counts once, and one of another form is refused", async () => {
    const { stage, happens } = await city("gunfire_response");
    expect(await happens("shots_heard", shots("d1"))).toBe("taken");
    await happens("shots_heard", shots("d1"));
    expect(await happens("shots_heard", { detection: "d2", rounds: 0, confidence: 0.9 })).toBe("shape");
    expect(await happens("shots_herd", shots("d3"))).toBe("unknown");
    expect(stage.fired()).toHaveLength(1);
  });
});

describe("policy binding", () => {
  test("a project that binds std.policies has the commander order each use of force", () => {
    const bound = compiledOf("gunfire_response", { bind: ["std.policies"] });
    const target = bound.targets.find(({ root }) => root)?.name ?? "";
    const file = bound.plan(target)!;
    expect(file.plan.policies.map(({ name }) => name)).toContain("std.policies.ordered_force");
    const { kinds, schemas } = bound.context(target)!;
    const refuse = () => ({ ok: { granted: false } });
    const ordered = simulate(file, { kinds, schemas });
    const refused = simulate(file, { kinds, schemas, approvals: { "std.policies.commander": refuse } });
    expect(begun(ordered.events)).toContain("std.response.dispatch_unit");
    expect(begun(refused.events)).not.toContain("std.response.dispatch_unit");
  });
});

describe("resource manager", () => {
  test("two responses never hold the same drone, one waits while there is none, and all come back", async () => {
    const { stage, happens, says, passes, done } = await city("gunfire_response", 1);
    const far = { lat: 48.25, lon: 16.37 };
    await happens("shots_heard", shots("d1"));
    await happens("shots_heard", { ...shots("d2"), location: far });
    await passes(1);
    await says(true);
    await says(true);
    const flights = done().filter((name) => name.endsWith("_drone"));
    expect(flights).toEqual(["dispatch_drone", "recall_drone", "dispatch_drone", "recall_drone"]);
    const pools = stage.orch.around().pools.map(({ name, held }) => [name, held]);
    expect(Object.values(Object.fromEntries(pools)).filter((held) => held !== 0)).toEqual([]);
  });
});

describe("kernel", () => {
  test("the same world gives the same run, byte for byte", () => {
    const journals = [1, 2].map(() => journalOf(simulated("school_threat", "yes").run));
    expect(journals[0]).toBe(journals[1]);
  });
});

describe("router", () => {
  const sources: Readonly<Record<string, readonly string[]>> = {
    gunfire_response: ["gunshot_detection", "cad_system"],
    active_shooter: ["cad_system", "gunshot_detection"],
    officer_distress: ["officer_safety"],
    pursuit_coordination: ["dispatch", "cad_system"],
    missing_person: ["cad_system"],
    amber_alert: ["cad_system", "fusion_cloud"],
    hot_vehicle: ["lpr_network"],
    lpr_hot_hit: ["lpr_network", "fusion_cloud"],
    traffic_fatality: ["traffic_system", "cad_system"],
    crisis_escalation: ["human_stability"],
    dv_risk_escalation: ["human_stability"],
    mental_health_crisis: ["human_stability", "cad_system"],
    mass_casualty: ["emergency_mgmt"],
    natural_disaster: ["weather_service", "emergency_mgmt"],
    civil_unrest: ["city_autonomy", "cctv_network"],
    terrorist_threat: ["threat_intel", "fusion_cloud"],
    cyber_attack: ["cyber_intel", "ai_sentinel"],
    drug_operation: ["investigations"],
    gang_activity: ["predictive_intel", "threat_intel"],
    school_threat: ["human_stability", "digital_twin"],
  };

  test.each(Object.entries(sources))("%s is set off by its sources alone", (workflow, known) => {
    const { world } = compiledOf(workflow).world();
    const joined = (event: string) => world.events[event]?.joins?.map((one) => one.event) ?? [event];
    const events = world.triggers.flatMap(({ on }) =>
      on.flatMap((one) => (one.kind === "event" ? joined(one.event) : [])),
    );
    const heard = events.flatMap((event) => world.events[event]?.sources ?? []);
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.filter((source) => !known.includes(source))).toEqual([]);
  });
});

describe("workflow library", () => {
  test("the twenty workflows are there under their names", () => {
    expect([...workflows].sort()).toEqual([
      ...["active_shooter", "amber_alert", "civil_unrest", "crisis_escalation", "cyber_attack"],
      ...["drug_operation", "dv_risk_escalation", "gang_activity", "gunfire_response", "hot_vehicle"],
      ...["lpr_hot_hit", "mass_casualty", "mental_health_crisis", "missing_person", "natural_disaster"],
      ...[
        "officer_distress",
        "pursuit_coordination",
        "school_threat",
        "terrorist_threat",
        "traffic_fatality",
      ],
    ]);
  });
});

describe("simulation", () => {
  test.each(workflows)("%s can be played, and ends", (workflow) => {
    expect(simulated(workflow, "yes").run.state.closed?.outcome.status).toBe("completed");
  });
});

describe("guardrail compliance", () => {
  test.each(workflows)("%s breaks no rule, whether people say yes or no", (workflow) => {
    for (const people of ["yes", "no"] as const) {
      const { run, plan } = simulated(workflow, people);
      expect(broken(run.events, plan)).toEqual([]);
    }
  });
});

describe("safety compliance", () => {
  test.each(workflows)(
    "%s does nothing forceful, intrusive or public where people say no or nothing",
    (workflow) => {
      for (const people of ["no", "silent"] as const) {
        const { run, plan } = simulated(workflow, people);
        const grave = begun(run.events).filter((name) =>
          plan.capabilities[name]?.tags.some((tag) => ["force", "intrusive", "public"].includes(tag)),
        );
        expect(grave).toEqual([]);
      }
    },
  );
});

describe("several systems", () => {
  test("shots that are not certain start a response once somebody nearby has called", async () => {
    const { stage, happens, passes } = await city("gunfire_response");
    await happens("shots_heard", { ...shots("d1"), confidence: 0.7 });
    expect(stage.fired()).toEqual([]);
    await happens("cad_call", { call: "c1", kind: "shots", text: "bangs" });
    await passes(1);
    expect(stage.fired()).toEqual([`${prefix}gunfire_response.gunfire_confirmed`]);
  });
});

describe("real time", () => {
  test("a question waits ten minutes to the moment, and nobody is sent without an answer", async () => {
    const { stage, happens, passes, done } = await city("gunfire_response");
    await happens("shots_heard", shots("d1"));
    await passes(9);
    expect((await stage.runs()).map(({ status }) => status)).toEqual(["waiting"]);
    await passes(1);
    expect((await stage.runs()).map(({ status }) => status)).toEqual(["failed"]);
    expect(done()).not.toContain("dispatch_unit");
    expect(done()).toContain("write_audit");
  });
});

describe("error recovery", () => {
  test("a drone that does not take off costs the picture and not the response", async () => {
    const { stage, happens, says, passes, done } = await city("gunfire_response", 2, {
      dispatch_drone: () => {
        throw new HandlerFailure("permanent", "no link", { reach: "not_reached" });
      },
    });
    await happens("shots_heard", shots("d1"));
    await passes(1);
    await says(true);
    expect(done()).toContain("dispatch_unit");
    expect((await stage.runs()).map(({ status }) => status)).toEqual(["completed"]);
  });

  test("a process that ends while people think is gone on with by another", async () => {
    const { stage, happens, says, done } = await city("gunfire_response");
    await happens("shots_heard", shots("d1"));
    await stage.orch.close();
    await stage.open();
    await stage.settle();
    await says(true);
    expect(done().filter((name) => name === "dispatch_unit")).toHaveLength(1);
    expect((await stage.runs()).map(({ status }) => status)).toEqual(["completed"]);
  });
});

describe("end to end", () => {
  test("from a report to the audit: heard, matched, decided, held, done and on record", async () => {
    const { stage, happens, says, done } = await city("gunfire_response");
    await happens("shots_heard", shots("d1"));
    await says(true);
    const heard = new Set(stage.control.map(({ t }) => t));
    expect([...heard]).toEqual(expect.arrayContaining(["Occurred", "Fired", "Admitted", "Granted"]));
    expect(done()).toEqual(expect.arrayContaining(["dispatch_unit", "open_case", "write_audit"]));
    expect(await stage.verified()).toMatchObject({ whole: true });
  });
});
