import { compile } from "@orchlang/compiler";
import { playScenario, verify } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { standardModule, standardModules } from "../src/modules.ts";

const prefix = "std.response.workflows.";
const workflows = standardModules.filter((name) => name.startsWith(prefix));

const textOf = (name: string) => standardModule(name)?.text ?? "";

/** Compiles a text as somebody's own file. */
function compiled(text: string) {
  const read = (path: string) =>
    path === "/main.orch" ? { text } : { fault: "missing" as const, message: "there is no such file" };
  return compile({ files: ["/main.orch"], root: "/" }, { read, standard: standardModule, standardModules });
}

/** The names that a module declares with a keyword, in the order of the text. */
function declared(name: string, keyword: string): readonly string[] {
  return [...textOf(name).matchAll(new RegExp(`^(?:${keyword}) (\\w+)`, "gmu"))].map(
    ([, found]) => found ?? "",
  );
}

const kinds = [
  ...["Drone", "Robot", "Unit", "Sensor", "Compute", "IntelFeed", "Channel", "Camera"],
  ...["PlateReader", "GunshotDetector", "WeatherStation", "TrafficSensor"],
  ...["Officer", "Vehicle", "Helicopter", "Boat"],
];

const categories = [
  ...["incident", "alert", "tactical", "officer", "drone", "robot", "investigation", "threat", "emergency"],
  ...[
    "compliance",
    "system",
    "sensor",
    "city",
    "human_stability",
    "predictive",
    "fusion",
    "cyber",
    "governance",
  ],
];

const priorities = ["critical", "high", "normal", "low", "info"];

const sources = [
  ...["cad_system", "dispatch", "drone_ops", "robotics", "officer_safety", "threat_intel", "investigations"],
  ...[
    "digital_twin",
    "predictive_intel",
    "human_stability",
    "moral_compass",
    "city_autonomy",
    "fusion_cloud",
  ],
  ...["emergency_mgmt", "public_guardian", "cyber_intel", "ai_sentinel", "ai_personas", "sensor_grid"],
  ...["lpr_network", "gunshot_detection", "cctv_network", "weather_service", "traffic_system"],
];

const actions: Readonly<Record<string, string>> = {
  DRONE_DISPATCH: "dispatch_drone",
  ROBOT_DISPATCH: "dispatch_robot",
  CO_RESPONDER_DISPATCH: "dispatch_co_responder",
  PATROL_REROUTE: "reroute_patrol",
  OFFICER_ALERT: "alert_officers",
  SUPERVISOR_ALERT: "notify_supervisor",
  HUMAN_STABILITY_ALERT: "alert_human_stability",
  RESOURCE_ALLOCATE: "allocate_resource",
  RESOURCE_RELEASE: "release_resource",
  LOCKDOWN_INITIATE: "initiate_lockdown",
  SENSOR_ACTIVATE: "activate_sensor",
  BOLO_ISSUE: "issue_bolo",
  EMERGENCY_BROADCAST: "broadcast_emergency",
  NOTIFICATION_SEND: "send_notification",
  THREAT_BROADCAST: "broadcast_threat",
  PREDICTIVE_ALERT: "raise_predictive_alert",
  FUSION_CLOUD_SYNC: "sync_fusion_cloud",
  TACTICAL_ANALYSIS: "tactical_analysis",
  THREAT_ASSESSMENT: "assess_threat",
  POLICY_VALIDATION: "validate_policy",
  EVIDENCE_COLLECTION: "collect_evidence",
  CASE_GENERATION: "open_case",
  INVESTIGATION_CREATE: "create_investigation",
  INVESTIGATION_UPDATE: "update_investigation",
  AUDIT_LOG: "write_audit",
};

const strategies = ["Time", "Place", "Entity", "Threat level", "Composite"];

