import type { JsonObject } from "@orchlang/plan";
import type { World } from "@orchlang/plan/context";
import type { LoggedEvent } from "../event-log.ts";
import { maySee } from "../identity/principal.ts";
import { ProblemError } from "../problem.ts";
import { count, list, type Route, record, text } from "../route.ts";
import { flag, oneOf, time } from "../schemas.ts";

type Trigger = World["triggers"][number];
type Decision = Extract<LoggedEvent["event"], { t: "Fired" | "Skipped" }>;

/** In the order in which control looks at them: the first that fails ends it. */
const checks = [
  { check: "plan", fails: "no plan", says: "there is no such plan" },
  { check: "admission", fails: "paused", says: "no run begins: the installation is stopped or paused" },
  { check: "depth", fails: "circle", says: "triggers fire each other in a cycle" },
  { check: "condition", fails: "condition", says: "its condition was not true: false, or unknown" },
  { check: "debounce", fails: "debounce", says: "it started recently" },
  { check: "throttle", fails: "throttle", says: "it has started often enough" },
  { check: "arguments", fails: "unknown", says: "its arguments were unknown" },
  { check: "overlap", fails: "overlap", says: "another run was under way" },
] as const;

const missed = "it was due while the server did not run";

/** Why triggers fired, or did not. */
export const triggerRoutes: readonly Route[] = [
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
          },
          ["run", "why", "times"],
        ),
      ),
    }),
    handle: ({ events, program }, { by, params, query }) => {
      const name = params.trigger ?? "";
      const seen = program.world.triggers.filter(({ starts }) => maySee(by, starts.target));
      const trigger = seen.find((one) => one.name === name || one.name.endsWith(`.${name}`));
      if (trigger === undefined)
        throw new ProblemError(
          404,
          "unknown_trigger",
          "There is no such trigger; `faults` lists those that there are.",
          seen.map((one) => one.name),
        );
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
    return { seq, at: event.at, fired: true, run: event.run, checks: held };
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
  };
}

/** A check that the program says nothing about cannot fail. */
function isDeclared({ when, debounce, throttle }: Trigger, check: (typeof checks)[number]["check"]): boolean {
  if (check === "condition") return when !== undefined;
  if (check === "debounce") return debounce !== undefined;
  return check !== "throttle" || throttle !== undefined;
}
