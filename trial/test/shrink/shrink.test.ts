import { expect, test } from "vitest";
import { judge } from "../../src/judge.ts";
import { drawProgram } from "../../src/program/draw.ts";
import { shrink } from "../../src/shrink/shrink.ts";
import { shrinkText } from "../../src/shrink/shrink-text.ts";
import { shrinkWorld } from "../../src/shrink/world.ts";
import type { DrawnWorld } from "../../src/world/drawn.ts";
import { planted } from "../planted.ts";

const monitors = [planted];

/** The programs that are shrunk; `LAWS=2` shrinks two. */
const wanted = Math.min(4, Number(process.env.LAWS ?? 1));

test("a planted breach is shrunk to the few lines that it needs", () => {
  let seen = 0;
  for (let seed = 1; seen < wanted && seed < 400; seed++) {
    const [found] = judge(drawProgram({ seed }), { monitors, worlds: 4, seed }).found;
    if (found === undefined || found.text.length < 600) continue;
    seen += 1;
    const small = shrink(found, { monitors, worlds: 2, seed: 1 }, 800);
    expect(small.kind).toBe("never");
    expect(small.says).toBe("it has begun");
    const lines = small.text.trimEnd().split("\n");
    expect(lines.length, small.text).toBeLessThanOrEqual(13);
    expect(small.text).toMatch(/step \w+ = \w+\(\)/);
    expect(small.text).toMatch(/wait|while/);
    expect(small.text).not.toMatch(/guardrail|policy|finally|retry/);
    expect(small.world).toMatchObject({
      happenings: [],
      deaths: [],
      readings: {},
      behaviours: {},
      input: {},
    });
    expect(small.story.some((line) => line.includes("begins, try 1"))).toBe(true);
  }
  expect(seen).toBe(wanted);
});

test("what a program is asked for stays", () => {
  const text = `module m
type R { a: Int, b: [String] size 0..3 }
tool t(x: Int, y: String) -> Int { effect pure  latency <= 1s  cost <= $0.01 }
plan p(n: Int, r: R) -> Int {
  when n > 1 {
    step a = t(n, y: "x") { retry 2 every 1s  timeout 5s } else { yield 3 }
  } else {
    wait 5s
  }
  return n + 1
}
`;
  const small = shrinkText(text, (one) => /retry \d/.test(one) && /plan p\(/.test(one), { tries: 1_000 });
  expect(small.length).toBeLessThan(80);
});

test("a world loses what it does not need", () => {
  const world: DrawnWorld = {
    seed: "0000000000000001",
    now: 5,
    input: { a: [7, 9], b: "hello" },
    readings: { s: true },
    behaviours: { x: { ok: 3, after: 50 }, y: { fails: "transient", after: 3 } },
    happenings: [{ at: 5, does: "crashes" }],
    deaths: [],
    refuses: true,
  };
  const small = shrinkWorld(world, ({ behaviours }) => behaviours.y !== undefined, { tries: 200 });
  expect(small).toEqual({
    seed: "0000000000000001",
    input: { a: [], b: "" },
    readings: {},
    behaviours: { y: { fails: "transient" } },
    happenings: [],
    deaths: [],
    refuses: false,
  });
});