describe("the vocabulary", () => {
  test("has sixteen kinds of resources, each with an id, a state, a health and a place", () => {
    const name = "std.response.resources";
    expect(declared(name, "type").filter((kind) => kind !== "Health")).toEqual(kinds);
    const bodies = [...textOf(name).matchAll(/^type \w+ \{\n(.*?)^\}/gmsu)].map(([, body]) => body);
    expect(bodies).toHaveLength(16);
    for (const body of bodies)
      for (const field of ["id", "online", "health", "location"])
        expect(body).toMatch(new RegExp(`^  ${field}: `, "mu"));
  });

  test("has eighteen categories and five priorities, and an event of every category", () => {
    const text = textOf("std.response.events");
    const membersOf = (type: string) =>
      (new RegExp(`^type ${type} = ([\\w |\\n]+?)\\n\\n`, "mu").exec(text)?.[1] ?? "").split(/[\s|]+/u);
    expect(membersOf("Category")).toEqual(categories);
    expect(membersOf("Priority")).toEqual(priorities);
    const used = [...text.matchAll(/^ {2}category (\w+)$/gmu)].map(([, category]) => category);
    expect([...new Set(used)].sort()).toEqual([...categories].sort());
  });

  test("has one typed event for each of the twenty-four sources", () => {
    const text = textOf("std.response.events");
    const from = [...text.matchAll(/^ {2}from +(\w+)$/gmu)].map(([, source]) => source);
    expect([...from].sort()).toEqual([...sources].sort());
    expect(declared("std.response.events", "event")).toHaveLength(24);
  });

  test("has the twenty-five actions under the names that people know them by", () => {
    const text = textOf("std.response");
    const found = [...text.matchAll(/^\/\/\/ ([A-Z_]{5,})\. [^\n]*(?:\n\/\/\/[^\n]*)*\n\w+ (\w+)\(/gmu)];
    expect(Object.fromEntries(found.map(([, id, name]) => [id, name]))).toEqual(actions);
    expect(Object.keys(actions)).toHaveLength(25);
  });

  test("has an undo for whatever stops, watches, spreads or promises something", () => {
    const text = textOf("std.response");
    const undone = [...text.matchAll(/^service (\w+)[^}]*?(?:\{[^}]*?\})?[^}]*?^ {2}undo +(\w+)/gmu)];
    const names = declared("std.response", "service");
    for (const [, , back] of undone) expect(names).toContain(back);
    expect(undone.map(([, name]) => name)).toEqual(
      expect.arrayContaining([
        ...["initiate_lockdown", "activate_sensor", "issue_bolo", "broadcast_emergency", "broadcast_threat"],
        ...[
          "sync_fusion_cloud",
          "allocate_resource",
          "reroute_patrol",
          "dispatch_robot",
          "dispatch_co_responder",
        ],
      ]),
    );
  });

  test("has one default fusion for each strategy", () => {
    const text = textOf("std.response.fusions");
    const found = [...text.matchAll(/^\/\/\/ ([A-Z][a-z ]+?)(?: \([^)]*\))?: [^\n]*\nfusion /gmu)];
    expect(found.map(([, strategy]) => strategy)).toEqual(strategies);
  });
});

/** The rules that hold of an action with a tag. */
const rulesOfTag: Readonly<Record<string, readonly string[]>> = {
  force: ["use_of_force", "chain_of_command"],
  intrusive: ["intrusion_is_decided", "intrusion_is_recorded"],
  public: ["broadcast_is_decided"],
};

/**
 * Each plan is searched for a while with one fault. `LAWS=80` searches eighty times as long, also what the triggers start,
 * and with two faults, as `orch verify` does.
 */
const laws = Number(process.env.LAWS ?? 1);

