import type { Ahead, Foresight } from "@orchlang/kernel/run";
import type { Json, JsonObject, Plan } from "@orchlang/plan";
import { maskedArguments } from "@orchlang/runtime";
import type { Clearance } from "./identity/token.ts";

/** The words and values of a run that somebody may see. */
export interface Shown {
  readonly plan: Plan;
  readonly clearance: Clearance;
  redacted(text: string): string;
}

/** Consequences as somebody with this clearance may see them: arguments by their types, texts without values above it. */
export function forecastView(foresight: Foresight, shown: Shown): JsonObject {
  const { undone, stays, doubtful, begins, ends, ahead, isPartial } = foresight;
  const { redacted } = shown;
  const left = (one: Foresight["stays"][number]): JsonObject => ({ ...one, why: redacted(one.why) });
  return {
    undone: undone.map(({ step, capability, args, worst }) => ({
      step,
      capability,
      args: argumentsOf(capability, args, shown),
      cost: worst.cost === undefined ? { unbounded: "it declares no bound" } : { value: { ...worst.cost } },
      time: worst.latency === undefined ? { unbounded: "it declares no bound" } : { value: worst.latency },
    })),
    stays: stays.map(left),
    doubtful: doubtful.map(left),
    begins: begins.map(({ step, capability, args }) => ({
      step,
      capability,
      args: argumentsOf(capability, args, shown),
    })),
    ...(ends === undefined
      ? {}
      : {
          ends: {
            status: ends.status,
            ...(ends.failure === undefined
              ? {}
              : {
                  failure: {
                    class: ends.failure.class,
                    name: ends.failure.name,
                    message: redacted(ends.failure.message),
                  },
                }),
          },
        }),
    ...(ahead === undefined ? {} : { remaining: aheadView(ahead) }),
    partial: isPartial,
  };
}

/** A worst case, without what a limit may say beside its value. */
export function aheadView({ time, compensated, cost, isWhole }: Ahead): JsonObject {
  return {
    time: { ...time },
    compensated: { ...compensated },
    cost: { ...cost } as unknown as JsonObject,
    whole: isWhole,
  };
}

/** In the order in which the capability declares them: the journal sorts names. */
export function argumentsOf(capability: string, args: Json, { plan, clearance }: Shown): Json {
  const params = plan.capabilities[capability]?.params;
  if (params === undefined) return "‹personal›";
  const masked = maskedArguments(params, args, { schemas: plan.schemas, clearance });
  if (typeof masked !== "object" || masked === null || Array.isArray(masked)) return masked;
  const place = new Map(params.map(({ name }, at) => [name, at]));
  const placeOf = ([name]: readonly [string, unknown]): number => place.get(name) ?? params.length;
  return Object.fromEntries(Object.entries(masked).toSorted((a, b) => placeOf(a) - placeOf(b)));
}
