import { undoOption } from "../declare/serving.ts";
import type { Capability, Draft, Scope } from "../draft.ts";
import type { Type } from "../types.ts";
import { conditionIn } from "../values/condition.ts";
import { drawnDuration } from "../values/duration.ts";
import { type Drift, withDrift } from "./while.ts";

/* Options behind a call: how long, how often, what is accepted, in which order, and what if it fails. */

interface Optioned {
  readonly text: string;
  readonly optional: boolean;
}

/** The callee, as far as its options depend on it. */
interface Called {
  readonly capability?: Capability;
  readonly result?: Type;
}

export function callOptions(draft: Draft, scope: Scope, called: Called, drift?: Drift): Optioned {
  const { dice, theme } = draft;
  const options: string[] = [...withDrift(afterOption(draft, scope), drift)];
  const { capability } = called;
  if (dice.chance(theme.options)) {
    if (mayRepeat(called) && dice.chance(0.5)) options.push(retryOption(draft, scope, capability));
    if (dice.chance(0.35))
      options.push(`timeout ${drawnDuration(draft, scope, ["800ms", "2s", "5s", "1m"])}`);
    if (mayRepeat(called) && dice.chance(0.3)) options.push(...acceptOptions(draft, scope, called));
    options.push(...rareOptions(draft, called));
    // A step of a plan may say it too, and a call with an undo (which is refused, except for a member's).
    const share = capability === undefined || capability.effect === "once" ? 0.05 : 0.015;
    if (capability?.kind !== "human" && dice.chance(share)) options.push('irreversible because "so it is"');
  } else if (capability?.kind === "human" && dice.chance(0.7))
    options.push(`timeout ${dice.one(["5s", "1h"])}`);
  const optional = dice.chance(theme.options * 0.25);
  if (optional) options.push("optional");
  return { text: optionsText(options), optional };
}

export function optionsText(options: readonly string[]): string {
  return options.length === 0 ? "" : ` { ${options.join("  ")} }`;
}

/** A `once` call is retried only if it can be confirmed. */
function mayRepeat({ capability }: Called): boolean {
  if (capability === undefined) return true;
  return capability.effect !== "once" || capability.confirms;
}

export function afterOption({ dice, theme }: Draft, { steps }: Scope): readonly string[] {
  const share = theme.name === "order" ? 0.35 : 0.2;
  if (steps.length === 0 || !dice.chance(share)) return [];
  const others = dice.some(steps, 0.2);
  return [`after ${[...new Set([dice.one(steps), ...others])].join(", ")}`];
}

function retryOption(draft: Draft, scope: Scope, capability: Capability | undefined): string {
  const { dice } = draft;
  const pause = dice.one(["", " every 500ms", " every 2s", " backoff 1s..4s"]);
  const names = ["transient", "timeout", ...(capability?.fails ?? [])];
  const when = dice.chance(0.15)
    ? ` when error == ${dice.one(names)}`
    : dice.chance(0.1)
      ? ` when ${conditionIn(draft, scope)?.text ?? "error.attempts < 2"}`
      : "";
  return `retry ${dice.within(1, 2)}${pause}${when}`;
}

function acceptOptions(draft: Draft, scope: Scope, { result }: Called): readonly string[] {
  const { dice } = draft;
  const asked = dice.chance(0.1) ? conditionIn(draft, scope)?.text : acceptable(result);
  if (asked === undefined) return [];
  return [
    `accept ${asked}`,
    ...(dice.chance(0.6) ? [`attempts ${dice.within(2, 3)}${dice.chance(0.3) ? " every 1s" : ""}`] : []),
  ];
}

function acceptable(result: Type | undefined): string | undefined {
  switch (result?.is) {
    case "bool":
      return "it";
    case "int":
      return result.max === undefined || (result.min ?? 0) < result.max
        ? `it > ${result.min ?? 0}`
        : undefined;
    case "text":
      return "it.size > 1";
    case "list":
      return result.max > result.min ? `it.size > ${result.min}` : undefined;
    case "record": {
      const [asked] = result.fields.filter(({ type }) => type.is === "bool");
      return asked === undefined ? undefined : `it.${asked.name}`;
    }
    default:
      return undefined;
  }
}

function rareOptions(draft: Draft, { capability, result }: Called): readonly string[] {
  const { dice } = draft;
  const results: string[] = [];
  if (capability === undefined) return results;
  if (capability.effect === "pure" && capability.kind !== "human" && dice.chance(0.06))
    results.push("cache 1h");
  if (dice.chance(0.05)) results.push(`priority ${dice.one(["high", "low"])}`);
  if (dice.chance(draft.theme.labels * 0.2)) results.push(`at ${dice.one(["device", "edge", "cloud"])}`);
  if (capability.undo === "none" && capability.effect === "idempotent" && dice.chance(0.15))
    results.push(undoOption(draft, result));
  if (dice.chance(0.03)) results.push('because "it is wanted"');
  return results;
}