describe.each(workflows)("%s", (name) => {
  const result = compiled(textOf(name));

  test("passes its scenarios, at least three", () => {
    expect(result.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    expect(result.scenarios.length).toBeGreaterThanOrEqual(3);
    const played = result.scenarios.map((scenario) => {
      const plan = scenario.plan();
      if (plan === undefined) throw new Error("the scenario has no plan");
      return [scenario.says, playScenario(scenario, plan, scenario.context).status];
    });
    expect(played.filter(([, status]) => status !== "passed")).toEqual([]);
  });

  test("has a trigger, a priority and a time limit, and keeps a record", () => {
    const text = textOf(name);
    const plan = name.slice(prefix.length);
    expect(text).toMatch(new RegExp(`^plan ${plan}\\(`, "mu"));
    expect(result.triggers().length).toBeGreaterThan(0);
    expect(text).toMatch(/^ {2}priority (?:critical|high|normal|low|info)$/mu);
    expect(text).toMatch(/^ {2}timeout +\d/mu);
    expect(text).toMatch(/^ {2}finally \{[^}]*(?:keep_record|write_audit)\(/mu);
  });

  test("stands under every rule about what it does", () => {
    const plan = result.plan(result.targets.find(({ root }) => root)?.name ?? "")?.plan;
    const tags = Object.values(plan?.capabilities ?? {}).flatMap((capability) => capability.tags);
    const under = plan?.obligations.map(({ rule }) => rule);
    const wanted = [...new Set(tags)].flatMap((tag) => rulesOfTag[tag] ?? []);
    expect(under).toEqual(expect.arrayContaining(wanted));
    expect(textOf(name)).toMatch(/^(?:\}| {4}) ?under [^{]*\bbounded \{$/mu);
  });

  test("is safe as far as a few runs go", () => {
    const found = result.targets
      .filter(({ root }) => root)
      .map(({ name: target }) => ({ file: result.plan(target), context: result.context(target) }))
      .concat(laws > 1 ? result.triggers().map(({ plan, context }) => ({ file: plan(), context })) : [])
      .flatMap(({ file, context }) => {
        if (file === undefined || context === undefined) throw new Error("it has no plan file");
        const { target, violations } = verify(file, context, {
          faults: laws > 1 ? 2 : 1,
          runs: { exhaustive: 25 * laws, directed: 20 * laws, random: 0 },
        });
        return violations.map(({ violation }) => `${target}: ${violation.says}`);
      });
    expect(found).toEqual([]);
  });

  test("is refused where it acts although a person has said no", () => {
    const contrary = textOf(name).replaceAll(/(\b\w+)\.granted(?= \{|,| and )/gu, "(not $1.granted)");
    if (!isGuarded(name)) return;
    expect(contrary).not.toBe(textOf(name));
    const codes = compiled(contrary).diagnostics.map(({ code }) => code);
    expect(codes).toContain("ORCH4101");
  });
});

/** Whether it does something that a person has to decide. */
function isGuarded(name: string): boolean {
  const decided = [
    ...["dispatch_unit", "initiate_lockdown", "activate_sensor", "issue_bolo", "broadcast_emergency"],
    "sync_fusion_cloud",
  ];
  return decided.some((action) => new RegExp(`= ${action}\\(`, "u").test(textOf(name)));
}

describe("the rules", () => {
  const imports = `module town.hasty
import std.guardrails { chain_of_command, use_of_force }
import std.people { Approval, supervisor }
import std.response { activate_sensor, broadcast_emergency, dispatch_unit, issue_bolo, open_case, write_audit }
import std.response.rules { bounded, broadcast_is_decided, intrusion_is_decided, intrusion_is_recorded }
human may(to: Geo) -> Approval { ask supervisor  show "Go to \${to}?" }
`;
  /** The codes of the errors of a plan: what a hasty author would write. */
  function refused(rule: string, steps: string): readonly string[] {
    const text = `${imports}plan hasty(to: Geo) under ${rule} {\n${steps}\n}\n`;
    return compiled(text)
      .diagnostics.filter(({ severity }) => severity === "error")
      .map(({ code }) => code);
  }
  const unit = `step crew = dispatch_unit(to, advice: "now")`;
  const asked = (steps: string) => `step go = may(to) { timeout 5m }\nwhen go.granted {\n${steps}\n}`;

  test("refuse force that nobody has decided", () => {
    expect(refused("use_of_force", unit)).toContain("ORCH4101");
    expect(refused("use_of_force", asked(unit))).toEqual([]);
  });

  test("refuse force that leaves no file", () => {
    expect(refused("chain_of_command", unit)).not.toEqual([]);
    const filed = `step file = open_case(kind: "x", location: to, evidence: [], outcome: "sent") { after crew }`;
    expect(refused("chain_of_command", `${unit}\n${filed}`)).toEqual([]);
  });

  test("refuse intrusion that nobody has decided, or that leaves no record", () => {
    const look = `step seen = activate_sensor(kind: cameras, near: to, radius: 1km, minutes: 60, because: "x")`;
    const log = `step log = write_audit(workflow: "x", location: to, outcome: "seen") { after seen }`;
    expect(refused("intrusion_is_decided", look)).toContain("ORCH4101");
    expect(refused("intrusion_is_decided", asked(look))).toEqual([]);
    expect(refused("intrusion_is_recorded", look)).not.toEqual([]);
    expect(refused("intrusion_is_recorded", `${look}\n${log}`)).toEqual([]);
  });

  test("refuse a broadcast that nobody has decided", () => {
    const speak = `step said = broadcast_emergency(near: to, radius: 1km, text: "Stay inside.")`;
    expect(refused("broadcast_is_decided", speak)).toContain("ORCH4101");
    expect(refused("broadcast_is_decided", asked(speak))).toEqual([]);
  });

  test("refuse a response that grows without end", () => {
    const units = (many: number) =>
      Array.from(
        { length: many },
        (_, at) =>
          `step crew${at} = dispatch_unit(to, advice: "${at}") { after go${at === 0 ? "" : `, crew${at - 1}`} }`,
      ).join("\n");
    const go = "step go = may(to) { timeout 5m }";
    expect(refused("bounded", `${go}\n${units(5)}`)).toContain("ORCH4102");
    expect(refused("bounded", `${go}\n${units(4)}`)).toEqual([]);
  });

  test("accept no place that a stranger or a model has written", () => {
    const text = `${imports}agent read(tip: String @untrusted) -> { at: Geo } { effect pure  latency <= 9s }
plan by_tip(tip: String @untrusted) { step seen = read(tip)  step crew = dispatch_unit(to: seen.at, advice: "") }
`;
    expect(compiled(text).diagnostics.map(({ code }) => code)).toContain("ORCH3502");
  });
});
