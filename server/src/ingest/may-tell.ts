import type { ingressRecordOf } from "@orchlang/runtime/events";
import { delegationFor } from "../consent/delegations.ts";
import { speaksFor } from "../consent/may-consent.ts";
import type { Context, Program } from "../context.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { includes } from "../identity/roles.ts";
import { ProblemError } from "../problem.ts";
import { eventsSeen } from "../scope.ts";

type IngressRecord = ReturnType<typeof ingressRecordOf>;

/**
 * The record as its sender reports it: a consent names the person who gave it in another's name. Throws a problem of status 403 if they
 * may not tell this. Roles are access, which an admin gives; a consent is its subject's own. A token of some plans tells
 * nothing that leads to another plan, or that every plan reads.
 */
export function toldBy(context: Context, by: Principal, record: IngressRecord): IngressRecord {
  if ("fault" in record) return record;
  if (by.plans !== undefined && !leadsInside(context, by, record))
    throw new ProblemError(
      403,
      "plans",
      "A token of some plans tells events that lead to these alone. Readings and members of pools are for all plans.",
    );
  if (record.kind === "user" && !includes(by.role, "admin"))
    throw new ProblemError(403, "role", "Only an admin says which roles of the program somebody has.");
  if (record.kind !== "consent" && record.kind !== "withdrawal") return record;
  return { ...record, ...speaksFor(context, by, record) };
}

function leadsInside(
  context: Context,
  by: Principal,
  record: Exclude<IngressRecord, { readonly fault: string }>,
): boolean {
  const { program } = context;
  const { triggers, events } = program.world;
  switch (record.kind) {
    case "occurrence": {
      const event = named(record.event, Object.keys(events));
      return event !== undefined && eventsSeen(program, by)(event) && !leadsOutside(program, by, event);
    }
    case "request":
      return triggers
        .filter(({ on }) => on.some((one) => one.kind === "request" && one.path === record.path))
        .every(({ starts }) => maySee(by, starts.target));
    case "pull": {
      const name = named(
        record.trigger,
        triggers.map((one) => one.name),
      );
      const trigger = triggers.find((one) => one.name === name);
      return trigger !== undefined && maySee(by, trigger.starts.target);
    }
    case "consent":
    case "withdrawal":
      return (
        record.user === by.user.id || delegationFor(context, { ...record, to: by.user.id }) !== undefined
      );
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
