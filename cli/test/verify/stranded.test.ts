import { verify } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { compiled } from "../semantics/program.ts";

const program = (effect: string, undo: string): string => `module backup
service dump(n: Int) -> { path: String } { effect ${effect}  latency <= 10s  undo remove(${undo}) }
service remove(path: String) { effect idempotent  latency <= 10s }
plan nightly(n: Int) -> String {
  step made = dump(n)
  return made.path
}
`;

function stranded(effect: string, undo: string) {
  const result = compiled(program(effect, undo));
  const plan = result.plan("backup.nightly");
  if (plan === undefined) throw new Error("it is a plan");
  return verify(plan, result.context("backup.nightly"), { faults: 2 });
}

test.each([
  ["once", 1],
  ["idempotent", 2],
])(
  "a run of a %s call that comes to wait for an operator is shown, with the fewest faults",
  (effect, faults) => {
    const found = stranded(effect, "path: result.path");
    expect(found.verdict).toBe("safe");
    expect(found.stranded.map(({ step }) => step)).toEqual(["made"]);
    const [{ trial } = { trial: undefined }] = found.stranded;
    expect(trial?.one.faults.size).toBe(faults);
    expect(trial?.run.events.some(({ t }) => t === "Doubted")).toBe(true);
  },
);

test("none does where the undo goes by what the call is given", () => {
  expect(stranded("idempotent", 'path: "fixed"').stranded).toEqual([]);
});
