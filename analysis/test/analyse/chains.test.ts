import { openSession } from "@orchlang/compiler";
import { compileText, memoryHost } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";

/* Plans, blocks and handlers in long rows: none of them is as deep as a stack, and rules are kept along all of them. */

const head = `module m
tool look(id: String) -> String { effect pure  latency <= 1s }
tool put(id: String) -> String { effect idempotent  latency <= 1s }
tool pay(id: String) -> String { effect once  latency <= 1s  irreversible because "paid" }
`;

function chain(length: number, { turned = false, rules = "" } = {}): string {
  const plans = Array.from({ length }, (_, at) => {
    const next = at + 1 < length ? `p${at + 1}(a)` : "pay(a)";
    return `plan p${at}(id: String) -> String { step a = put(id)  step c = ${next}  return c }\n`;
  });
  return head + (turned ? plans.toReversed() : plans).join("") + rules;
}

function codes(text: string): readonly string[] {
  return compileText(text)
    .diagnostics.filter(({ severity }) => severity === "error")
    .map(({ code }) => code);
}

describe("a chain of plans that call one another", () => {
  test.each([true, false])(
    "is looked through to its end, the called ones first in the text: %s",
    (turned) => {
      expect(codes(chain(1_000, { turned }))).toEqual([]);
    },
  );

  test("has its rules decided along all of it", () => {
    const rules = 'guardrail often { at most 1 pay }\nguardrail some { never pay when args.id == "" }\n';
    expect(codes(chain(150, { rules }))).toEqual([]);
    const broken = "guardrail order { look before pay }\n";
    expect(new Set(codes(chain(50, { rules: broken })))).toEqual(new Set(["ORCH4101"]));
  });

  test("may be gone through in more ways than could be counted", () => {
    const plans = Array.from({ length: 60 }, (_, at) => {
      const next = (side: string) => (at + 1 < 60 ? `${side}${at + 1}(s)` : "pay(s)");
      return ["a", "b"].map(
        (side) =>
          `plan ${side}${at}(id: String) -> String { step s = ${at === 0 && side === "b" ? "put" : "look"}(id)  step t = ${next("a")}  step u = ${next("b")}  return s }\n`,
      );
    });
    const rules = 'guardrail order { look before pay }\nguardrail kept { never pay when args.id == "" }\n';
    const compiled = compileText(head + plans.flat().join("") + rules);
    expect(compiled.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const gate = compiled.plan("m.a0")?.plan.obligations.find(({ source }) => "guardrail" in source);
    expect(gate?.verdict).toBe("proved");
  });

  test("that closes on itself is told once", () => {
    const plans = Array.from(
      { length: 500 },
      (_, at) => `plan p${at}(id: String) -> String { step c = p${(at + 1) % 500}(id)  return c }\n`,
    );
    expect(codes(head + plans.join(""))).toEqual(["ORCH4003"]);
  });

  test("is understood by a session", () => {
    const text = chain(200, { rules: "guardrail often { at most 1 pay }\n" });
    const session = openSession({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text }));
    expect(session.diagnostics("/m.orch")).toEqual([]);
  });
});

describe("one plan", () => {
  const plan = (body: string): string =>
    `${head}plan p(id: String) -> String {\n step s = look(id)\n${body}\n return s }\n`;

  test("may have blocks nearly as deep as the parser takes them", () => {
    const deep = 45;
    const open = Array.from({ length: deep }, (_, at) => `when s != "x${at}" {\n`).join("");
    expect(codes(plan(`${open} step t = put(s)\n${"}".repeat(deep)}`))).toEqual([]);
  });

  test("may have handlers and sides in long rows", () => {
    const handlers = Array.from({ length: 300 }, () => " else look(s)").join("\n");
    expect(codes(plan(`step t = put(s)${handlers}`))).toEqual([]);
    const sides = Array.from({ length: 90 }, (_, at) => `else when s == "${at}" { step y${at} = put(s) }`);
    expect(codes(plan(`when s == "first" { step y = put(s) } ${sides.join("\n")}`))).toEqual([]);
  });
});

describe("a chain of types that hold one another", () => {
  const types = (length: number, last: string): string =>
    Array.from(
      { length },
      (_, at) => `type T${at} { next: ${at + 1 < length ? `T${at + 1}` : last} }\n`,
    ).join("");
  const used = `tool get() -> T0 { effect pure  latency <= 1s }
tool keep(it: T0) { effect idempotent  latency <= 1s }
plan p() -> T0 { step s = get()  step t = keep(s)  return s }
`;

  test("is known to its end, in the plan file too", () => {
    const compiled = compileText(`module m\n${types(2_000, "Int @personal")}${used}`);
    expect(compiled.diagnostics.map(({ code }) => code)).toEqual(["ORCH3501"]);
    const kept = compileText(`module m\n${types(2_000, "Int")}${used}`);
    expect(kept.diagnostics).toEqual([]);
    expect(Object.keys(kept.plan("m.p")?.plan.schemas ?? {})).toHaveLength(2_000);
  });

  test("and where it is written", () => {
    const text = `module m\n${types(2_000, "Int")}${used}`;
    const host = memoryHost({ "/m.orch": text });
    expect(openSession({ files: ["/m.orch"], root: "/" }, host).diagnostics("/m.orch")).toEqual([]);
  });

  test("that closes on itself is told once, in few words", () => {
    const { diagnostics } = compileText(`module m\n${types(2_000, "T0")}${used}`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["ORCH3014"]);
    expect(diagnostics[0]?.message.length).toBeLessThan(300);
    expect(diagnostics[0]?.message).toContain("`T9` holds 1989 more holds `T1999` holds `T0`");
  });
});
