import type { Json, Money } from "@orchlang/plan";
import { notJson, type Segment } from "@orchlang/plan/json";
import { money, parseDuration, parseInstant } from "@orchlang/plan/quantities";
import { isRecord } from "../capabilities/schema.ts";
import { limits } from "../limits.ts";
import { nearest } from "./nearest.ts";
import type { NormalPlan, PlainStep, Report } from "./plan.ts";

type Check = (value: Json, place: readonly Segment[], report: Report) => void;
type Form = Readonly<Record<string, Check>>;

const text: Check = (value, place, report) => {
  if (typeof value !== "string") report(place, `is ${inWords(value)}; text is wanted`);
};
const name: Check = (value, place, report) => {
  if (typeof value !== "string" || value === "") report(place, "is the name of a capability");
};
const anything: Check = () => undefined;
const record: Check = (value, place, report) => {
  if (!isRecord(value)) report(place, `is ${inWords(value)}; a record is wanted`);
};
const flag: Check = (value, place, report) => {
  if (typeof value !== "boolean") report(place, `is ${inWords(value)}; true or false is wanted`);
};
const amount: Check = (value, place, report) => {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0)
    report(place, "is not a number from 0");
};
const duration: Check = (value, place, report) => {
  if (durationOf(value) === undefined)
    report(place, 'is no time: ms as a number, or text such as "30s" or "2h 30m", not negative');
};
const templated: Check = (value, place, report) => {
  if (typeof value === "string" && value.includes("{{")) return;
  duration(value, place, report);
};
const texts: Check = (value, place, report) => {
  if (!Array.isArray(value)) report(place, `is ${inWords(value)}; a list of step ids is wanted`);
  else for (const [index, item] of value.entries()) text(item, [...place, index], report);
};
const criteria: Check = (value, place, report) => {
  if (!Array.isArray(value)) report(place, `is ${inWords(value)}; a list of criteria is wanted`);
  else
    for (const [index, item] of value.entries())
      if (isRecord(item)) form({ says: text }, {})(item, [...place, index], report);
      else text(item, [...place, index], report);
};
const instant: Check = (value, place, report) => {
  if (typeof value !== "string" || !("ok" in parseInstant(value)))
    report(place, "is no time such as 2026-11-24T09:30:00Z");
};
const condition: Check = (value, place, report) => {
  if (typeof value !== "boolean" && typeof value !== "string")
    report(
      place,
      `is ${inWords(value)}; a condition is text, as "step_1.output.score > 0.8", or true or false`,
    );
};
const retries: Check = (value, place, report) => {
  if (!Number.isSafeInteger(value) || Number(value) < 0 || Number(value) > limits.plainRetriesMax)
    report(place, `is not a whole number from 0 to ${limits.plainRetriesMax}`);
};
const reference: Check = (value, place, report) =>
  form({ capability: name }, { params: record })(value, place, report);
const cost: Check = (value, place, report) => {
  if (amountOf(value) === undefined)
    report(place, 'is no amount: { "amount": "0.05", "currency": "USD" } is one');
};

const identifier: Check = (value, place, report) => {
  if (typeof value !== "string" || !/^[A-Za-z_][\w-]*$/u.test(value))
    report(place, "is no id: letters, digits, `_` and `-`, beginning with a letter or `_`");
  else if (reserved.has(value))
    report(place, `\`${value}\` means something else in templates; choose another id`);
};
const planId: Check = (value, place, report) => {
  if (typeof value !== "string" || !/^[\w.-]{1,200}$/u.test(value))
    report(place, "is no id: 1 to 200 letters, digits, `_`, `-` and `.`");
};

/** Roots of templates that are no steps. */
const reserved: ReadonlySet<string> = new Set(["input", "context", "steps", "result", "args"]);

function form(required: Form, optional: Form): Check {
  const all: Form = { ...required, ...optional };
  return (value, place, report) => {
    if (!isRecord(value)) {
      report(place, `is ${inWords(value)}; a record is wanted`);
      return;
    }
    for (const field of Object.keys(required))
      if (value[field] === undefined) report(place, `\`${field}\` is missing`);
    for (const [field, item] of Object.entries(value)) {
      const check = Object.hasOwn(all, field) ? all[field] : undefined;
      if (check === undefined) report([...place, field], unknownField(field, Object.keys(all)));
      else if (item !== undefined) check(item, [...place, field], report);
    }
  };
}

