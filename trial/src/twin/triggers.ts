import type { Dice } from "../dice.ts";
import { drawOverlap } from "./program.ts";
import { drawCondition } from "./statements.ts";

/** A trigger that starts one of the targets. */
export function drawTrigger(dice: Dice, name: string, targets: readonly string[]): string {
  const target = dice.one(targets);
  const source = dice.one(sources)(dice, targets);
  const clauses = [`on ${source.on}`, `start ${target}(k: ${source.k}, n: ${source.n})`];
  if (dice.chance(0.2)) clauses.push(`when ${drawCondition(dice)}`);
  if (dice.chance(0.15)) clauses.push(`debounce 50s${source.k.startsWith("event") ? " by event.k" : ""}`);
  if (dice.chance(0.15)) clauses.push("throttle 2 per 3m");
  if (dice.chance(0.15)) clauses.push("priority high");
  if (dice.chance(0.6)) clauses.push(`overlap ${drawOverlap(dice, source.k)}`);
  if (source.isTimed === true && dice.chance(0.4))
    clauses.push(`missed ${dice.one(["skip", "once", "all"])}`);
  const family = source.of === undefined ? "" : ` for z in ${source.of}`;
  return `trigger ${name}${family} { ${clauses.join("  ")} }`;
}

interface Cause {
  readonly on: string;
  readonly k: string;
  readonly n: string;
  readonly isTimed?: true;
  /** The members that a family is declared for. */
  readonly of?: string;
}

const sources = [byEvent, byEvent, byEvent, byTime, byChange, byFamily, byRequest, byOutcome, byOutcome];

function byEvent(dice: Dice): Cause {
  const event = dice.one(["a", "a", "b", "c", "ab"]);
  const where = dice.one(["", "", " where event.n > 2", ' where event.k == "x"']);
  return { on: `event ${event}${where}`, k: "event.k", n: "event.n" };
}

function byTime(dice: Dice): Cause {
  return {
    on: dice.one([
      "every 7m",
      "every 4m",
      'schedule "*/5 * * * *"',
      'schedule "1-59/4 * * * *" in "Europe/Vienna"',
    ]),
    k: '"x"',
    n: `${dice.within(1, 6)}`,
    isTimed: true,
  };
}

function byChange(dice: Dice): Cause {
  return {
    on: `change ${drawCondition(dice)}${dice.chance(0.4) ? " for 25s" : ""}`,
    k: '"x"',
    n: `${dice.within(1, 6)}`,
  };
}

function byFamily(dice: Dice): Cause {
  const flag = dice.one(["warm(z)", "near(z)", "not warm(z)"]);
  return { on: `change ${flag}`, k: '"x"', n: `${dice.within(1, 6)}`, of: "Zone" };
}

function byRequest(dice: Dice): Cause {
  return { on: 'request "m/please"', k: dice.one(['"x"', '"y"']), n: `${dice.within(1, 6)}` };
}

function byOutcome(dice: Dice, targets: readonly string[]): Cause {
  const of = dice.one(targets);
  const outcome = dice.one(["completed", "failed", "failed", "cancelled", "attention", "attention"]);
  return { on: `${outcome} ${of}`, k: '"y"', n: outcome === "completed" ? "result" : `${dice.within(1, 6)}` };
}
