import { simulate } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { compileText, subjectsOf } from "../../src/compile.ts";
import { playedOr } from "../../src/judge.ts";
import { drawWorld } from "../../src/world/draw.ts";
import { stagesOf } from "../../src/world/stage.ts";

const text = `module m
event e(n: Int) { from hall }
plan p(n: Int) {
  wait 1s
  emit e(n: 1)
  emit e(n: 2)
}
trigger t { on event e  start p(n: event.n) }
`;

test("a story whose runs set one another off for ever comes to an end", () => {
  const [subject] = subjectsOf(text, compileText(text));
  if (subject === undefined) throw new Error("it does not compile");
  const stage = stagesOf(subject).find(({ trigger }) => trigger === "m.t");
  if (stage === undefined) throw new Error("nothing starts it");
  const played = playedOr(stage, drawWorld(stage, 1, 0));
  if ("threw" in played) throw new Error(played.threw);
  expect(played.run.others.length).toBeGreaterThan(5);
  expect(played.run.others.length).toBeLessThan(30);
  // Without a limit of its own it has a larger one.
  const { runsMax: _, ...world } = played.world;
  expect(simulate(subject.file, { ...world, runsMax: 40 }).others.length).toBeGreaterThan(30);
});
