import type { Json, JsonObject } from "@orchlang/plan";
import type { Program } from "../context.ts";
import type { LoggedDecision } from "../event-log.ts";
import type { Principal } from "../identity/principal.ts";
import { ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { anyJson, anyObject, count, list, oneOf, record, text, time } from "../schemas.ts";
import { proposalsSetting } from "./proposals.ts";
import { settingValue } from "./settings.ts";

const decision = record(
  {
    seq: { ...count, description: "its place in the journal" },
    at: time,
    kind: oneOf("admission", "setting", "note"),
    name: { ...text, description: "the setting, or what a note is about" },
    mode: oneOf("open", "stopped", "paused"),
    scope: anyObject,
    value: anyJson,
    text: { ...text, description: "the value as people say it, with its unit" },
    fields: anyObject,
    by: text,
    why: text,
  },
  ["name", "mode", "scope", "value", "text", "fields", "by", "why"],
);

/** Decisions of people about the installation, as the journal has them. */
export const decisionRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/audit/decisions",
    operation: "listDecisions",
    summary:
      "People who have stopped, paused, set, enabled or approved something about the installation, and why; newest first",
    group: "audit",
    role: "operator",
    query: record(
      {
        before: { ...count, description: "only those before this place in the journal" },
        limit: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
      },
      ["before", "limit"],
    ),
    reply: record({ decisions: list(decision), next: count }, ["next"]),
    handle: ({ events, program }, { by, query }) => {
      if (by.plans !== undefined)
        throw new ProblemError(403, "plans", "A token of some plans does not see the whole installation.");
      const before = typeof query.before === "number" ? query.before : Number.POSITIVE_INFINITY;
      const limit = Number(query.limit ?? 100);
      const older = events.decisions().filter(({ seq }) => seq < before);
      const decisions = older.slice(-limit).reverse();
      const last = decisions.at(-1)?.seq;
      return {
        body: {
          decisions: decisions.map((one) => decisionView(one, program, by)),
          ...(older.length > limit && last !== undefined ? { next: last } : {}),
        },
      };
    },
  },
];

function decisionView({ seq, event }: LoggedDecision, program: Program, by: Principal): JsonObject {
  const { at } = event;
  switch (event.t) {
    case "Admission": {
      const scope = event.scope === undefined ? {} : { scope: { ...event.scope } };
      return { seq, at, kind: "admission", mode: event.mode, ...scope, by: event.by.id, why: event.why };
    }
    case "Set": {
      const isHidden = event.value === undefined || event.name === proposalsSetting;
      const value = isHidden ? {} : settingValue(program, event.name, event.value as Json, by);
      return { seq, at, kind: "setting", name: event.name, ...value, by: event.by.id, why: event.why };
    }
    case "Noted":
      return { seq, at, kind: "note", name: event.about, fields: event.fields };
  }
}
