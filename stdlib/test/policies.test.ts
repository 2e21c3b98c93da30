import { createOrchestrator, memoryDisk, openMemoryStore } from "@orchlang/runtime";
import { describe, expect, onTestFinished, test } from "vitest";
import { compiled, programsIn } from "./library.ts";
import { documentedModule } from "./reference.ts";

const { declarations } = documentedModule("std.policies");
const policies = declarations.filter(({ group }) => group === "Policies");

const [program] = programsIn("programs").filter(({ path }) => path.endsWith("/policies_kept.orch"));
if (program === undefined) throw new Error("the program of these tests is missing");

test("there are twelve types and four severities", () => {
  const heads = policies.map(({ signature }) => /^policy \w+ : (\w+) (\w+) \{/u.exec(signature) ?? []);
  expect([...new Set(heads.map(([, type]) => type))].sort()).toEqual([
    ...["city_governance", "civil_rights", "constitutional", "data_governance", "department_sop"],
    ...["emergency_protocol", "ethical_guardrail", "legal_guardrail", "moral_compass", "privacy"],
    ...["public_safety_guardian", "use_of_force"],
  ]);
  expect([...new Set(heads.map(([, , severity]) => severity))].sort()).toEqual([
    "advisory",
    "blocking",
    "informational",
    "warning",
  ]);
});

/** Starts a plan on a real orchestrator, answers what a policy asks, and returns what became of it. */
async function run(plan: string, input: Readonly<Record<string, string>>, role: string, granted: boolean) {
  const file = compiled(program!).plan(`test.policies_kept.${plan}`);
  if (file === undefined) throw new Error(`${plan} has a mistake`);
  const calls: string[] = [];
  const handlers = Object.keys(file.plan.capabilities).map((name) => ({
    name,
    handler: () => void calls.push(name.replace("test.policies_kept.", "")),
  }));
  const made = await createOrchestrator({ store: openMemoryStore(memoryDisk()), capabilities: handlers });
  if ("fault" in made) throw new Error(made.message);
  onTestFinished(() => made.close());
  const started = await made.start({ plan: file, input, root: "/" });
  if ("refused" in started) throw new Error(started.message);
  await made.rest(started.run, 0);
  const asked = made.questions();
  expect(asked).toMatchObject([{ approval: true, role }]);
  expect(calls).toEqual([]);
  const by = { id: "ada", roles: [role], consents: [] };
  expect(await made.answer(started.run, asked[0]?.call.node ?? "", { granted }, by)).toEqual({ done: true });
  const rest = await made.rest(started.run, 0);
  return { calls, rest };
}

describe.each([
  ["court_order", "search", { address: "Elm Street 4" }, "std.policies.magistrate", "enter_home"],
  ["assembly", "quieten", { square: "market" }, "std.people.supervisor", "clear_square"],
  ["identification", "recognise", { photo: "p1" }, "std.policies.rights_officer", "find_face"],
  ["ordered_force", "spray", { place: "harbour" }, "std.policies.commander", "use_spray"],
] as const)("%s", (_, plan, input, role, action) => {
  test("stops an action that is not approved", async () => {
    const { calls, rest } = await run(plan, input, role, false);
    expect(calls).toEqual([]);
    expect(rest).toMatchObject({ status: "failed" });
  });

  test("lets an approved action pass", async () => {
    const { calls, rest } = await run(plan, input, role, true);
    expect(calls).toEqual([action]);
    expect(rest).toMatchObject({ status: "completed" });
  });
});

test.each(policies)("$name passes an action in a scenario", ({ name, signature }) => {
  const { text } = program!;
  if (signature.includes("informational")) expect(text).toContain(name);
  else expect(text).toMatch(new RegExp(`^scenario "${name} passes `, "mu"));
  const isDecided =
    !/ (?:warning|advisory|informational) \{/u.test(signature) && !signature.includes("approval");
  if (isDecided) expect(text).toMatch(new RegExp(`^scenario "${name} stops `, "mu"));
});
