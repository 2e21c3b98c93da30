import type { newsOf } from "@orchlang/runtime/events";
import { delegationFor } from "../consent/delegations.ts";
import { speaksFor } from "../consent/may-consent.ts";
import type { Context, Program } from "../context.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { includes } from "../identity/roles.ts";
import { ProblemError } from "../problem.ts";
import { eventsSeen } from "../scope.ts";

type News = ReturnType<typeof newsOf>;

/**
 * The news as somebody tells it: a consent says who has given it in another's name. Throws a problem of status 403 if they
 * may not tell this. Roles are access, which an admin gives; a consent is its subject's own. A token of some plans tells
 * nothing that leads to another plan, or that every plan reads.
 */
export function toldBy(context: Context, by: Principal, news: News): News {
  if ("fault" in news) return news;
  if (by.plans !== undefined && !leadsInside(context, by, news))
    throw new ProblemError(
      403,
      "plans",
      "A token of some plans tells events that lead to these alone. Readings and members of pools are for all plans.",
    );
  if (news.tells === "user" && !includes(by.role, "admin"))
    throw new ProblemError(403, "role", "Only an admin says which roles of the program somebody has.");
  if (news.tells !== "consent" && news.tells !== "withdrawal") return news;
  return { ...news, ...speaksFor(context, by, news) };
}

function leadsInside(
  context: Context,
  by: Principal,
  news: Exclude<News, { readonly fault: string }>,
): boolean {
  const { program } = context;
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
      return news.user === by.user.id || delegationFor(context, { ...news, to: by.user.id }) !== undefined;
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
