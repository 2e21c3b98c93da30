import type { JsonObject } from "@orchlang/plan";
import type { Judged, Score } from "../../mutation/judge.ts";

/** `test --mutate --format json`: the score, and every mutant with who noticed it. `left`: mutants that there was no time for. */
export function mutationJson(judged: readonly Judged[], score: Score, left: number): JsonObject {
  return {
    score: { ...score, by: { ...score.by }, left },
    mutants: judged.map(({ mutant: { operator, file, line, says }, fate }) => ({
      operator,
      file,
      line,
      says,
      by: fate.by,
      ...("says" in fate ? { because: fate.says } : {}),
      ...(fate.by === "nobody" && fate.scenario !== undefined ? { scenario: fate.scenario.text } : {}),
    })),
  };
}
