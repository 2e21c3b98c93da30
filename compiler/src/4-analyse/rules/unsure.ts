import type { AnalysedRoutine } from "../analysis.ts";
import { enderBetween, failsWithoutFault, mayBeCut } from "../outcomes/ending.ts";
import { failureWords } from "../outcomes/in-words.ts";
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
      sure || !failsWithoutFault(analysis, routine, then)
        ? enderBetween(analysis, routine, located, then, undone)
        : then;
    if (ender === undefined && mayBeCut(analysis, routine, then))
      return `${then.id} need not follow ${located.id}: it may be told to stop before`;
    if (ender !== undefined)
      return `${then.id} need not follow ${located.id}: ${failureWords(analysis, routine, ender)}`;
  }
  return `whether it follows ${located.id} depends on what is only known then`;
}
