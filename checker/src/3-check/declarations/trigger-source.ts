import {
  constantText,
  type Expression,
  type ScheduleSource,
  type TriggerSource as SourceNode,
} from "@orchlang/language/ast";
import type { TriggerSource } from "@orchlang/plan/context";
import { isZone } from "@orchlang/plan/quantities";
import type { TracedLabel } from "../checked.ts";
import type { AskedCondition } from "../checked-context.ts";
import { checkCondition } from "../expression/check.ts";
import { extend, extendWith } from "../expression/checking.ts";
import { narrow } from "../expression/narrow.ts";
import type { Binding, Environment, Typed } from "../expression/typed.ts";
import { joinLabels, publicLabel } from "../labels/label.ts";
import { changeQuestion, type Question, whereQuestion } from "../routine/conditions.ts";
import { failuresOf } from "../routine/failures.ts";
import { definitionAt } from "../scope/module.ts";
import type { ModuleContext } from "../scope/program.ts";
import type { Type } from "../type.ts";
import { join } from "../types/join.ts";
import { durationType, jsonType } from "../types/kinds.ts";
import { type Amount, amountClause } from "./clauses.ts";
import { occurrenceBinding } from "./event-signature.ts";
import { cronInvalid } from "./rule-messages.ts";
import { localBinding, runType } from "./selectors.ts";
import { unknownZone } from "./zone.ts";

/** A trigger's source, and the names that the rest of the trigger may read. */
export interface CheckedSource {
  readonly source: TriggerSource;
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly label: TracedLabel;
  /** Where a condition does. */
  readonly asked?: AskedCondition["all"][number];
}

/** Called for each condition that may be constant. */
export type Settled = (asked: Typed, ast: Expression, question: Question) => void;

/** Where what it names is not there, nothing is said of what it knows. */
export function checkSource(
  node: SourceNode,
  env: Environment,
  module: ModuleContext,
  settled: Settled,
): CheckedSource | undefined {
  const none = { bindings: new Map<string, Binding>(), label: publicLabel };
  switch (node.kind) {
    case "eventSource": {
      const definition = definitionAt(module, node.event, "event", "fusion");
      if (definition === undefined) return undefined;
      const event = occurrenceBinding(module.program.eventOf(definition), "event");
      const inside = extend(env, { event });
      const where = node.where && checkCondition(node.where, "`where` takes", inside, module.expression);
      if (node.where !== undefined && where !== undefined) settled(where, node.where, whereQuestion);
      const asked = node.where ? narrow(inside, node.where, true, module.expression) : inside;
      return {
        source: {
          kind: "event",
          event: definition.qualified,
          ...(where === undefined ? {} : { where: where.expression }),
        },
        bindings: new Map([["event", (where && asked.lookup("event")) ?? event]]),
        label: where?.label ?? publicLabel,
        ...(where === undefined ? {} : { asked: { expression: where.expression, span: where.span } }),
      };
    }
    case "scheduleSource":
      return { source: checkSchedule(node, module), ...none };
    case "everySource": {
      const every: Amount = { type: durationType, asks: "`every` takes", range: "more than 0" };
      const period = amountClause(node.period, every, env, module);
      return { source: { kind: "every", period }, ...none };
    }
    case "changeSource": {
      const condition = checkCondition(node.condition, "`change` takes", env, module.expression);
      settled(condition, node.condition, changeQuestion);
      const lasting: Amount = { type: durationType, asks: "`for` takes", range: "0 or more" };
      const held = node.for && amountClause(node.for, lasting, env, module);
      return {
        source: {
          kind: "change",
          condition: condition.expression,
          ...(held === undefined ? {} : { for: held }),
        },
        bindings: new Map(),
        label: condition.label,
        asked: { expression: condition.expression, span: node.condition.span },
      };
    }
    case "outcomeSource":
      return outcomeSource(node, module);
    case "requestSource": {
      const path = constantText(node.path) ?? "";
      return { source: { kind: "request", path }, ...none, bindings: requestBindings };
    }
  }
}

const requestBindings = new Map([["request", localBinding("request", jsonType)]]);

function outcomeSource(
  node: Extract<SourceNode, { readonly kind: "outcomeSource" }>,
  module: ModuleContext,
): CheckedSource | undefined {
  const definition = definitionAt(module, node.plan, "plan", "goal");
  if (definition === undefined) return undefined;
  const bindings = new Map([["run", localBinding("run", runType)]]);
  const { type } = module.program.signatureOf(definition).result;
  if (node.outcome === "completed" && type.kind !== "nothing")
    bindings.set("result", localBinding("result", type));
  if (node.outcome === "failed") {
    const names = failuresOf(definition, module.program);
    bindings.set("error", localBinding("error", { kind: "failure", names }));
  }
  return {
    source: { kind: "outcome", outcome: node.outcome, target: definition.qualified },
    bindings,
    label: publicLabel,
  };
}

