import { compile } from "@orchlang/compiler";
import { memoryHost } from "@orchlang/compiler/testing";
import { describe, expect, it } from "vitest";
import { type Evidence, improvements } from "../../src/improve.ts";

const program = (options: string, rules = "") => `module desk.letters

service read(id: Int) -> { text: String } pure <= 20m
service store(text: String) once <= 1m { cost <= $1  irreversible because "it is printed" }

plan letter(id: Int in 1..9) {
  // The letter is read first.
  step letter = read(id)${options}
  step stored = store(letter.text)
}
${rules}`;

function improved(text: string, evidence: Partial<Evidence>) {
  const host = memoryHost({ "/a.orch": text });
  const request = { files: ["/a.orch"], root: "/" };
  const compiled = compile(request, host);
  const whole: Evidence = {
    routine: "desk.letters.letter",
    node: "letter",
    calls: 100,
    failedCalls: 0,
    attempts: 100,
    passing: 0,
    timeouts: 0,
    longest: 0,
    ...evidence,
  };
  return improvements({ program: request, host, compiled, evidence: [whole] });
}

describe("a step whose attempts fail in a way that may pass", () => {
  it("gets as many retries as leave one call of a hundred failed", () => {
    const { found, dropped } = improved(program(""), { failedCalls: 10, passing: 10 });
    expect(dropped).toEqual([]);
    expect(found).toEqual([
      {
        file: "/a.orch",
        step: "letter.letter",
        because:
          "10 of 100 attempts failed in a way that may pass, and 10 of 100 calls failed for good. With 1 retry instead of 0, at most 1 of 100 would.",
        text: program(" { retry 1 }"),
        worst: [expect.stringMatching(/^letter: time ≤ .+ → .+$/u)],
        patch: expect.stringContaining("+  step letter = read(id) { retry 1 }"),
      },
    ]);
  });

  it("keeps what else is said of them", () => {
    const { found } = improved(program(" { retry 1 every 5s when error == timeout  timeout 10s }"), {
      failedCalls: 20,
      attempts: 180,
      passing: 80,
    });
    expect(found.map(({ text }) => text)).toEqual([
      program(" { retry 5 every 5s when error == timeout  timeout 10s }"),
    ]);
  });

  it("is left alone where calls are few, or a repetition may do something twice", () => {
    expect(improved(program(""), { calls: 10, failedCalls: 5, attempts: 10, passing: 5 }).found).toEqual([]);
    const often = { failedCalls: 10, passing: 10 };
    expect(improved(program(""), { ...often, node: "stored" }).found).toEqual([]);
    expect(improved(program(""), { ...often, passing: 100, failedCalls: 100 }).found).toEqual([]);
  });

  it("is not changed where a proof would go", () => {
    const { found, dropped } = improved(program(" { timeout 1m }", "guardrail quick { latency <= 7m }"), {
      failedCalls: 40,
      passing: 40,
    });
    expect(found).toEqual([]);
    expect(dropped).toEqual([
      {
        step: "letter.letter",
        because: expect.stringContaining("With 5 retries instead of 0"),
        why: expect.stringMatching(/quick|ORCH\d{4}/u),
      },
    ]);
  });
});

describe("a timeout", () => {
  it("is doubled where many attempts pass it", () => {
    const { found } = improved(program(" { timeout 10s }"), { timeouts: 20, passing: 20 });
    expect(found.map(({ text }) => text)).toEqual([program(" { timeout 20s }")]);
  });

  it("is shortened where nothing ever comes near it, and so is the worst case", () => {
    const { found } = improved(program(" { timeout 10m }"), { longest: 3_100 });
    expect(found.map(({ text, worst }) => [text, worst])).toEqual([
      [program(" { timeout 16s }"), [expect.stringMatching(/^letter: time ≤ /u)]],
    ]);
    expect(improved(program(" { timeout 10m }"), { longest: 3_100, timeouts: 1 }).found).toEqual([]);
  });
});
