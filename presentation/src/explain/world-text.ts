import { expressionText, shortName } from "@orchlang/analysis";
import type { World } from "@orchlang/plan/context";
import { conjunctsOf } from "@orchlang/plan/expressions";

/* Prints the world around runs as an author would write it. */

type Trigger = World["triggers"][number];

/** The clauses of a trigger as an author would write them. A clause that it lacks is left out. */
export interface TriggerText {
  /** `event sit_down`, `change cold`; one for each of its causes. */
  readonly on: readonly string[];
  readonly when?: string;
  /** The parts that `and` joins in `when`, one by one. */
  readonly parts?: readonly string[];
  readonly debounce?: string;
  readonly throttle?: string;
  readonly overlap?: string;
  /** `warm(to: 21C)`. */
  readonly start: string;
}

export function triggerText(trigger: Trigger): TriggerText {
  const { on, when, debounce, throttle, overlap, starts } = trigger;
  const args = Object.entries(starts.args).map(([name, value]) => `${name}: ${expressionText(value)}`);
  return {
    on: on.map(sourceText),
    ...(when === undefined
      ? {}
      : { when: expressionText(when), parts: conjunctsOf(when).map((part) => expressionText(part)) }),
    ...(debounce === undefined ? {} : { debounce: expressionText(debounce.for) }),
    ...(throttle === undefined ? {} : { throttle: `${throttle.count} per ${expressionText(throttle.per)}` }),
    ...(overlap === undefined ? {} : { overlap: overlap.mode }),
    start: `${shortName(starts.target)}(${args.join(", ")})`,
  };
}

function sourceText(source: Trigger["on"][number]): string {
  switch (source.kind) {
    case "event": {
      const where = source.where === undefined ? "" : ` where ${expressionText(source.where)}`;
      return `event ${shortName(source.event)}${where}`;
    }
    case "schedule":
      return `schedule "${source.cron}" in ${source.zone}`;
    case "every":
      return `every ${expressionText(source.period)}`;
    case "change": {
      const lasting = source.for === undefined ? "" : ` for ${expressionText(source.for)}`;
      return `change ${expressionText(source.condition)}${lasting}`;
    }
    case "outcome":
      return `${source.outcome} ${shortName(source.target)}`;
    case "request":
      return `request "${source.path}"`;
  }
}

/** `living < 18C`, with how sure it has to be and how long it stays true. */
export function flagText({ value, confidence, hold }: World["flags"][string]): string {
  const sure = confidence === undefined ? "" : ` confidence ${expressionText(confidence)}`;
  const held = hold === undefined ? "" : ` hold ${expressionText(hold)}`;
  return `${expressionText(value)}${sure}${held}`;
}
