import { readFileSync } from "node:fs";
import { look } from "@orchlang/analysis/testing";
import { decodePlanFile, encodePlanFile, planFaultLines } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { compilerVersion } from "../../src/5-plan/about.ts";
import { playbooks } from "../texts.ts";

const campaign = playbooks.get("campaign") ?? "";
const entry = "example.campaign.announce";

/** Every plan and goal of a program, as text and read back. */
function planFiles(text: string): ReadonlyMap<string, string> {
  const looked = look(text);
  const files = new Map<string, string>();
  for (const name of [...looked.analysis.routines.keys(), ...looked.analysis.goals.keys()]) {
    const file = looked.plan(name);
    if (file !== undefined) files.set(name, encodePlanFile(file.plan, file.about));
  }
  return files;
}

describe("plan files of the playbooks", () => {
  test.each([...playbooks])("%s can be read back", (_, program) => {
    const files = planFiles(program);
    expect(files.size).toBeGreaterThan(0);
    for (const [entry, text] of files) {
      const decoded = decodePlanFile(text);
      if ("fault" in decoded) expect.fail(`${entry}: ${planFaultLines(decoded.fault).join("\n")}`);
      expect(decoded.ok.plan.entry).toBe(entry);
    }
  });

  test("a comment changes what is said about a plan, not the plan (rule 54)", () => {
    const one = look(campaign).plan(entry);
    const other = look(
      `// to begin with\n${campaign.replace("step people", "// beside\n  step people")}`,
    ).plan(entry);
    expect(other?.id).toBe(one?.id);
    expect(other?.about).not.toEqual(one?.about);
    expect(other?.about.map[`${entry}/mailing`]?.line).toBe(
      (one?.about.map[`${entry}/mailing`]?.line ?? 0) + 2,
    );
  });

  test("what a run does not use is not in its plan", () => {
    const more = `${campaign}\ntool unused_tool(n: Int) -> Int { effect pure  latency <= 1s }\nrole unused_role\n`;
    expect(look(more).plan(entry)?.id).toBe(look(campaign).plan(entry)?.id);
    expect(Object.keys(look(campaign).plan(entry)?.plan.roles ?? {})).toEqual([
      "example.campaign.campaign_owner",
    ]);
  });

  test("where the file lies makes no difference", () => {
    const windows = campaign.replaceAll("\n", "\r\n");
    expect(look(windows).plan(entry)?.id).toBe(look(campaign).plan(entry)?.id);
  });
});

describe("parameters of capabilities have the labels of what a run hands over", () => {
  const program = `module m
type Person { id: Int, name: String @personal }
service out(x: String) idempotent <= 1s { clearance personal  undo back(n: x.size) }
service back(n: Int) idempotent <= 1s { clearance personal }
service who(person: Person) idempotent <= 1s { clearance personal }
plan inner(name: String @personal) { step o = out("to \${name}") }
plan p(name: String @personal, person: Person) {
  step i = inner(name)
  step w = who(person)
}
plan q() { step o = out("to all") }
`;
  const labels = (entry: string) =>
    Object.values(look(program).plan(entry)?.plan.capabilities ?? {}).flatMap(({ name, params }) =>
      params.map((param) => `${name} ${param.name} ${param.label.confidentiality}`),
    );

  test("where these are above what their types say, also in called plans and undos", () => {
    expect(labels("m.p")).toEqual(["m.back n personal", "m.out x personal", "m.who person internal"]);
  });

  test("and else those of their types", () => {
    expect(labels("m.q")).toEqual(["m.back n internal", "m.out x internal"]);
  });
});

test("a plan with a mistake has no plan file", () => {
  const text = `module m
tool t(n: Int) -> Int { effect pure  latency <= 1s }
guardrail few { at most 1 t }
plan p(n: Int) -> Int {
  step a = t(n)
  step b = t(a)
  return b
}
plan q(n: Int) -> Int {
  step a = t(n)
  return a
}
`;
  const looked = look(text);
  expect(looked.plan("m.p")).toBeUndefined();
  expect(looked.plan("m.q")).toBeDefined();
});

test("says which compiler made it", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  expect(compilerVersion).toBe(`orch ${version}`);
});

test("rules that do not bind a plan are not in it", () => {
  const text = `//- /orch.json
{}
//- /rules.orch
module rules
guardrail quiet { never tagged loud }
policy slow { on tagged loud  warn when true }
//- /m.orch
module m
import rules { quiet }
service shout(n: Int) { effect idempotent  latency <= 1s }
guardrail own { at most 3 shout }
plan p(n: Int) under quiet { step a = shout(n) }
plan q(n: Int) { step a = shout(n) }
`;
  const looked = look(text);
  const rulesOf = (entry: string) => {
    const plan = looked.plan(entry)?.plan;
    return [...(plan?.guardrails ?? []), ...(plan?.policies ?? [])].map(({ name }) => name);
  };
  expect(rulesOf("m.p")).toEqual(["m.own", "rules.quiet"]);
  expect(rulesOf("m.q")).toEqual(["m.own"]);
});

test("a project's `bind` holds for every plan", () => {
  const text = `//- /orch.json
{ "bind": ["rules"] }
//- /rules.orch
module rules
guardrail quiet { never tagged loud }
//- /m.orch
module m
service whisper(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step a = whisper(n) }
`;
  expect(
    look(text)
      .plan("m.p")
      ?.plan.guardrails.map(({ name }) => name),
  ).toEqual(["rules.quiet"]);
});
