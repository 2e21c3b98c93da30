import type { newsOf } from "@orchlang/runtime/events";
import type { Program } from "../context.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { includes } from "../identity/roles.ts";
import { ProblemError } from "../problem.ts";
import { eventsSeen } from "../scope.ts";

type News = ReturnType<typeof newsOf>;

/**
 * Throws a problem of status 403 if somebody may not tell this. Roles are access, which an admin gives; a consent is its
 * subject's own. A token of some plans tells nothing that leads to another plan, or that every plan reads.
 */
export function needsToTell(program: Program, by: Principal, news: News): void {
  if ("fault" in news) return;
  if (by.plans !== undefined && !leadsInside(program, by, news))
    throw new ProblemError(
      403,
      "plans",
      "A token of some plans tells events that lead to these alone. Readings and members of pools are for all plans.",
    );
  if (includes(by.role, "admin")) return;
  if (news.tells === "user")
    throw new ProblemError(403, "role", "Only an admin says which roles of the program somebody has.");
  if ((news.tells === "consent" || news.tells === "withdrawal") && news.user !== by.user.id)
    throw new ProblemError(
      403,
      "not_yours",
      "A consent is given and withdrawn by its subject, or by an admin.",
    );
}

function leadsInside(
  program: Program,
  by: Principal,
  news: Exclude<News, { readonly fault: string }>,
): boolean {
  const { triggers, events } = program.world;
  switch (news.tells) {
    case "occurrence": {
      const event = named(news.event, Object.keys(events));
      return event !== undefined && eventsSeen(program, by)(event) && !leadsOutside(program, by, event);
    }
    case "request":
      return triggers
        .filter(({ on }) => on.some((one) => one.kind === "request" && one.path === news.path))
        .every(({ starts }) => maySee(by, starts.target));
    case "pull": {
      const name = named(
        news.trigger,
        triggers.map((one) => one.name),
      );
      const trigger = triggers.find((one) => one.name === name);
      return trigger !== undefined && maySee(by, trigger.starts.target);
    }
    case "consent":
    case "withdrawal":
      return news.user === by.user.id;
    default:
      return false;
  }
}

function leadsOutside(program: Program, by: Principal, event: string): boolean {
  const all = [
    ...program.plans.map(({ plan }) => plan.entry),
    ...program.world.triggers.map(({ starts }) => starts.target),
  ];
  const others = all.filter((entry) => !maySee(by, entry));
  return eventsSeen(program, { ...by, plans: others })(event);
}

/** By its qualified name, or its last part. */
function named(name: string, all: readonly string[]): string | undefined {
  return all.find((one) => one === name) ?? all.find((one) => one.endsWith(`.${name}`));
}
