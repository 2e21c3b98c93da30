import { check, compileText } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";
import { checked } from "./checked.ts";

const head = "module m\nrole clerk\ntype Crane { id: String }\n";

describe("defaults of a kind", () => {
  test("make the same program as the clauses written out", () => {
    const plan = (text: string) => {
      const found = compileText(head + text).plan("m.p")?.plan;
      return found && { capabilities: found.capabilities, bounds: found.bounds, routines: found.routines };
    };
    const steps = `
plan p(a: String @personal) -> String {
  step ok = agreed(a)
  when ok { step sent = send(a) { retry 2 }  return sent }
  step read = find(a)
  return read
}`;
    const apart = plan(`
human agreed(a: String) -> Bool { show "\${a}?" }
service send(a: String) -> String { latency <= 5s  tags loud }
defaults service { effect idempotent for 1d  latency <= 30s at least 1s  cost <= $1  clearance personal  tags quiet, slow }
defaults human { ask clerk x 2  clearance personal }
service find(a: String) -> String { effect pure }
${steps}`);
    const whole = plan(`
human agreed(a: String) -> Bool { ask clerk x 2  clearance personal  show "\${a}?" }
service send(a: String) -> String { latency <= 5s  tags loud  effect idempotent for 1d  cost <= $1  clearance personal }
service find(a: String) -> String {
  effect pure  latency <= 30s at least 1s  cost <= $1  clearance personal  tags quiet, slow
}
${steps}`);
    expect(apart).toBeDefined();
    expect(apart).toEqual(whole);
  });

  test("give way to brief clauses, which are clauses like others", () => {
    const of = (text: string) =>
      [
        ...checked(`module m\ndefaults service { effect pure  latency <= 9s  cost <= $1 }\n${text}`)
          .capabilities,
      ]
        .filter(([name]) => name.startsWith("m."))
        .map(([, { capability }]) => capability);
    expect(of("service s(n: Int in 1..3) idempotent <= 2s * n\nservice t() once { cost <= $2 }")).toEqual(
      of(
        "service s(n: Int in 1..3) { effect idempotent  latency <= 2s * n }\nservice t() { effect once  cost <= $2 }",
      ),
    );
    check(`
module m
role clerk
service s() pure <= 1s { latency <= 2s }
                         ^^^^^^^^^^^^^ error[ORCH3602]
human h() pure { ask clerk  show "?" }
          ^^^^ error[ORCH3603]
`);
  });

  test("are those of their module and their kind alone", () => {
    check(`
//- /a.orch
module a
defaults service { effect idempotent  clearance personal }
service own(x: String) { latency <= 1s }
//- /b.orch
module b
import a { own }
service other(x: String) { effect idempotent  latency <= 1s }
tool third(x: String) { effect idempotent  latency <= 1s }
plan p(x: String @personal) {
  step a = own(x)
  step b = other(x)
                 ^ error[ORCH3501]
}
`);
    const { capabilities } = checked(`module m
defaults service { effect pure }
tool t() { latency <= 1s }
service s() { latency <= 1s }
`);
    expect(capabilities.get("m.t")?.capability.effect).toEqual({ kind: "once" });
    expect(capabilities.get("m.s")?.capability.effect).toEqual({ kind: "pure" });
  });

  test("count for rules, undo and confirm as clauses of the capability do", () => {
    check(`${head}
defaults service { effect pure  latency <= 1s  tags seen }
defaults tool { effect once }
service did(x: Int) -> Bool? {}
service takes_back(x: Int) {}
tool pay(x: Int) { latency <= 1s  confirm did(x)  undo takes_back(x) }
guardrail never_seen { never tagged seen }
plan p(x: Int) { step a = pay(x)  step b = did(x) }
                      ^ error[ORCH4103] \`did\` is never to be called, and it asks what became of \`a\`.
                      ^ error[ORCH4103] \`takes_back\` is never to be called, and it undoes \`a\`.
                                       ^ error[ORCH4103] \`did\` must never be called here.
`);
  });

  test("are checked once, where they are written", () => {
    check(`${head}
defaults service {
  effect idempotent
  latency <= "long"
             ^^^^^^ error[ORCH3002]
  uses Crne
       ^^^^ error[ORCH2005]
  cost <= n * $1
          ^ error[ORCH3201]
  effect pure
  ^^^^^^^^^^^ error[ORCH3602]
}
service a(n: Int) {}
service b(n: Int) { latency <= 3s }
`);
  });

  test("hold only what suits every capability of the kind", () => {
    check(`${head}
service back() { effect idempotent }
defaults service {
  effect idempotent
  undo back()
  ^^^^^^^^^^^ error[ORCH3603] \`undo\` belongs to a single capability; \`defaults service\` is for every \`service\`.
  role verifier
  ^^^^^^^^^^^^^ error[ORCH3603]
}
defaults human {
  ask clerk
  effect pure
  ^^^^^^^^^^^ error[ORCH3603]
}
service a(n: Int) {}
human h() -> Bool { show "?" }
`);
  });

  test("stand once for each kind", () => {
    check(`${head}
defaults service { effect pure }
defaults service { latency <= 3s }
^^^^^^^^^^^^^^^^ error[ORCH2011]
defaults tool { effect pure }
service a() {}
`);
  });

  test("that could not be read lead to no second mistake", () => {
    check(`${head}
defaults service { effect idempotnt  latency <= 3s }
                          ^^^^^^^^^ error[ORCH0101]
service send(a: String) {}
plan p(a: String @personal) { step a1 = send(a) { retry 2 } }
`);
  });
});
