import { compile } from "@orchlang/compiler";
import { playScenario } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { createFileHost } from "../../src/project/host.ts";

const program = `module press
service weigh(crate: String) -> { kilos: Int } { effect pure  latency <= 1m }
service press(crate: String) { effect idempotent  latency <= 1h  undo clean(crate) }
service clean(crate: String) { effect idempotent  latency <= 1h }
service burn(crate: String) { effect idempotent  latency <= 1h  tags hot }
plan juice(crate: String) {
  step kilos = weigh(crate)
  when kilos.kilos > 5 { step pressed = press(crate) }
}
`;

function notes(clauses: string): readonly string[] {
  const text = `${program}scenario "s" for juice { given crate = "c"  ${clauses} }`;
  const host = createFileHost({
    read: (path) => (path === "plan.orch" ? { text } : { fault: "missing", message: "is not there" }),
    list: () => [],
  });
  const [scenario] = compile({ files: ["plan.orch"], root: "." }, host).scenarios;
  const plan = scenario?.plan();
  if (scenario === undefined || plan === undefined) throw new Error("it has a scenario");
  const played = playScenario(scenario, plan, scenario.context);
  expect(played.status).toBe("passed");
  return played.notes;
}

const much = "answer weigh with { kilos: 9 }";

test.each([
  ["", ["it expects nothing: it passes whatever happens"]],
  ["expect never burn", ["nothing that it plays can call burn: it never begins anyway"]],
  ["expect never tagged hot", ["nothing that it plays can call anything tagged hot: it never begins anyway"]],
  ["expect undone press", ["press was never called: nothing had to be undone"]],
  ["expect weigh before press", ["press never began: nothing had to come before it"]],
  ["expect never press", []],
  ["expect 1 + 1 == 2", ["a condition does not depend on the run: it holds whatever happens"]],
  [
    'fault weigh fails  expect failed with ""',
    ["every message contains the empty text: expect `failed` alone, or a part of the message"],
  ],
  ['fault weigh fails permanent "stuck"  expect failed with "stuck"', []],
  ["answer press with none  expect completed", ["nothing asked for the answer of press: it was not used"]],
  [`${much}  fault weigh fails  expect failed`, ["nothing asked for the answer of weigh: it was not used"]],
  [`${much}  fault weigh answers twice  expect completed`, []],
  ["expect completed", []],
  [`${much}  expect weigh before press`, []],
])("what is met by nothing having come up is told: %s", (clauses, told) => {
  expect(notes(clauses)).toEqual(told);
});
