import type { Json, JsonObject } from "../../shapes/value.ts";
import { isRecord } from "./walk.ts";

/** True: the value is as its definition says. False: not sure, or no. */
export type Shortcut = (value: Json | undefined) => boolean;

/*
 * Nine of ten values of a plan file stand in these few shapes. Reading them by their fields' names, as the engine can
 * foresee them, takes a fifth of the time of looking each field up in a table; what a shortcut isn't sure of goes the
 * long way, which also finds the words for what is wrong. Tests hold the two to one verdict.
 */

/** By the name of the definition in the schema of plan files. */
export const shortcuts: ReadonlyMap<string, Shortcut> = new Map([
  ["Bounds", isBounds],
  ["Expression", isPlainExpression],
  ["Node", isPlainCall],
  ["Obligation", isPlainObligation],
  ["SourceMark", isSourceMark],
]);

function isBounds(value: Json | undefined): boolean {
  return (
    isRecord(value) &&
    fieldsOf(value) === 4 &&
    isMoneyRange(value.cost) &&
    isLatency(value.latency) &&
    isNumberRange(value.energy) &&
    isNumberRange(value.tokens)
  );
}

function isMoneyRange(value: Json | undefined): boolean {
  if (!isRecord(value) || fieldsOf(value) !== 2 || !isMoney(value.best)) return false;
  const { worst } = value;
  return isRecord(worst) && fieldsOf(worst) === 1 && (isMoney(worst.value) || isText(worst.unbounded));
}

function isLatency(value: Json | undefined): boolean {
  if (!isRecord(value) || fieldsOf(value) !== 3) return false;
  const { best, worst, parts } = value;
  return isNumber(best) && isNumberLimit(worst) && isParts(parts);
}

function isParts(value: Json | undefined): boolean {
  return (
    isRecord(value) &&
    fieldsOf(value) === 5 &&
    isNumberLimit(value.work) &&
    isNumberLimit(value.people) &&
    isNumberLimit(value.timers) &&
    isNumberLimit(value.queue) &&
    isNumberLimit(value.unwinding)
  );
}

function isNumberRange(value: Json | undefined): boolean {
  return isRecord(value) && fieldsOf(value) === 2 && isNumber(value.best) && isNumberLimit(value.worst);
}

function isNumberLimit(value: Json | undefined): boolean {
  return isRecord(value) && fieldsOf(value) === 1 && (isNumber(value.value) || isText(value.unbounded));
}

/** The amounts most often met: a few digits, no sign, no zero at an end. */
const plainAmount = /^(?:0|[1-9]\d{0,11})(?:\.\d{0,8}[1-9])?$/;
const currency = /^[A-Z]{3}$/;

function isMoney(value: Json | undefined): boolean {
  if (!isRecord(value) || fieldsOf(value) !== 2) return false;
  const { amount, currency: unit } = value;
  if (typeof amount !== "string" || typeof unit !== "string") return false;
  return (amount === "0" || plainAmount.test(amount)) && (unit === "USD" || currency.test(unit));
}

function isPlainExpression(value: Json | undefined): boolean {
  if (!isRecord(value)) return false;
  if (value.op === "read") return fieldsOf(value) === 3 && isText(value.name) && readable.has(value.from);
  if (value.op !== "constant" || !isScalar(value.value)) return false;
  const fields = fieldsOf(value);
  return fields === 2 || (fields === 3 && isText(value.says));
}

const readable: ReadonlySet<Json | undefined> = new Set(["input", "node", "local", "context"]);

function isScalar(value: Json | undefined): boolean {
  return isText(value) || isNumber(value) || typeof value === "boolean" || value === null;
}

/** A step without handlers that calls a capability and says little of how: most steps of a large plan. */
function isPlainCall(value: Json | undefined): boolean {
  return (
    isRecord(value) &&
    value.kind === "call" &&
    fieldsOf(value) === 6 &&
    isText(value.id) &&
    isText(value.block) &&
    isListOf(isNeed, value.needs) &&
    isPlainAttempt(value.attempt) &&
    Array.isArray(value.rescues) &&
    value.rescues.length === 0
  );
}

function isPlainAttempt(value: Json | undefined): boolean {
  if (!isRecord(value) || fieldsOf(value) !== 5) return false;
  const { target, options, gate } = value;
  return (
    isRecord(target) &&
    fieldsOf(target) === 1 &&
    isText(target.capability) &&
    arePlainOptions(options) &&
    (gate === "local" || gate === "control") &&
    isListOf(isText, value.checks) &&
    arePlainArguments(value.args)
  );
}

/** None, or how often it is tried and how long it may take. */
function arePlainOptions(value: Json | undefined): boolean {
  if (!isRecord(value)) return false;
  const fields = fieldsOf(value);
  if (fields === 0) return true;
  const { retry, timeout } = value;
  const isTimed = timeout !== undefined && isPlainExpression(timeout);
  const isTried = isRecord(retry) && fieldsOf(retry) === 1 && isCount(retry.times);
  return fields === (isTimed ? 1 : 0) + (isTried ? 1 : 0);
}

function arePlainArguments(value: Json | undefined): boolean {
  if (!isRecord(value)) return false;
  for (const name in value) {
    if (name === "__proto__" || !isPlainExpression(value[name])) return false;
  }
  return true;
}

function isListOf(item: Shortcut, value: Json | undefined): boolean {
  if (!Array.isArray(value)) return false;
  for (let index = 0; index < value.length; index++) if (!item(value[index])) return false;
  return true;
}

function isNeed(value: Json | undefined): boolean {
  return isRecord(value) && fieldsOf(value) === 2 && isText(value.node) && reasons.has(value.why);
}

const reasons: ReadonlySet<Json | undefined> = new Set(["data", "after", "order", "branch"]);

/** The obligation of a step, of which there may be one for each. */
function isPlainObligation(value: Json | undefined): boolean {
  if (!isRecord(value) || fieldsOf(value) !== 7) return false;
  const { source, assumes } = value;
  return (
    isText(value.id) &&
    isRecord(source) &&
    fieldsOf(source) === 2 &&
    isText(source.step) &&
    released.has(source.clause) &&
    isText(value.rule) &&
    severities.has(value.severity) &&
    verdicts.has(value.verdict) &&
    Array.isArray(assumes) &&
    assumes.length === 0 &&
    isListOf(isText, value.nodes)
  );
}

const released: ReadonlySet<Json | undefined> = new Set([
  "endorse",
  "declassify",
  "redact",
  "irreversible",
  "held",
]);
const severities: ReadonlySet<Json | undefined> = new Set([
  "blocking",
  "warning",
  "advisory",
  "informational",
]);
const verdicts: ReadonlySet<Json | undefined> = new Set(["proved", "checked", "refused"]);

function isSourceMark(value: Json | undefined): boolean {
  return (
    isRecord(value) &&
    fieldsOf(value) === 4 &&
    isText(value.file) &&
    isCount(value.start) &&
    isCount(value.end) &&
    isCount(value.line)
  );
}

function isText(value: Json | undefined): boolean {
  return typeof value === "string" && value.isWellFormed();
}

function isNumber(value: Json | undefined): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

function isCount(value: Json | undefined): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** How many fields a record has: as many as are looked at, so there is none that nobody has looked at. */
function fieldsOf(record: JsonObject): number {
  let count = 0;
  for (const _ in record) count++;
  return count;
}
