import fc from "fast-check";
import { expect, test } from "vitest";
import { look } from "./source.ts";

/*
 * `at most n send per D` over a loop, against every way in which its rounds can go: calls take no time at all, waits
 * what they say, and any call may fail. A round that fails is skipped from there on, and ends the loop unless that is
 * tolerated.
 */

type Step = "send" | "look" | "wait";

interface Program {
  readonly steps: readonly Step[];
  readonly tolerated: boolean;
  readonly before: boolean;
  readonly behind: boolean;
}

const rounds = 3;
const wait = 5;

/** When `send` begins in one run, for each way in which it can go. */
function* runs({ steps, tolerated, before, behind }: Program): Generator<readonly number[]> {
  const go = function* (round: number, at: number, begun: readonly number[]): Generator<readonly number[]> {
    if (round === rounds) {
      yield behind ? [...begun, at] : begun;
      return;
    }
    // Where it fails; none: nowhere.
    for (let failing = 0; failing <= steps.length; failing++) {
      if (steps[failing] === "wait") continue;
      let now = at;
      const begins = [...begun];
      for (const [place, step] of steps.entries()) {
        if (place > failing) break;
        if (step === "wait") now += wait;
        if (step === "send") begins.push(now);
      }
      if (failing < steps.length && !tolerated) yield begins;
      else yield* go(round + 1, now, begins);
    }
  };
  yield* go(0, 0, before ? [0] : []);
}

/** The most begins in any window shorter than so many minutes. */
function most(program: Program, window: number): number {
  let found = 0;
  for (const begun of runs(program)) {
    for (const first of begun)
      found = Math.max(found, begun.filter((at) => at >= first && at < first + window).length);
  }
  return found;
}

function textOf({ steps, tolerated, before, behind }: Program, count: number, window: number): string {
  const body = steps.map((step, at) => {
    const after = at === 0 || steps[at - 1] === "wait" ? "" : ` { after s${at - 1} }`;
    return step === "wait" ? "wait 5m" : `step s${at} = ${step}(x)${after}`;
  });
  return `module m
service send(n: Int) -> Int { effect pure  latency <= 2s }
service look(n: Int) -> Int { effect pure  latency <= 2s }
guardrail g { at most ${count} send per ${window}m }
plan p() {
  ${before ? "step first = send(0)" : ""}
  step all = for x in [1, 2, 3] at once 1 {
    ${body.join("\n    ")}
  } { ${before ? "after first  " : ""}${tolerated ? "optional up to 100%" : ""} }
  ${behind ? "step last = send(9) { after all }" : ""}
}`;
}

const drawn: fc.Arbitrary<Program> = fc.record({
  steps: fc.array(fc.constantFrom<Step>("send", "look", "wait"), { minLength: 1, maxLength: 4 }),
  tolerated: fc.boolean(),
  before: fc.boolean(),
  behind: fc.boolean(),
});

test("no window has more begins than is proved", () => {
  const ended = { proved: 0, open: 0 };
  fc.assert(
    fc.property(drawn, fc.integer({ min: 1, max: 4 }), fc.constantFrom(5, 10), (program, count, window) => {
      fc.pre(program.steps.includes("send"));
      const text = textOf(program, count, window);
      const found = look(text)
        .verdicts("m.p")
        ?.obligations.find(({ rule }) => rule === "g");
      if (found === undefined) throw new Error(text);
      const worst = most(program, window);
      if (found.verdict === "proved") {
        ended.proved += 1;
        if (worst > count) throw new Error(`proved, but ${worst} begin: ${text}`);
      } else if (worst <= count) ended.open += 1;
    }),
    { numRuns: 300, seed: 4 },
  );
  expect(ended.proved).toBeGreaterThan(60);
});
