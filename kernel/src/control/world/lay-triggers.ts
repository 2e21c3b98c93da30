import type { Trigger, TriggerSource } from "@orchlang/plan/context";
import type { LaidTimer, LaidTrigger, LaidWorld, OnEvent } from "./laid.ts";
import { add, type Declarations, numberOf, readsNow, type Unplaced } from "./lay-out.ts";

type Laid = Pick<LaidWorld, "triggers" | "onEvent" | "onOutcome" | "onRequest" | "timers">;

/** Triggers by what sets them off; what they watch for changes beside them. */
export function layTriggers(declared: Declarations): {
  readonly laid: Laid;
  readonly changes: readonly Unplaced[];
} {
  const triggers = new Map<string, LaidTrigger>();
  const onEvent = new Map<string, OnEvent[]>();
  const onOutcome = new Map<string, LaidTrigger[]>();
  const onRequest = new Map<string, LaidTrigger[]>();
  const timers: LaidTimer[] = [];
  const changes: Unplaced[] = [];
  for (const said of declared.triggers) {
    const trigger = layTrigger(said, declared);
    triggers.set(trigger.name, trigger);
    for (const [place, source] of said.on.entries()) {
      const id = `${trigger.name}#${place}`;
      if (source.kind === "event") {
        const { event, where } = source;
        add(onEvent, event, { trigger, ...(where === undefined ? {} : { where }) });
      } else if (source.kind === "outcome") add(onOutcome, `${source.outcome} ${source.target}`, trigger);
      else if (source.kind === "request") add(onRequest, source.path, trigger);
      else if (source.kind === "change") changes.push(changeOf(id, trigger.name, source));
      else timers.push({ id, trigger: trigger.name, when: whenOf(source) });
    }
  }
  return { laid: { triggers, onEvent, onOutcome, onRequest, timers }, changes };
}

function layTrigger({ debounce, throttle, ...said }: Trigger, { targets }: Declarations): LaidTrigger {
  const quiet = numberOf(debounce?.for);
  const per = numberOf(throttle?.per);
  return {
    ...said,
    plan: targets[said.starts.target],
    ...(debounce === undefined || quiet === undefined
      ? {}
      : { debounce: { for: quiet, ...(debounce.by === undefined ? {} : { by: debounce.by }) } }),
    ...(throttle === undefined || per === undefined ? {} : { throttle: { count: throttle.count, per } }),
  };
}

function changeOf(
  name: string,
  trigger: string,
  { condition, for: lasts }: Extract<TriggerSource, { readonly kind: "change" }>,
): Unplaced {
  return {
    name,
    value: condition,
    locals: {},
    readsNow: readsNow(condition),
    confidence: 0,
    hold: 0,
    sets: { trigger, after: numberOf(lasts) ?? 0 },
  };
}

/** Not more often than once a second: a shorter period is a mistake, and would do nothing else any more. */
const leastPeriod = 1_000;

function whenOf(source: Extract<TriggerSource, { readonly kind: "schedule" | "every" }>): LaidTimer["when"] {
  if (source.kind === "schedule") return { cron: source.cron, zone: source.zone };
  return { every: Math.max(leastPeriod, numberOf(source.period) ?? leastPeriod) };
}
