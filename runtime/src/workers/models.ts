/**
 * Handlers that are questions to a model. The kernel has admitted the attempt when it comes here; one attempt asks one
 * model once. Which one is decided by the settings, the number of the attempt, the providers' circuit breakers and, where the
 * settings say so, by what has come of earlier questions. It is journalled with the result.
 */

import type { Outcome } from "@orchlang/kernel";
import {
  type Allowance,
  type Answer,
  answerForm,
  ask,
  Breakers,
  type Candidate,
  costOf,
  drawnOrder,
  Experience,
  grantedOutput,
  inputTokensMax,
  promptOf,
  type Usage,
} from "@orchlang/models";
import type { Capability, Json } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { isMoney, zeroMoney } from "@orchlang/plan/quantities";
import { type HandlerContext, HandlerFailure, type HandlerFunction } from "../handler.ts";
import type { Clock, Job, JobResult, Workplace } from "../world/world.ts";
import type { Loaded } from "./load.ts";
import { retryAfter } from "./retry-after.ts";

type Args = Readonly<Record<string, Json>>;

/** How a question to a model ended. */
export interface Asked {
  readonly capability: string;
  /** As a result's `by` says it. */
  readonly by: string;
  readonly good: boolean;
}

export class Models {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #clock: Pick<Clock, "now">;
  readonly #history: () => AsyncIterable<Asked>;
  readonly #breakers = new Breakers();
  readonly #experience = new Experience();
  #remembered: Promise<void> | undefined;

  /** @param history of earlier questions, oldest first; read when a choice first depends on it */
  constructor(
    environment: NodeJS.ProcessEnv,
    clock: Pick<Clock, "now">,
    history: () => AsyncIterable<Asked> = nothing,
  ) {
    this.#environment = environment;
    this.#clock = clock;
    this.#history = history;
  }

  /**
   * Attempts go through the candidates in turn; those whose provider's circuit is open are passed over. Where models are
   * chosen by what was learned, the turn is in an order drawn for the call's key, and the result says what was known.
   */
  async load(
    place: Workplace,
    candidates: readonly Candidate[],
    { attempt, key }: Pick<Job, "attempt" | "key">,
  ): Promise<Loaded> {
    const isLearned = candidates[0]?.learned === true;
    if (isLearned) {
      this.#remembered ??= this.#remember();
      await this.#remembered;
    }
    const now = this.#clock.now();
    const closed = this.#awake(candidates, now);
    const names = closed.map(({ model }) => model.name);
    const known = this.#experience.armsOf(place.capability.name, names);
    const turn = isLearned ? drawnOrder(known, key) : names;
    const name = turn[(attempt - 1) % turn.length];
    const chosen = closed.find(({ model }) => model.name === name);
    if (chosen === undefined) return { call: resting(candidates) };
    return { ...this.#loaded(place, chosen, candidates), ...(isLearned ? { chosen: known } : {}) };
  }

  /** Those that may be asked: a provider that asks for a pause is asked only where all do. */
  #awake(candidates: readonly Candidate[], now: number): readonly Candidate[] {
    const closed = candidates.filter(({ model }) => !this.#breakers.isOpen(model.provider.name, now));
    const awake = closed.filter(({ model }) => !this.#breakers.isResting(model.provider.name, now));
    return awake.length > 0 ? awake : closed;
  }

  /** The wait that the next attempt is to begin with: none where it asks another provider. */
  #pause(provider: string, headers: Pick<Headers, "get">, candidates: readonly Candidate[]) {
    const now = this.#clock.now();
    const wait = retryAfter(headers);
    if (wait.after === undefined) return {};
    this.#breakers.rest(provider, now + wait.after);
    const others = this.#awake(candidates, now).some(({ model }) => model.provider.name !== provider);
    return others ? {} : wait;
  }

  /** Learns from the end of an attempt. Ends that say nothing about the model don't count. */
  ended({ capability: { name } }: Workplace, result: JobResult): void {
    if (!("outcome" in result) || result.by === undefined || !isTelling(result.outcome)) return;
    this.#experience.learn(name, modelIn(result.by), "ok" in result.outcome);
  }

  async #remember(): Promise<void> {
    for await (const { capability, by, good } of this.#history())
      this.#experience.learn(capability, modelIn(by), good);
  }

  #loaded(
    { capability, schemas }: Workplace,
    chosen: Candidate,
    candidates: readonly Candidate[],
  ): Extract<Loaded, { call: unknown }> {
    const { name, provider, model } = chosen.model;
    const call = async (args: Args, context: HandlerContext): Promise<unknown> => {
      const answer = await this.#asked(chosen, capability, schemas, args, context);
      this.#breakers.learn(
        provider.name,
        "failure" in answer && answer.failure === "transient",
        this.#clock.now(),
      );
      book(answer, chosen, context);
      if ("failure" in answer) {
        const { failure, message, reach, again } = answer;
        const pause = again === undefined ? {} : this.#pause(provider.name, again, candidates);
        throw new HandlerFailure(failure, message, { reach, ...pause });
      }
      return valueIn(answer.text, name, answerForm(capability.result?.schema, schemas).valueOf);
    };
    return { call: call as HandlerFunction, by: `${name} (${provider.name}/${model})` };
  }

  async #asked(
    { model, rates }: Candidate,
    capability: Capability,
    schemas: Workplace["schemas"],
    args: Args,
    context: HandlerContext,
  ): Promise<Answer> {
    const prompt = textOf(capability, args);
    const { schema } = answerForm(capability.result?.schema, schemas);
    const sent = promptOf(model.provider, { prompt, ...(schema === undefined ? {} : { schema }) });
    const input = inputTokensMax(sent, model.provider.structured ? schema : undefined);
    const granted = grantedOutput(input, allowanceOf(capability, args), rates);
    if ("over" in granted) {
      const message = `${capability.name} was not asked: ${granted.over}.`;
      spendNothing(context, rates);
      throw new HandlerFailure("budget", message, { reach: "not_reached" });
    }
    const { outputTokens } = granted;
    const listens = capability.heartbeat !== undefined;
    return ask(
      model,
      {
        prompt,
        ...(schema === undefined ? {} : { schema }),
        ...(outputTokens === undefined ? {} : { outputTokens }),
        ...(listens ? { progress: (characters: number) => context.progress(characters) } : {}),
        signal: context.signal,
      },
      this.#environment,
    );
  }
}

