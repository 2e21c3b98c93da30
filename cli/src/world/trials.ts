import type { ProgramTrials } from "@orchlang/server";
import { lineOf, writtenAt } from "../render/scenarios/words.ts";
import type { LoadedWorld } from "./load-world.ts";

/** The scenarios of a program, and what the search for a counterexample has to know of its plans. */
export function trialsOf({ asked, host }: Pick<LoadedWorld, "asked" | "host">): ProgramTrials {
  const text = (file: string, { start, end }: { readonly start: number; readonly end: number }): string =>
    host.source(file)?.text.slice(start, end) ?? "";
  return {
    scenarios: asked.scenarios.map((scenario) => ({
      scenario,
      kind: scenario.plays,
      file: scenario.file,
      line: lineOf({ scenario }, host.source),
      text: text(scenario.file, scenario.span),
      context: scenario.context,
      plan: scenario.plan,
      written: (clause) => {
        const { text: says, line } = writtenAt({ scenario }, { clause }, host.source);
        return { text: says, line };
      },
    })),
    search: (entry) => {
      const context = asked.context(entry);
      return context === undefined ? undefined : { context, unreachable: asked.unreachable(entry) };
    },
  };
}
