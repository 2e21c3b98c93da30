import type { AnalysedRoutine } from "../analysis.ts";
import { byRules } from "../graph/denials.ts";
import { failureWords, modesAt } from "../graph/failures.ts";
import { enderBetween, mayBeCut } from "../graph/interruptions.ts";
import { can, withoutFault } from "../graph/modes.ts";
import { candidatesFor } from "./followers.ts";
import type { GuardrailSite } from "./guardrail.ts";
import type { FollowedRule } from "./not-followed.ts";
import type { Occurrence } from "./occurrence.ts";

/** Why what comes after it need not come, where that can be told of one that would. */
export function unsureWords(
  site: GuardrailSite<FollowedRule>,
  routine: AnalysedRoutine,
  { located }: Occurrence,
  undone: boolean,
): string {
  const { analysis } = site.run;
  const follows = candidatesFor(site, routine).filter((each) =>
    routine.precedence.before(located, each.located),
  );
  for (const { located: then, sure } of follows) {
    const ender =
      sure || !can(modesAt(analysis, routine, then, byRules), withoutFault)
        ? enderBetween(analysis, routine, located, then, undone)
        : then;
    if (ender === undefined && mayBeCut(analysis, routine, then))
      return `${then.id} need not follow ${located.id}: it may be told to stop before`;
    if (ender !== undefined)
      return `${then.id} need not follow ${located.id}: ${failureWords(analysis, routine, ender, byRules)}`;
  }
  return `whether it follows ${located.id} depends on what is only known then`;
}