async function* nothing(): AsyncGenerator<Asked> {}

/** `small` of `small (local/llama3.2)`. */
function modelIn(by: string): string {
  return by.slice(0, by.lastIndexOf(" ("));
}

/** A failure that was not the model's says nothing about it. */
export function isTelling(outcome: Outcome): boolean {
  return "ok" in outcome || !["cancelled", "budget", "circuit_open"].includes(outcome.failure.class);
}

function resting(candidates: readonly Candidate[]): HandlerFunction {
  return () => {
    const names = candidates.map(({ model }) => model.provider.name);
    const message = `${[...new Set(names)].join(" and ")} failed repeatedly, and is left alone for a while.`;
    throw new HandlerFailure("circuit_open", message, { reach: "not_reached" });
  };
}

/** The spending of the attempt, as far as it is known: else the kernel counts its worst case. */
function book(answer: Answer, { model, rates }: Candidate, context: HandlerContext): void {
  const used: Usage | "nothing" | undefined = "failure" in answer ? answer.billed : answer.usage;
  if (used === undefined) return;
  if (used === "nothing") {
    spendNothing(context, rates);
    return;
  }
  context.spend({ tokens: used.input + used.output });
  if (rates !== undefined) context.spend({ cost: costOf(used, rates) });
  const { input, output, cached } = used;
  context.log(`${model.name}: ${input} tokens in (${cached} cached), ${output} out`);
}

function spendNothing(context: HandlerContext, rates: Candidate["rates"]): void {
  context.spend({ tokens: 0, ...(rates === undefined ? {} : { cost: zeroMoney(rates.currency) }) });
}

function valueIn(text: string, model: string, read: (text: string) => unknown): unknown {
  try {
    return read(text);
  } catch (error) {
    throw new HandlerFailure("invalid_output", `${model} answered with text that is no JSON.`, {
      reach: "reached",
      cause: error,
    });
  }
}

function textOf(capability: Capability, args: Args): string {
  const prompt = capability.model === undefined ? undefined : evaluated(capability.model.prompt, args);
  if (typeof prompt === "string") return prompt;
  const message = `The prompt of ${capability.name} has no value for these arguments.`;
  throw new HandlerFailure("invalid_input", message, { reach: "not_reached" });
}

/** The clauses are evaluated as the kernel has evaluated them to set the worst case aside (semantics, rule 15). */
function allowanceOf({ cost, tokens }: Capability, args: Args): Allowance {
  const [money, count] = [cost, tokens].map((clause) =>
    clause === undefined ? undefined : evaluated(clause, args),
  );
  return {
    ...(typeof count === "number" ? { tokens: count } : {}),
    ...(money !== undefined && isMoney(money) ? { cost: money } : {}),
  };
}

function evaluated(expression: Expression, args: Args): Json | undefined {
  const result = evaluate(expression, {
    read: ({ from, name }) => ({
      value: from === "local" && Object.hasOwn(args, name) ? (args[name] ?? null) : null,
    }),
  });
  return "value" in result ? result.value : undefined;
}
