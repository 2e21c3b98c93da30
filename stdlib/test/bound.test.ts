import { compile } from "@orchlang/compiler";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { describe, expect, test } from "vitest";

/* Projects that bind a whole module of rules: each of their plans stands under all of them. */

/** The rules that reject a program of a project that binds `std.guardrails`, as `deescalation ORCH4101`. */
function refusals(text: string): readonly string[] {
  const { diagnostics } = compile(
    { files: ["/main.orch"], root: "/" },
    {
      read: (path) => {
        if (path === "/main.orch") return { text };
        if (path === "/orch.json") return { text: '{ "bind": ["std.guardrails"] }' };
        return { fault: "missing", message: "there is no such file" };
      },
      standard: standardModule,
      standardModules,
    },
  );
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const found = errors.map(({ code, message, labels = [] }) => {
    const rule = labels.flatMap(({ file, span }) => ruleAt(file, span.start) ?? [])[0];
    return rule === undefined ? message : `${rule} ${code}`;
  });
  return [...new Set(found)].sort();
}

/** The guardrail around a place of a file. */
function ruleAt(file: string, at: number): string | undefined {
  const name = standardModules.find((module) => standardModule(module)?.path === file) ?? "";
  const before = (standardModule(name)?.text ?? "").slice(0, at);
  return [...before.matchAll(/^guardrail (\w+)/gmu)].at(-1)?.[1];
}

/** A plan that calls a workflow of the library. */
function calling(workflow: string): string {
  const name = `std.response.workflows.${workflow}`;
  const head = new RegExp(`^plan ${workflow}\\(([^)]*)\\)`, "mu").exec(standardModule(name)?.text ?? "");
  const params = (head?.[1] ?? "").trim();
  const names = [...params.matchAll(/(\w+): /gu)].map(([, param]) => param);
  const pursuit = params.includes("Offence") ? `import ${name} { Offence }\n` : "";
  return `module town.night
import ${name} { ${workflow} }
${pursuit}plan begin(${params}) { step all = ${workflow}(${names.join(", ")}) }
`;
}

const unprepared = ["deescalation ORCH4101", "proportionality ORCH4101"];
const untold = ["community_trust ORCH4105"];
const thrice = [...unprepared, "proportionality ORCH4102"];

/**
 * The rules that a workflow does not keep. Its safeguard is a person's decision: it calms nobody first, and tells nobody
 * of a lookout.
 */
const unkept: Readonly<Record<string, readonly string[]>> = {
  active_shooter: unprepared,
  amber_alert: untold,
  civil_unrest: unprepared,
  cyber_attack: thrice,
  drug_operation: unprepared,
  gang_activity: untold,
  gunfire_response: unprepared,
  hot_vehicle: untold,
  lpr_hot_hit: unprepared,
  mental_health_crisis: unprepared,
  missing_person: untold,
  officer_distress: thrice,
  pursuit_coordination: unprepared,
  school_threat: unprepared,
  terrorist_threat: unprepared,
};

describe("a project that binds the whole of std.guardrails", () => {
  const workflows = standardModules.flatMap(
    (name) => /^std\.response\.workflows\.(\w+)$/u.exec(name)?.[1] ?? [],
  );

  test.each(workflows)("rejects a plan that calls %s for each rule that it does not keep", (workflow) => {
    expect(refusals(calling(workflow))).toEqual(unkept[workflow] ?? []);
  });

  const actions = `module town.night
import std.people { Approval, supervisor }
service look(place: String) { effect pure  latency <= 5m  tags assessment }
service talk(place: String) { effect idempotent  latency <= 10m  tags calming }
service use_spray(place: String) { effect idempotent  latency <= 1m  tags force }
service note(about: String) { effect idempotent  latency <= 5m  tags record }
service open_file(about: String) { effect idempotent  latency <= 5m  tags case_file }
human agrees(to: String) -> Approval { ask supervisor  show "May this be done? \${to}" }
`;
  const kept = `plan disperse(place: String) {
  step seen = look(place)
  step calm = talk(place) { after seen }
  step ok   = agrees(to: place) { timeout 10m  after calm }
  when ok.granted {
    step used  = use_spray(place)
    step noted = note(about: place) { after used }
    step file  = open_file(about: place) { after used }
  }
}
`;
  test("accepts a plan that keeps all of them, and rejects it without any of its safeguards", () => {
    expect(refusals(`${actions}${kept}`)).toEqual([]);
    const without = (tag: string) => refusals(`${actions.replace(`tags ${tag} }`, "}")}${kept}`);
    expect(without("assessment")).toEqual(["proportionality ORCH4101"]);
    expect(without("calming")).toEqual(["deescalation ORCH4101"]);
    expect(without("record")).toEqual(["documentation ORCH4105"]);
    expect(without("case_file")).toEqual(["chain_of_command ORCH4105"]);
  });
});
