import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileText, isClean, subjectsOf } from "../src/compile.ts";
import { breachOf, claimsOf, playedOr } from "../src/judge.ts";
import { monitors } from "../src/monitors.ts";
import type { DrawnWorld } from "../src/world/drawn.ts";
import { stagesOf } from "../src/world/stage.ts";

/*
 * What long trials have found, each shrunk to a program and a world. Its first lines say which claim was broken, how,
 * and in which world. Each is refused today, or claims nothing that its world breaks.
 */

const folder = new URL("./found/", import.meta.url);

describe("what was found once", () => {
  test.each(readdirSync(folder).toSorted())("%s", (file) => {
    const lines = readFileSync(new URL(file, folder), "utf8").split("\n");
    const [, , world = ""] = lines.map((line) => line.replace(/^\/\/ /u, ""));
    expect(breachesOf(lines.slice(3).join("\n"), JSON.parse(world))).toEqual([]);
  });
});

function breachesOf(text: string, world: DrawnWorld): readonly string[] {
  const compiled = compileText(text);
  if (!isClean(compiled)) return [];
  return subjectsOf(text, compiled).flatMap((subject) => {
    const claims = claimsOf(subject, monitors);
    return stagesOf(subject).flatMap((stage) => {
      const played = playedOr(stage, world);
      if ("threw" in played) return ["no world makes the kernel throw"];
      return claims.flatMap((claim) => (breachOf(claim, played, subject) === undefined ? [] : [claim.says]));
    });
  });
}
