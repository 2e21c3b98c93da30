import type { JsonObject } from "@orchlang/plan";

/** JSON Schema of an object with these properties. `optional` ones may be absent; others are rejected. */
export function record(properties: JsonObject, optional: readonly string[] = []): JsonObject {
  return {
    type: "object",
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    additionalProperties: false,
  };
}

/** Labels of data, the lowest first. */
export const confidentialities = ["public", "internal", "personal", "secret"] as const;

export const text: JsonObject = { type: "string" };

export const count: JsonObject = { type: "integer", minimum: 0 };

export const anyJson: JsonObject = {};

export const anyObject: JsonObject = { type: "object", additionalProperties: true };

export function list(items: JsonObject): JsonObject {
  return { type: "array", items };
}

/* JSON Schemas that several operations share. Times are ms since 1970, durations ms. */

export const money: JsonObject = record({ currency: text, amount: text });
export const time: JsonObject = { type: "integer", description: "ms since 1970" };
export const duration: JsonObject = { type: "number", minimum: 0, description: "ms" };
export const ratio: JsonObject = { type: "number", minimum: 0, maximum: 1 };
export const flag: JsonObject = { type: "boolean" };

export function oneOf(...words: readonly string[]): JsonObject {
  return { type: "string", enum: [...words] };
}

/** An upper bound: a value, or the reason why the quantity is unbounded. */
export function limitOf(value: JsonObject): JsonObject {
  return { anyOf: [record({ value }), record({ unbounded: text })] };
}

export function mapOf(values: JsonObject): JsonObject {
  return { type: "object", additionalProperties: values };
}

export const ahead: JsonObject = record({
  time: { ...limitOf(duration), description: "the longest it goes on, if nothing more is undone" },
  compensated: { ...limitOf(duration), description: "the same, if all of it is undone in the end" },
  cost: { ...limitOf(money), description: "the most it spends from here, undoing included" },
  whole: { ...flag, description: "the times are those of a whole run: nothing better is known where it is" },
});

export const progress: JsonObject = record({ done: count, all: count });

export const waiting: JsonObject = record(
  {
    step: text,
    for: oneOf("answer", "time", "event", "condition", "callback", "resource", "policy", "operator"),
    why: text,
    role: text,
    until: time,
    pool: text,
    policy: text,
    again: { ...time, description: "of a policy: when it is asked again" },
    event: text,
    about: oneOf("doubt", "undo", "obligation"),
    orders: list(record({ order: text, step: text })),
  },
  ["why", "role", "until", "pool", "policy", "again", "event", "about", "orders"],
);

export const failure: JsonObject = record({ class: text, name: text, message: text });

const summary = {
  run: text,
  entry: text,
  plan: text,
  started: time,
  events: count,
  status: oneOf("running", "waiting", "attention", "completed", "failed", "cancelled", "damaged"),
  attention: flag,
  paused: flag,
  waiting: list(waiting),
  progress,
  remaining: ahead,
};

export const runSummary: JsonObject = record(summary, ["progress", "remaining"]);

export const totals: JsonObject = record({ cost: list(money), energy: { type: "number" }, tokens: count });

const runStep: JsonObject = record(
  {
    step: text,
    capability: text,
    status: text,
    standing: oneOf("none", "maybe", "applied", "undone"),
    attempts: count,
    began: time,
    ended: time,
    value: anyJson,
    failure,
    cost: list(money),
  },
  ["capability", "ended", "value", "failure"],
);

export const runDetail: JsonObject = record(
  {
    ...summary,
    at: count,
    ended: time,
    input: anyObject,
    value: anyJson,
    failure,
    steps: list(runStep),
    spent: totals,
  },
  ["remaining", "ended", "value", "failure"],
);

export const timelineEntry: JsonObject = record(
  {
    type: oneOf(
      "plan_created",
      "execution_started",
      "step_started",
      "step_completed",
      "step_failed",
      "execution_completed",
      "execution_failed",
    ),
    at: time,
    seq: count,
    step: text,
    status: text,
    output: anyJson,
    failure,
    duration,
  },
  ["at", "seq", "step", "status", "output", "failure", "duration"],
);

/** A node of a graph. */
export const nodeState: JsonObject = record(
  {
    status: oneOf(
      "waiting",
      "ready",
      "active",
      "completed",
      "failed",
      "skipped",
      "cancelled",
      "in doubt",
      "undone",
    ),
    instances: count,
    attempts: count,
    began: time,
    ended: time,
    waiting,
  },
  ["began", "ended", "waiting"],
);

const call: JsonObject = record({ step: text, capability: text, args: anyJson });
const left: JsonObject = record({ step: text, capability: text, why: text });

/** The consequences of an order or an answer, before it is given. */
export const forecast: JsonObject = record(
  {
    undone: {
      ...list(
        record({
          step: text,
          capability: text,
          args: anyJson,
          cost: limitOf(money),
          time: limitOf(duration),
        }),
      ),
      description: "effects that are undone, in order, with the undo's arguments and worst case",
    },
    stays: { ...list(left), description: "effects that stand afterwards" },
    doubtful: { ...list(left), description: "steps of whose effect nobody can be sure" },
    begins: { ...list(call), description: "steps that begin at once" },
    ends: record({ status: oneOf("completed", "failed", "cancelled"), failure }, ["failure"]),
    remaining: ahead,
    partial: { ...flag, description: "more may follow than is listed" },
  },
  ["ends", "remaining"],
);
