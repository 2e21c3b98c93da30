import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import type { Located } from "../tree.ts";
import { byRules } from "./denied-by-rules.ts";
import { modesOf } from "./failing.ts";
import { mode, none } from "./modes.ts";

/** How a statement can fail although nothing is at fault, in words. */
export function failureWords(analysis: Analysis, routine: AnalysedRoutine, located: Located): string {
  const { id, statement } = located;
  const modes = modesOf(analysis, routine, located, byRules);
  const isIn = (one: number): boolean => (modes & one) !== none;
  if (statement.node.kind === "fail") return "the plan may fail";
  if (isIn(mode.context))
    return statement.node.kind === "hold" ? "nobody may be there to be held" : `a rule may deny ${id}`;
  if (isIn(mode.silence)) return `nobody may answer ${id}`;
  if (isIn(mode.value)) return `what ${id} is given may have no value`;
  if (isIn(mode.clock | mode.deadline)) return `the time that ${id} is given may not be enough`;
  return `${id} may fail by what it is given`;
}
