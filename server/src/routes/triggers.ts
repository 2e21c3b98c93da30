import { triggerSetting } from "@orchlang/kernel/control";
import type { JsonObject } from "@orchlang/plan";
import type { World } from "@orchlang/plan/context";
import { triggerText } from "@orchlang/presentation";
import type { Program } from "../context.ts";
import type { LoggedEvent } from "../event-log.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { orProblem, ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { count, flag, list, oneOf, record, text, time } from "../schemas.ts";

type Trigger = World["triggers"][number];
type Decision = Extract<LoggedEvent["event"], { t: "Fired" | "Skipped" }>;

/** In the order in which control looks at them: the first that fails ends it. */
const checks = [
  { check: "plan", fails: "no plan", says: "there is no such plan" },
  { check: "enabled", fails: "disabled", says: "somebody has disabled it" },
  { check: "admission", fails: "paused", says: "no run begins: the installation is stopped or paused" },
  { check: "depth", fails: "circle", says: "triggers fire each other in a cycle" },
  { check: "condition", fails: "condition", says: "its condition was not true: false, or unknown" },
  { check: "debounce", fails: "debounce", says: "it started recently" },
  { check: "throttle", fails: "throttle", says: "it has started often enough" },
  { check: "arguments", fails: "unknown", says: "its arguments were unknown" },
  { check: "overlap", fails: "overlap", says: "another run was under way" },
] as const;

const missed = "it was due while the server did not run";

const triggerReply = record(
  {
    trigger: text,
    starts: text,
    enabled: flag,
    fired: count,
    running: count,
    queued: count,
    next: { ...time, description: "when time sets it off next" },
    changed: {
      ...record({ by: text, why: text, at: time }),
      description: "who has enabled or disabled it last",
    },
  },
  ["next", "changed"],
);

function enabling(word: "enable" | "disable", summary: string): Route {
  return {
    method: "POST",
    path: `/triggers/:trigger/${word}`,
    operation: `${word}Trigger`,
    summary,
    group: "routing",
    role: "operator",
    keyed: true,
    action: "triggers",
    params: record({ trigger: text }),
    body: record({ why: { ...text, minLength: 1, maxLength: 1_000 } }),
    status: 202,
    reply: record({ trigger: text, enabled: flag, version: count }),
    handle: async ({ orchestrator, program }, { by, params, body, key }) => {
      const { name } = triggerNamed(program, by, params.trigger ?? "");
      const setting = { name: triggerSetting(name), value: word === "enable" };
      const { version } = orProblem(await orchestrator.set(setting, String(body.why), by.user, key));
      return { body: { trigger: name, enabled: word === "enable", version } };
    },
  };
}

/** By its qualified name, or its last part. */
function triggerNamed({ world }: Program, by: Principal, name: string): Trigger {
  const seen = world.triggers.filter(({ starts }) => maySee(by, starts.target));
  const trigger = seen.find((one) => one.name === name) ?? seen.find((one) => one.name.endsWith(`.${name}`));
  if (trigger !== undefined) return trigger;
  throw new ProblemError(
    404,
    "unknown_trigger",
    "There is no such trigger; `faults` lists those that there are.",
    seen.map((one) => one.name),
  );
}

