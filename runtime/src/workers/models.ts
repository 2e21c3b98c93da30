/**
 * Handlers that are questions to a model. The kernel has admitted the attempt when it comes here; one attempt asks one
 * model once. Which one is decided by the settings, the number of the attempt and the providers' circuit breakers, and
 * journalled with the result.
 */
import {
  type Allowance,
  type Answer,
  answerForm,
  ask,
  Breakers,
  type Candidate,
  costOf,
  grantedOutput,
  inputTokensMax,
  promptOf,
  type Usage,
} from "@orchlang/models";
import type { Capability, Json } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { isMoney, zeroMoney } from "@orchlang/plan/quantities";
import { type HandlerContext, HandlerFailure, type HandlerFunction } from "../handler.ts";
import type { Clock, Workplace } from "../world/world.ts";
import type { Loaded } from "./load.ts";

type Args = Readonly<Record<string, Json>>;

export class Models {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #clock: Pick<Clock, "now">;
  readonly #breakers = new Breakers();

  constructor(environment: NodeJS.ProcessEnv, clock: Pick<Clock, "now">) {
    this.#environment = environment;
    this.#clock = clock;
  }

  /** Attempts go through the candidates in turn; those whose provider's circuit is open are passed over. */
  load({ capability, schemas }: Workplace, candidates: readonly Candidate[], attempt: number): Loaded {
    const now = this.#clock.now();
    const closed = candidates.filter(({ model }) => !this.#breakers.isOpen(model.provider.name, now));
    const chosen = closed[(attempt - 1) % closed.length];
    if (chosen === undefined) return { call: resting(candidates) };
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
        const { failure, message, reach } = answer;
        throw new HandlerFailure(failure, message, { reach });
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
  const found = evaluate(expression, {
    read: ({ from, name }) => ({
      value: from === "local" && Object.hasOwn(args, name) ? (args[name] ?? null) : null,
    }),
  });
  return "value" in found ? found.value : undefined;
}
