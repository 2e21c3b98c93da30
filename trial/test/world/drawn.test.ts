import { journalOf } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { compileText, subjectsOf } from "../../src/compile.ts";
import { playedOr } from "../../src/judge.ts";
import { drawProgram } from "../../src/program/draw.ts";
import { settled } from "../../src/shrink/reproduce.ts";
import { drawWorld } from "../../src/world/draw.ts";
import type { DrawnWorld } from "../../src/world/drawn.ts";
import { type Stage, stagesOf } from "../../src/world/stage.ts";

function stages(count: number): readonly Stage[] {
  return Array.from({ length: count }, (_, at) => drawProgram({ seed: at + 1 })).flatMap((text) =>
    subjectsOf(text, compileText(text)).flatMap(stagesOf),
  );
}

function journal(stage: Stage, world: DrawnWorld): string {
  const played = playedOr(stage, world);
  return "threw" in played ? played.threw : journalOf(played.run);
}

test("a world is data: written down, read again and with all said that was drawn it gives the same run", () => {
  for (const stage of stages(15)) {
    for (let nth = 0; nth < 3; nth++) {
      const world = drawWorld(stage, 7, nth);
      const once = journal(stage, world);
      expect(journal(stage, JSON.parse(JSON.stringify(world)))).toBe(once);
      const whole = settled(stage, world);
      expect(whole.open).toBeUndefined();
      expect(journal(stage, whole)).toBe(once);
    }
  }
});

test("worlds have faults, deaths, losses and occurrences; the first has none that goes wrong", () => {
  const ends = new Set<string>();
  const does = new Set<string>();
  for (const stage of stages(90)) {
    for (let nth = 0; nth < 4; nth++) {
      const world = drawWorld(stage, 3, nth);
      const deaths = world.happenings.filter((one) => one.does === "crashes").length + world.deaths.length;
      expect(deaths).toBeLessThanOrEqual(1);
      if (nth === 0) expect(world.open?.faults).toBe(0);
      for (const one of world.happenings) does.add(one.does);
      const played = playedOr(stage, world);
      if ("run" in played) ends.add(played.run.state.closed?.outcome.status ?? "open");
    }
  }
  expect([...does].sort()).toEqual(["crashes", "loses", "occurs", "orders"]);
  expect([...ends].sort()).toEqual(["cancelled", "completed", "failed", "open"]);
});

test("a value is drawn of records that lie deep in one another, in lists and beside them", () => {
  const chain = Array.from(
    { length: 30 },
    (_, at) => `type R${at} { b: ${at === 0 ? "Int" : `R${at - 1}`} }`,
  );
  const lists = Array.from(
    { length: 20 },
    (_, at) => `type L${at} { b: [${at === 0 ? "R29" : `L${at - 1}`}] size 0..5 }`,
  );
  const text = `module m\n${[...chain, ...lists].join("\n")}\nplan p(a: [L19] size 1..2, b: R29?) { }\n`;
  const [stage] = subjectsOf(text, compileText(text)).flatMap(stagesOf);
  if (stage === undefined) throw new Error("no stage");
  for (let nth = 0; nth < 8; nth++) {
    const world = drawWorld(stage, 3, nth);
    expect(Object.keys(world.input)).toContain("a");
    expect(playedOr(stage, world)).toHaveProperty("run");
    // What a world leaves out is made up.
    expect(playedOr(stage, { ...world, input: {} })).toHaveProperty("run");
  }
});