/** Triggers: whether they are enabled, and why they fired, or did not. */
export const triggerRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/triggers",
    operation: "listTriggers",
    summary: "Triggers: whether each is enabled, who has changed that last, and how often it has fired",
    group: "routing",
    role: "viewer",
    reply: record({ triggers: list(triggerReply) }),
    handle: ({ orchestrator, program }, { by }) => {
      const reports = new Map(orchestrator.around().triggers.map((one) => [one.name, one]));
      const settings = new Map(orchestrator.settings().map((one) => [one.name, one.versions.at(-1)]));
      const seen = program.world.triggers.filter(({ starts }) => maySee(by, starts.target));
      const triggers = seen.map(({ name, starts }): JsonObject => {
        const { fired = 0, running = 0, queued = 0, next, disabled } = reports.get(name) ?? {};
        const last = settings.get(triggerSetting(name));
        return {
          trigger: name,
          starts: starts.target,
          enabled: disabled !== true,
          fired,
          running,
          queued,
          ...(next === undefined ? {} : { next }),
          ...(last === undefined ? {} : { changed: { by: last.by, why: last.why, at: last.at } }),
        };
      });
      return { body: { triggers } };
    },
  },
  enabling("enable", "Let a trigger start runs again"),
  enabling(
    "disable",
    "Let a trigger start no run; what sets it off meanwhile is journalled, and not made up for",
  ),
  {
    method: "GET",
    path: "/triggers/:trigger/decisions",
    operation: "listTriggerDecisions",
    summary:
      "The decisions of a trigger, one each time that something set it off, newest first, with the check that failed",
    group: "routing",
    role: "viewer",
    params: record({ trigger: text }),
    query: record({ limit: { type: "integer", minimum: 1, maximum: 1000, default: 20 } }, ["limit"]),
    reply: record({
      trigger: text,
      starts: text,
      decisions: list(
        record(
          {
            seq: { ...count, description: "its place in the journal" },
            at: time,
            fired: flag,
            run: text,
            why: text,
            times: { ...count, description: "so often for the same reason" },
            checks: list(
              record({
                check: oneOf(...checks.map(({ check }) => check)),
                result: oneOf("held", "failed", "not_evaluated"),
              }),
            ),
            condition: {
              ...list(record({ says: text, value: oneOf("true", "false", "unknown") })),
              description:
                "what `and` joins in its condition, as it was then; left out where it was not asked",
            },
          },
          ["run", "why", "times", "condition"],
        ),
      ),
    }),
    handle: ({ events, program }, { by, params, query }) => {
      const trigger = triggerNamed(program, by, params.trigger ?? "");
      const own = events.all().flatMap(({ seq, event }) => {
        const isOwn = (event.t === "Fired" || event.t === "Skipped") && event.trigger === trigger.name;
        return isOwn ? [decisionView(trigger, seq, event)] : [];
      });
      const decisions = own.slice(-Number(query.limit ?? 20)).reverse();
      return { body: { trigger: trigger.name, starts: trigger.starts.target, decisions } };
    },
  },
];

function decisionView(trigger: Trigger, seq: number, event: Decision): JsonObject {
  const declared = checks.filter(({ check }) => isDeclared(trigger, check));
  if (event.t === "Fired") {
    const held = declared.map(({ check }) => ({ check, result: "held" }));
    const parts = triggerText(trigger).parts?.map(() => true);
    return { seq, at: event.at, fired: true, run: event.run, checks: held, ...conditionView(trigger, parts) };
  }
  const failed = checks.findIndex(({ fails }) => fails === event.why);
  const result = (place: number): string =>
    failed === -1 || place > failed ? "not_evaluated" : place === failed ? "failed" : "held";
  return {
    seq,
    at: event.at,
    fired: false,
    why: checks[failed]?.says ?? missed,
    ...(event.count === undefined ? {} : { times: event.count }),
    checks: declared.map((one) => ({ check: one.check, result: result(checks.indexOf(one)) })),
    ...conditionView(trigger, event.parts),
  };
}

/** An event of a program whose condition was another one has no values for the parts of this one. */
function conditionView(trigger: Trigger, values: readonly (boolean | null)[] | undefined): JsonObject {
  const { parts } = triggerText(trigger);
  if (parts === undefined || parts.length !== values?.length) return {};
  return { condition: parts.map((says, at) => ({ says, value: String(values[at] ?? "unknown") })) };
}

/** A check that the program says nothing about cannot fail. */
function isDeclared({ when, debounce, throttle }: Trigger, check: (typeof checks)[number]["check"]): boolean {
  if (check === "condition") return when !== undefined;
  if (check === "debounce") return debounce !== undefined;
  return check !== "throttle" || throttle !== undefined;
}