function checkSchedule(node: ScheduleSource, module: ModuleContext): TriggerSource {
  const cron = constantText(node.cron) ?? "";
  const fault = cronFault(cron);
  if (fault !== undefined) {
    module.program.report(cronInvalid.at({ file: module.file, span: node.cron.span }, { because: fault }));
  }
  const zone = node.zone === undefined ? module.expression.zone : (constantText(node.zone) ?? "");
  if (node.zone !== undefined && !isZone(zone)) {
    const place = { file: module.file, span: node.zone.span };
    module.program.report(unknownZone(place, zone));
  }
  return { kind: "schedule", cron, zone };
}

/** The names that all sources of a trigger provide. */
export function sourceEnvironment(sources: readonly CheckedSource[], env: Environment): Environment {
  const [first, ...others] = sources;
  if (first === undefined) return env;
  const shared = [...first.bindings].flatMap(([name, binding]) => {
    const all = others.reduce<Binding | undefined>(
      (sofar, { bindings }) => eitherOf(sofar, bindings.get(name)),
      binding,
    );
    return all === undefined ? [] : [[name, all] as const];
  });
  return extendWith(env, new Map(shared));
}

/** The knowledge common to both. */
function eitherOf(one: Binding | undefined, other: Binding | undefined): Binding | undefined {
  if (one === undefined || other === undefined) return undefined;
  // Two events that have no field in common are still two events.
  const type: Type = join(one.type, other.type) ?? { kind: "record", fields: [] };
  return { ...one, type, label: joinLabels(one.label, other.label) };
}

export function sourcesLabel(sources: readonly CheckedSource[]): TracedLabel {
  return joinLabels(...sources.map((source) => source.label));
}

/** One of the five parts of a schedule, and what it may hold. */
interface Part {
  readonly says: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const parts: readonly Part[] = [
  { says: "minute", least: 0, most: 59 },
  { says: "hour", least: 0, most: 23 },
  { says: "day of the month", least: 1, most: 31 },
  { says: "month", least: 1, most: 12, names: months },
  // 7 is Sunday too, as in every cron since Vixie's.
  { says: "day of the week", least: 0, most: 7, names: weekdays },
];

/** The days of the longest February, and of the months that have 30. */
const shortMonths: Readonly<Record<number, number>> = { 2: 29, 4: 30, 6: 30, 9: 30, 11: 30 };

/**
 * Why a schedule can't be read, or never comes; `undefined` where it is well. Five parts as in POSIX crontab:
 * `*`, numbers, names of months and days, ranges `a-b`, lists `a,b`, steps `x/n`.
 */
export function cronFault(text: string): string | undefined {
  const written = text.trim().split(/\s+/u);
  if (written.length !== parts.length || written[0] === "") {
    const count = written[0] === "" ? 0 : written.length;
    return `it has ${count === 1 ? "one part" : `${count} parts`} instead of five`;
  }
  const held: (ReadonlySet<number> | undefined)[] = [];
  for (const [index, part] of parts.entries()) {
    const values = valuesOf(written[index] ?? "", part);
    if (typeof values === "string") return values;
    held.push(values);
  }
  return neverComes(held[2], held[3], held[4]);
}

/** Every value that a part stands for, none where it stands for all; a sentence where it can't be read. */
function valuesOf(text: string, part: Part): ReadonlySet<number> | undefined | string {
  const values = new Set<number>();
  let all = false;
  for (const item of text.split(",")) {
    const [range = "", step, ...rest] = item.split("/");
    const by = step === undefined ? 1 : Number(step);
    if (rest.length > 0 || !Number.isInteger(by) || by < 1 || (step !== undefined && !/^\d+$/u.test(step))) {
      return `\`${item}\` is no ${part.says}`;
    }
    if (range === "*") {
      all ||= by === 1;
      for (let value = part.least; value <= part.most; value += by) values.add(value);
      continue;
    }
    const [from = "", to, ...more] = range.split("-");
    const first = numberOf(from, part);
    const last = to === undefined ? (step === undefined ? first : part.most) : numberOf(to, part);
    if (first === undefined || last === undefined || more.length > 0) {
      const wrong = first === undefined ? from : (to ?? from);
      return `there is no ${part.says} \`${wrong}\` (${part.least} to ${part.most})`;
    }
    if (first > last) return `\`${range}\` runs backwards`;
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return all ? undefined : values;
}

function numberOf(text: string, part: Part): number | undefined {
  const named = part.names?.indexOf(text.toLowerCase()) ?? -1;
  if (named !== -1) return named + part.least;
  if (!/^\d{1,2}$/u.test(text)) return undefined;
  const value = Number(text);
  return value >= part.least && value <= part.most ? value : undefined;
}

/** `30 of February`: with a day of the week beside it, that day is taken too, so it comes. */
function neverComes(
  days: ReadonlySet<number> | undefined,
  inMonths: ReadonlySet<number> | undefined,
  onWeekdays: ReadonlySet<number> | undefined,
): string | undefined {
  if (days === undefined || inMonths === undefined || onWeekdays !== undefined) return undefined;
  const first = Math.min(...days);
  const longest = Math.max(...[...inMonths].map((month) => shortMonths[month] ?? 31));
  return first > longest
    ? `there is no day ${first} in ${inMonths.size === 1 ? "that month" : "those months"}`
    : undefined;
}
