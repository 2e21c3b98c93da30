import { compile } from "@orchlang/compiler";
import { memoryHost } from "@orchlang/compiler/testing";
import { expect, test } from "vitest";

/* The words of a refusal are true of the program, where something happens in an undo, in other rounds, or by a decision. */

function saidOf(text: string): string {
  const { diagnostics } = compile({ root: "/", files: ["/m.orch"] }, memoryHost({ "/m.orch": text }));
  return diagnostics
    .map(({ message, label, notes }) => [message, label, ...(notes ?? [])].join("\n"))
    .join("\n");
}

test("an undo that nothing comes before is named as one", () => {
  const said = saidOf(`module m
import std.people { Approval }
role officer
service block(batch: String) { effect idempotent  latency <= 1m  undo unblock(batch) }
service unblock(batch: String) { effect idempotent  latency <= 1m }
service report(batch: String) { effect idempotent  latency <= 1m }
human lift(batch: String) -> Approval { ask officer  show "Lift \${batch}?" }
plan recall(batch: String) {
  step blocked = block(batch)
  step told = report(batch) { after blocked }
}
plan end(batch: String) {
  step ok = lift(batch) { timeout 1d }
  when ok.granted { step open = unblock(batch) }
}
guardrail lifted { lift granted before unblock }
`);
  expect(said).toContain("undoing this calls it");
  expect(said).toContain("`blocked` is undone with nothing of the kind before it");
});

test("a step in the block of a handler runs after what has failed, and can't wait for it", () => {
  const text = (rule: string): string => `module m
service save(shard: Int) { effect idempotent  latency <= 1m }
service merge(count: Int) { effect idempotent  latency <= 1m }
plan train() {
  step saved = save(1) else { step merged = merge(count: 1) }
}
guardrail first { ${rule} }
`;
  const refused = compile(
    { root: "/", files: ["/m.orch"] },
    memoryHost({ "/m.orch": text("save before merge") }),
  );
  const [found] = refused.diagnostics;
  expect(found?.label).toBe("… and this is its handler");
  expect(found?.help).toBe("Call `save` first in the handler too.");
  expect(found?.fixes).toEqual([]);
  expect(saidOf(text("save failed before merge"))).toBe("");
});

test("rounds that may fail are not said to do nothing", () => {
  const said = saidOf(`module m
service save(shard: Int) { effect idempotent  latency <= 1m }
service merge(count: Int) { effect idempotent  latency <= 1m }
plan train(shards: [Int] size 5..9) {
  step saved = for shard in shards { step kept = save(shard) } { optional up to 20% }
  step merged = merge(count: 1) { after saved }
}
guardrail first { save before merge }
`);
  expect(said).toContain("`merge` can happen before `save` has completed.");
  expect(said).not.toContain("never");
});

test("a constant is not said to be personal", () => {
  const said = saidOf(`module m
service find(id: String) -> { sick: Bool @personal } { effect pure  latency <= 1m }
service count(cases: Int) { effect idempotent  latency <= 1m  clearance personal }
plan p(id: String) {
  step found = find(id)
  when found.sick { step counted = count(cases: 4) }
}
guardrail inside { never personal to count }
`);
  expect(said).toContain("Whether `count` is called is personal.");
});

test("bounds that differ are said to", () => {
  const said = saidOf(`module m
type Claim = damage { amount: Money in $0..$300 } | cleaning { amount: Money in $0..$40 }
plan p(claim: Claim) -> Bool { return claim is damage }
`);
  expect(said).toContain("`amount` is `Money<USD>` in two cases, with other bounds in each.");
});

test("a wait that alone breaks a limit is not put down to failures", () => {
  const text = `module m
service say(n: Int) { effect idempotent  latency <= 5s }
plan p(n: Int) {
  wait 1h
  step said = say(n)
}
guardrail soon warning { latency <= 1m }
`;
  const result = compile({ root: "/", files: ["/m.orch"] }, memoryHost({ "/m.orch": text }));
  const told = JSON.stringify(result.plan("m.p"));
  expect(told).toContain("it can come to 1 h 5 s whatever it is given, above 1 m");
  expect(told).not.toContain("failures alone");
});

test("a limit that can't be kept shows the steps that use most, wherever they stand", () => {
  const { diagnostics } = compile(
    { root: "/", files: ["/m.orch"] },
    memoryHost({
      "/m.orch": `module m
service look(n: Int) idempotent <= 5s
service move(n: Int) idempotent <= 40m
plan p() {
  sequence {
    step a = look(1)
    step b = look(2)
    step c = look(3)
    step d = look(4)
    step e = move(5)
  }
}
guardrail quick { latency <= 10m }
`,
    }),
  );
  const [found] = diagnostics;
  expect(found?.code).toBe("ORCH4104");
  expect(found?.labels.map(({ message }) => message)).toEqual([
    "the limit",
    "up to 40 m",
    ...Array(3).fill("up to 5 s"),
  ]);
});
