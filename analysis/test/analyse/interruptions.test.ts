import { formatDuration } from "@orchlang/plan/quantities";
import { describe, expect, test } from "vitest";
import { look, told } from "./source.ts";

/* Work that an event interrupts: where it is more, or less, than a race. */

const head = `module m
event stop(n: Int) { from ui }
tool look(n: Int) -> Int { effect pure  latency <= 10s }
tool slow(n: Int) -> Int { effect pure  latency <= 20s }
service ready() { effect idempotent  latency <= 1s }
service ship() { effect idempotent  latency <= 1s }
service keep(n: Int) -> Int { effect idempotent  latency <= 1s }
service give(n: Int) -> Int { effect once  latency <= 1s }
service paid(n: Int) -> Int { effect once  latency <= 1s  irreversible because "paid" }
service mark() { effect idempotent  latency <= 1s  clearance secret }
service code() -> Int @secret { effect pure  latency <= 1s }
service peek() -> Int { effect pure  latency <= 1s  clearance secret }
service taken(n: Int @secret) { effect pure  latency <= 1s  clearance secret }
`;

function analysed(body: string, rules = "") {
  const text = `${head}${rules}\nplan p(n: Int in 0..9) {\n${body}\n}\n`;
  const looked = look(text);
  return { looked, errors: told(text, looked.all).filter((one) => !one.includes("warning")) };
}

const codes = (body: string): readonly string[] =>
  analysed(body).errors.map((one) => one.slice(one.indexOf("ORCH"), one.indexOf("ORCH") + 8));

function verdict(body: string, rule: string, severity = ""): string | undefined {
  const { looked, errors } = analysed(body, `guardrail g ${severity} { ${rule} }\n`);
  const found = looked.verdicts("m.p")?.obligations.find(({ id }) => id.startsWith("guardrail "));
  return found?.verdict ?? errors.join();
}

describe("the time of both blocks adds up, and the wait takes none of its own", () => {
  const latency = (body: string) => {
    const worst = analysed(body).looked.analysis.routines.get("m.p")?.bounds.bounds.latency.worst;
    return worst !== undefined && "value" in worst ? formatDuration(worst.value) : worst?.unbounded;
  };

  test.each([
    ["step r = do { step a = look(n) } until event stop { step b = slow(n) }", "30 s"],
    ["step r = do { step a = look(n) } until event stop", "10 s"],
    [
      "step r = do { step a = look(n)  wait 1h } until event stop { step b = slow(n)  wait 1m }",
      "1 h 1 m 30 s",
    ],
  ])("%s: %s", (body, time) => {
    expect(latency(body)).toBe(time);
  });

  test("the wait is bounded by the work, for those who ask about it", () => {
    const { looked } = analysed("step r = do { step a = look(n) } until event stop { step b = slow(n) }");
    const nodes = looked.analysis.routines.get("m.p")?.bounds.nodes() ?? {};
    expect(nodes["until@1"]?.latency.worst).toEqual({ value: 10_000 });
    expect(nodes.r?.latency.best).toBe(0);
  });
});

describe("what may happen once only", () => {
  test.each<readonly [string, string, readonly string[]]>([
    ["in the work", "step r = do { step a = paid(n) } until event stop { }", ["ORCH4301"]],
    ["in what is done then", "step r = do { step a = keep(n) } until event stop { step b = paid(n) }", []],
    [
      "in what is done then, whatever in the work may fail",
      "step r = do { when n > 3 { step a = look(n) { accept it > 3 } } } until event stop { step b = give(n) }",
      [],
    ],
    [
      "in what is done then, beside what may fail there",
      "step r = do { step a = look(n) } until event stop { step b = give(n)  step c = look(n) { accept it > 3 } }",
      ["ORCH4201"],
    ],
    [
      "in another round, which failed work undoes",
      "step all = for i in [1, 2] { step r = do { step a = look(n) { accept it > 3 } } until event stop { step b = give(n) } }",
      ["ORCH4201"],
    ],
  ])("%s", (_, body, expected) => {
    expect(codes(body)).toEqual(expected);
  });

  test("the message names the event", () => {
    const { looked } = analysed("step r = do { step a = paid(n) } until event stop");
    expect(looked.all.map(({ message }) => message).join()).toContain("although an event interrupted it");
  });
});

describe("orders", () => {
  test.each<readonly [string, string, string]>([
    [
      "of the work and what is done then: none",
      "do { step a = ready() } until event stop { step b = ship() }",
      "none",
    ],
    [
      "of both and what follows",
      "do { step a = ready() } until event stop { step c = ready() }  step b = ship() { after r }",
      "proved",
    ],
    [
      "of the work alone and what follows",
      "do { step a = ready() } until event stop { }  step b = ship() { after r }",
      "none",
    ],
  ])("%s", (_, body, expected) => {
    const found = verdict(`step r = ${body}`, "ready before ship");
    if (expected === "none") expect(found).not.toBe("proved");
    else expect(found).toBe(expected);
  });
});

describe("that something is done when the event comes shows that the work had not ended", () => {
  const flows = (body: string) => verdict(body, "never secret to mark", "advisory");

  test.each<readonly [string, string, string]>([
    [
      "nothing is secret",
      "step s = look(n)  step r = do { step a = taken(n) } until event stop { step b = mark() }",
      "proved",
    ],
    [
      "how long the work takes",
      "step r = do { step s = code()  when s > 1 { wait 5s } } until event stop { step b = mark() }",
      "refused",
    ],
    [
      "whether the work fails",
      "step r = do { step s = code()  when s > 1 { step x = peek() { accept it > 3 } } } until event stop { step b = mark() }",
      "refused",
    ],
    [
      "whether a value exists that the work needs",
      "step s = code()  step r = do { let z = 10 / s  wait 5s } until event stop { step b = mark() }",
      "refused",
    ],
    [
      "whether a call of the work fails that a secret is given to",
      "step s = code()  step r = do { step a = taken(s) } until event stop { step b = mark() }",
      "refused",
    ],
  ])("%s", (_, body, expected) => {
    expect(flows(body)).toBe(expected);
  });
});