function unknownField(field: string, known: readonly string[]): string {
  const near = nearest(field, known);
  return `there is no such field${near === undefined ? `; what else is to be kept goes into \`metadata\`` : `; \`${near}\` is meant?`}`;
}

const ofAny: Form = {
  description: text,
  dependencies: texts,
  condition,
  metadata: record,
  name: text,
};
const called = form(
  { id: identifier, type: anything },
  {
    ...ofAny,
    capability: name,
    tool: name,
    agent: name,
    llm: name,
    params: record,
    timeout: duration,
    retries,
    optional: flag,
    fallback: reference,
    undo: reference,
  },
);
const steps: Readonly<Record<string, Check>> = {
  tool: called,
  agent: called,
  llm: called,
  wait: form({ id: identifier, type: anything }, { ...ofAny, duration: templated, until: text }),
  // biome-ignore lint/suspicious/noThenProperty: it is what the branch of a condition is called
  conditional: form({ id: identifier, type: anything, condition }, { ...ofAny, then: texts, else: texts }),
};

const step: Check = (value, place, report) => {
  if (!isRecord(value)) {
    report(place, `is ${inWords(value)}; a step is a record`);
    return;
  }
  const { type } = value;
  const check = typeof type === "string" && Object.hasOwn(steps, type) ? steps[type] : undefined;
  if (check !== undefined) check(value, place, report);
  else if (type === undefined) report(place, "`type` is missing: tool, agent, llm, wait or conditional");
  else
    report(
      [...place, "type"],
      `there is no type ${JSON.stringify(type)}: tool, agent, llm, wait or conditional`,
    );
};

const stepList: Check = (value, place, report) => {
  if (!Array.isArray(value)) report(place, `is ${inWords(value)}; a list of steps is wanted`);
  else if (value.length === 0) report(place, "has no step");
  else if (value.length > limits.plainStepsMax) report(place, `has more than ${limits.plainStepsMax} steps`);
  else for (const [index, item] of value.entries()) step(item, [...place, index], report);
};

const ofConstraints: Form = {
  maxCost: cost,
  maxDuration: duration,
  maxTokens: amount,
  maxEnergy: amount,
};
const names: Check = (value, place, report) => {
  if (!Array.isArray(value)) report(place, `is ${inWords(value)}; a list of capabilities is wanted`);
  else for (const [index, item] of value.entries()) name(item, [...place, index], report);
};
const ofGoal = form({}, { ...ofConstraints, maxSteps: amount, capabilities: names, without: names });

const plan = form(
  { steps: stepList },
  {
    id: planId,
    name: text,
    description: text,
    goalId: text,
    goal: anything,
    createdAt: instant,
    output: anything,
    successCriteria: criteria,
    inputSchema: record,
    timeout: duration,
    constraints: form({}, ofConstraints),
    estimatedDuration: anything,
    estimatedCost: anything,
    metadata: record,
  },
);

/** True if the value has the form of a plan; every fault is reported with its place. */
export function isPlainPlan(value: unknown, report: Report): value is NormalPlan {
  let faults = 0;
  const count: Report = (place, says) => {
    faults += 1;
    report(place, says);
  };
  const fault = notJson(value);
  if (fault !== undefined) count(fault.segments, fault.says);
  else plan(value as Json, [], count);
  return faults === 0;
}

/** Reports every place where the constraints of a goal are not of the form: none of them is dropped. */
export function checkGoalConstraints(value: unknown, report: Report): void {
  const fault = notJson(value);
  if (fault !== undefined) report(fault.segments, fault.says);
  else ofGoal(value as Json, [], report);
}

/** ms; undefined for what is no time. */
export function durationOf(value: Json | undefined): number | undefined {
  const ms = typeof value === "string" ? parseDuration(value) : value;
  return typeof ms === "number" && Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

/** An amount of money in its normal form; undefined if it is invalid or negative. */
export function amountOf(value: Json | undefined): Money | undefined {
  if (!isRecord(value) || Object.keys(value).length !== 2) return undefined;
  const { amount: digits, currency } = value;
  if (typeof digits !== "string" || typeof currency !== "string") return undefined;
  const result = money(digits, currency);
  return result === undefined || result.amount.startsWith("-") ? undefined : result;
}

/** The capability that a step calls, if it names one. */
export function calledBy(step: PlainStep): string | undefined {
  if (step.type === "wait" || step.type === "conditional") return undefined;
  return step.capability ?? step[step.type] ?? step.tool ?? step.agent ?? step.llm ?? step.name;
}

function inWords(value: Json | undefined): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a record";
  return `the ${typeof value === "string" ? "text" : typeof value} ${JSON.stringify(value).slice(0, 60)}`;
}
