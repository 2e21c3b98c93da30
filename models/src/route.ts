import type { Confidentiality, Tier } from "@orchlang/plan";
import { costOf, ratesOf } from "./rates.ts";
import type { Fabric, Model, Rates } from "./settings.ts";

/** A model that may take a question, with the rates that bound it. */
export interface Candidate {
  readonly model: Model;
  /** Undefined: no bound in money. */
  readonly rates: Rates | undefined;
  /** Attempts choose by what has come of earlier questions, instead of in the order of the candidates. */
  readonly learned?: true;
}

/** The demands of a capability on the model that it goes to. */
export interface Wanted {
  readonly role: string;
  readonly clearance: Confidentiality;
  /** Where it may run. */
  readonly tiers: readonly Tier[];
  /** True if its cost is declared, so that only models with known rates may be asked. */
  readonly bounded: boolean;
  /** Families that wrote what is checked here. */
  readonly not: ReadonlySet<string>;
}

/** The models for a question in the order in which attempts go through them, and why each other one is left out. */
export interface Route {
  readonly candidates: readonly Candidate[];
  /** `strong: is no verifier`. */
  readonly left: readonly string[];
}

const ranks: Readonly<Record<Confidentiality, number>> = { public: 0, internal: 1, personal: 2, secret: 3 };

/**
 * Chooses by role, tier, clearance, known rates and family, then orders by the project's preference. Depends on settings and
 * price list alone, so the same deploy has the same candidates.
 */
export function routeOf({ models, prefer }: Fabric, wanted: Wanted): Route {
  const left: string[] = [];
  const candidates: Candidate[] = [];
  for (const model of models) {
    const rates = ratesOf(model);
    const why = unfit(model, rates, wanted);
    if (why === undefined)
      candidates.push({ model, rates, ...(prefer === "learned" ? { learned: true } : {}) });
    else left.push(`${model.name}: ${why}`);
  }
  const measure = {
    order: () => 0,
    learned: () => 0,
    cost: priceOf,
    latency: ({ model }: Candidate) => model.latency ?? Infinity,
  };
  const by = measure[prefer];
  // Stable: equals stay in the order of the text. Infinity minus itself is not a number.
  const sorted = [...candidates].sort((one, other) => by(one) - by(other) || 0);
  return { candidates: sorted, left };
}

function unfit(model: Model, rates: Rates | undefined, wanted: Wanted): string | undefined {
  if (!model.roles.some((role) => role === wanted.role)) return `is no ${wanted.role}`;
  // Plans are proved for the tier that a call names. Which of several a step names is not known here.
  const elsewhere = wanted.tiers.find((tier) => tier !== model.provider.tier);
  if (elsewhere !== undefined)
    return `runs at ${model.provider.tier}, and this may run at ${elsewhere}; declare \`at ${model.provider.tier}\` if the data may go there`;
  if (ranks[model.clearance] < ranks[wanted.clearance])
    return `is cleared for ${model.clearance}, and this may be given ${wanted.clearance} data`;
  if (wanted.not.has(model.family))
    return `is of the family \`${model.family}\`, which may write what is checked`;
  if (wanted.bounded && rates === undefined)
    return `has no known price, and the cost is bounded: state its \`rates\``;
  return undefined;
}

/** For comparison alone: of a thousand tokens in and a quarter as many out. */
function priceOf({ rates }: Candidate): number {
  if (rates === undefined) return Infinity;
  return Number(costOf({ input: 1000, output: 250, cached: 0, written: 0 }, rates).amount);
}

/** How often in a row a provider may fail before it is left alone. */
const failuresMax = 5;
/** How long it is left alone, ms; then one question tries again. */
const restMs = 30_000;

/**
 * A circuit breaker for each provider (M. Nygard, Release It!, "Circuit Breaker"). Five transient failures in a row open
 * it. While it is open, attempts go to another provider or fail without a request. Lasts as long as the process: what it
 * decided is in the journal as the model that each attempt went to.
 */
export class Breakers {
  readonly #states = new Map<string, { failures: number; until: number }>();

  /** Until then the provider asks not to be asked. */
  readonly #rests = new Map<string, number>();

  isResting(provider: string, now: number): boolean {
    return now < (this.#rests.get(provider) ?? 0);
  }

  rest(provider: string, until: number): void {
    this.#rests.set(provider, until);
  }

  isOpen(provider: string, now: number): boolean {
    const state = this.#states.get(provider);
    return state !== undefined && state.failures >= failuresMax && now < state.until;
  }

  /** Records the end of a question that was asked at `now`. */
  learn(provider: string, failed: boolean, now: number): void {
    if (!failed) this.#states.delete(provider);
    else {
      const failures = (this.#states.get(provider)?.failures ?? 0) + 1;
      this.#states.set(provider, { failures, until: now + restMs });
    }
  }
}
