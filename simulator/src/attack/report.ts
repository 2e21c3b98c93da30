import { spentOf, waitingOf } from "@orchlang/kernel/run";
import type { Trial } from "../exploration/case.ts";
import type { Counterexample } from "../exploration/counterexample.ts";
import type { attacks } from "./attacks.ts";
import type { Attempt } from "./attempt.ts";
import type { Influence } from "./influence.ts";

export type AttackName = keyof typeof attacks;

/** How runs have ended. `waiting`: for an operator. `open`: for something else that has not come. */
type End = "completed" | "failed" | "cancelled" | "waiting" | "open";

/** Something that breaks under attack. */
interface Breach extends Counterexample {
  /** The attack, in words. */
  readonly how: string;
}

/** A source that can change an effect. */
interface Influenced extends Influence {
  readonly source: string;
}

/** The outcome of the attacks of one kind. */
export interface AttackReport {
  readonly name: AttackName;
  readonly runs: number;
  /** There were more attacks than the limits allow. */
  readonly isCut: boolean;
  readonly ends: Readonly<Record<End, number>>;
  readonly breaches: readonly Breach[];
  readonly influences: readonly Influenced[];
  /** Attacks that only a simulator can make. */
  readonly left: number;
  /** Reasons for which runs failed, with how many did, the most frequent first. */
  readonly failures: readonly (readonly [why: string, runs: number])[];
  /** The first attack after which a run waits for an operator. */
  readonly strands?: string;
}

/** The most that any run has used: money by its amount, ms, J, tokens. */
interface Used {
  readonly cost: number;
  readonly latency: number;
  readonly energy: number;
  readonly tokens: number;
}

/** The outcome of all attacks on a plan, or on a trigger. */
export interface Attacked {
  readonly target: string;
  readonly runs: number;
  readonly reports: readonly AttackReport[];
  readonly used: Used;
  /** The most runs that one run, or its trigger, has set off in turn. */
  readonly setOff: number;
  /** `left`: only a simulator can make its attacks. `not attacked`: no run began. */
  readonly verdict: "held" | "held as far as attacked" | "broken" | "left" | "not attacked";
}

export function verdictOf(reports: readonly AttackReport[], hasBegun: boolean): Attacked["verdict"] {
  if (reports.some(({ breaches }) => breaches.length > 0)) return "broken";
  if (!hasBegun) return reports.some(({ left }) => left > 0) ? "left" : "not attacked";
  return reports.some(({ isCut }) => isCut) ? "held as far as attacked" : "held";
}

/** The most that runs have used and set off, over all attacks on one plan. */
export class Most {
  used: Used = { cost: 0, latency: 0, energy: 0, tokens: 0 };
  setOff = 0;

  take({ run }: Trial): void {
    const { cost, energy, tokens } = spentOf(run.state);
    const took = run.ended - (run.events[0]?.at ?? run.started);
    this.used = {
      cost: Math.max(this.used.cost, Number(cost[0]?.amount ?? 0)),
      latency: run.state.closed === undefined ? this.used.latency : Math.max(this.used.latency, took),
      energy: Math.max(this.used.energy, energy),
      tokens: Math.max(this.used.tokens, tokens),
    };
    this.setOff = Math.max(this.setOff, run.others.length);
  }
}

/** The runs of one kind of attacks. */
export class Report {
  runs = 0;
  isCut = false;
  left = 0;
  readonly breaches: Breach[] = [];
  readonly #name: AttackName;
  readonly #ends: Record<End, number> = { completed: 0, failed: 0, cancelled: 0, waiting: 0, open: 0 };
  readonly #influences = new Map<string, Influenced>();
  readonly #failures = new Map<string, number>();
  #strands: string | undefined;

  constructor(name: AttackName) {
    this.#name = name;
  }

  take(trial: Trial, { how }: Attempt): void {
    this.runs += 1;
    const end = endOf(trial);
    this.#ends[end] += 1;
    if (end === "waiting") this.#strands ??= how;
    const { name, message } = trial.run.state.closed?.outcome.failure ?? {};
    if (name === undefined || end !== "failed") return;
    // A hostile text may be in the message of what it has failed.
    const why = name === "denied" || name === "budget" ? `${name}: ${message}` : name;
    this.#failures.set(why, (this.#failures.get(why) ?? 0) + 1);
  }

  changes(source: string, influences: readonly Influence[]): void {
    for (const influence of influences) {
      const one = { source, ...influence };
      this.#influences.set(JSON.stringify(one), one);
    }
  }

  done(): AttackReport {
    const { runs, isCut, left, breaches } = this;
    return {
      name: this.#name,
      runs,
      isCut,
      left,
      failures: [...this.#failures].sort(([, some], [, others]) => others - some),
      ends: this.#ends,
      breaches,
      influences: [...this.#influences.values()],
      ...(this.#strands === undefined ? {} : { strands: this.#strands }),
    };
  }
}

function endOf({ run: { state, file } }: Trial): End {
  if (state.closed !== undefined) return state.closed.outcome.status;
  const isWaiting = waitingOf(file.plan, state).some((one) => one.for === "operator");
  return isWaiting ? "waiting" : "open";
}
