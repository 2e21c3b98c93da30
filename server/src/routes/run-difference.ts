import type { Json, JsonObject } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { Context } from "../context.ts";
import type { Principal } from "../identity/principal.ts";
import type { Route } from "../route.ts";
import { runView } from "../run-view.ts";
import { anyJson, count, duration, failure, flag, list, money, oneOf, record, text } from "../schemas.ts";
import { runNamed } from "./runs.ts";

/** The parts of a step, or of a run, that are compared. Times and costs are shown beside them. */
const compared = ["capability", "status", "standing", "attempts", "value", "failure"] as const;

const side = record(
  {
    capability: text,
    status: text,
    standing: text,
    attempts: count,
    value: anyJson,
    failure,
    duration,
    cost: list(money),
  },
  ["capability", "standing", "attempts", "value", "failure", "duration", "cost"],
);
const both = { run: side, with: side, differs: list(oneOf(...compared)) };

/** Two runs side by side. */
export const runDifferenceRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/runs/:run/difference",
    operation: "compareRuns",
    summary:
      "Two runs step by step; values above the clearance are masked before they are compared, so that they never differ",
    group: "runs",
    role: "viewer",
    params: record({ run: text }),
    query: record({ with: text }),
    reply: record({
      run: text,
      with: text,
      plans: record({ run: text, with: text, same: flag }),
      input: list(record({ parameter: text, run: anyJson, with: anyJson }, ["run", "with"])),
      outcome: record(both),
      steps: list(
        record({ step: text, in: oneOf("both", "run", "with"), ...both }, ["run", "with", "differs"]),
      ),
    }),
    handle: async (context, { by, params, query }) => {
      const one = await viewOf(context, by, params.run ?? "");
      const other = await viewOf(context, by, String(query.with));
      return { body: difference(one, other) };
    },
  },
];

async function viewOf(context: Context, by: Principal, name: string): Promise<JsonObject> {
  const { file, report } = await runNamed(context, by, name);
  return await runView(context.journal, file, report, by.clearance);
}

function difference(one: JsonObject, other: JsonObject): JsonObject {
  return {
    run: one.run ?? "",
    with: other.run ?? "",
    plans: { run: one.plan ?? "", with: other.plan ?? "", same: one.plan === other.plan },
    input: inputs(one.input, other.input),
    outcome: beside(one, other),
    steps: aligned(stepsIn(one), stepsIn(other)).map(([step, left, right]): JsonObject => {
      if (left !== undefined && right !== undefined) return { step, in: "both", ...beside(left, right) };
      return left === undefined
        ? { step, in: "with", with: sideOf(right ?? {}) }
        : { step, in: "run", run: sideOf(left) };
    }),
  };
}

/** The parameters whose arguments differ. */
function inputs(one: Json | undefined, other: Json | undefined): JsonObject[] {
  const [left, right] = [asRecord(one), asRecord(other)];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((parameter): JsonObject[] => {
    const sides = { ...part("run", left[parameter]), ...part("with", right[parameter]) };
    return isSame(left[parameter], right[parameter]) ? [] : [{ parameter, ...sides }];
  });
}

function beside(left: JsonObject, right: JsonObject): JsonObject {
  const differs = compared.filter((name) => !isSame(left[name], right[name]));
  return { run: sideOf(left), with: sideOf(right), differs };
}

function sideOf(of: JsonObject): JsonObject {
  const { began, started, ended, cost } = of;
  const from = began ?? started;
  const took = typeof from === "number" && typeof ended === "number" ? { duration: ended - from } : {};
  return Object.assign({}, ...compared.map((name) => part(name, of[name])), part("cost", cost), took);
}

type Aligned = readonly [step: string, left: JsonObject | undefined, right: JsonObject | undefined];

/** Steps of one name beside each other, in the first run's order; those of the other alone stand after their predecessor. */
function aligned(left: ReadonlyMap<string, JsonObject>, right: ReadonlyMap<string, JsonObject>): Aligned[] {
  const after = new Map<string | undefined, string[]>();
  let before: string | undefined;
  for (const name of right.keys()) {
    if (left.has(name)) before = name;
    else after.set(before, [...(after.get(before) ?? []), name]);
  }
  const names = [undefined, ...left.keys()].flatMap((name) => [
    ...(name === undefined ? [] : [name]),
    ...(after.get(name) ?? []),
  ]);
  return names.map((name) => [name, left.get(name), right.get(name)]);
}

function stepsIn({ steps }: JsonObject): ReadonlyMap<string, JsonObject> {
  return new Map(
    (Array.isArray(steps) ? steps : []).map((one) => [String(asRecord(one).step), asRecord(one)]),
  );
}

function asRecord(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function part(name: string, value: Json | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value };
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonical(one) === canonical(other);
}
