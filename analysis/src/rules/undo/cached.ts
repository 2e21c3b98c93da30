import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { shortName } from "../../words.ts";
import { capabilityOf } from "../effects.ts";

/* Calls that an earlier result may replace: only those that change nothing and ask nobody. */

export const effectCached = defineDiagnostic<{
  step: string;
  callable: string;
  is: "effect" | "human" | "plan";
}>({
  code: "ORCH4304",
  severity: "error",
  title: "A kept result in place of an effect",
  message: ({ step, callable, is }) => {
    if (is === "human")
      return `\`${step}\` would take what a person answered before for \`${callable}\`'s answer now.`;
    if (is === "plan") return `\`${step}\` would leave out all of \`${callable}\`, whatever it does.`;
    return `\`${step}\` would count as done without \`${callable}\` having been called.`;
  },
  notes: ["`cache` gives the result of an earlier call, also of another run, and makes no call."],
  help: "Remove `cache` here, and put it at the `pure` calls.",
});

export function cachedDiagnostics(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  return routine.tree.all.flatMap((linked) =>
    linked.attempts.flatMap(({ attempt }) => {
      if (attempt.options.cache === undefined) return [];
      const capability = capabilityOf(analysis.program, attempt);
      if (capability?.effect.kind === "pure" && capability.kind !== "human") return [];
      const [name = ""] = Object.values(attempt.target);
      const is = capability === undefined ? "plan" : capability.kind === "human" ? "human" : "effect";
      const place = { file: routine.checked.origin.file, span: linked.statement.nameSpan };
      return [effectCached.at(place, { step: linked.id, callable: shortName(name), is })];
    }),
  );
}
