import { compile } from "@orchlang/compiler";
import { verify } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { createFileHost } from "../../src/project/host.ts";

/* What several occurrences have to have in common is made up as well, so that what starts on them is tried. */

const program = (clauses: string): string => `module yard
event seen(plate: String, speed: Int in 0..200, stopped: Bool) { from camera }
event weighed(truck: String, plate: String, tons: Int in 0..60) { from scale }
fusion heavy(plate: String) {
  join seen as s, weighed as w
  within 5m
  ${clauses}
  emit { plate: s.plate }
}
service fine(plate: String) -> { id: String } { effect idempotent  latency <= 1m }
plan charge(plate: String) -> { id: String } {
  step sent = fine(plate)
  return { id: sent.id }
}
trigger caught {
  on event heavy
  start charge(plate: event.plate)
}
`;

test.each([
  ["a key that both have", "by s.plate"],
  ["fields of other names that are the same", "where s.plate == w.truck"],
  ["amounts of both", "where w.tons > 40 and s.speed < 20"],
  ["a yes", "where not s.stopped"],
  [
    "all of it",
    "by s.plate  where w.truck == s.plate and w.tons > 40 and s.speed in 90..120 and not s.stopped",
  ],
])("a fusion is set off that asks for %s", (_, clauses) => {
  const host = createFileHost({
    read: (path) =>
      path === "plan.orch" ? { text: program(clauses) } : { fault: "missing", message: "is not there" },
    list: () => [],
  });
  const result = compile({ files: ["plan.orch"], root: "." }, host);
  expect(result.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const [trigger] = result.triggers();
  const plan = trigger?.plan();
  if (trigger === undefined || plan === undefined) throw new Error("there is a trigger");
  const { unreached, violations } = verify(plan, trigger.context, { faults: 0 });
  expect([unreached, violations.map(({ violation }) => violation.says)]).toEqual([[], []]);
});
