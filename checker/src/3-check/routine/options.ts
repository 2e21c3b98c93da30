import { closest, didYouMean } from "@orchlang/language";
import {
  type Bounds,
  constantText,
  type Name,
  type Option,
  type Options,
  type Span,
} from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import type { AttemptOptions, NodeId } from "@orchlang/plan/nodes";
import { formatDuration } from "@orchlang/plan/quantities";
import { checkReference } from "../call/arguments.ts";
import type { TracedLabel } from "../checked.ts";
import { checkCount, clausePlaces, reportMisplaced } from "../declarations/clauses.ts";
import { checkWord, measures, priorities, tiers } from "../declarations/words.ts";
import { extend } from "../expression/checking.ts";
import { reversedRange } from "../expression/range.ts";
import type { Type } from "../type.ts";
import { durationType, errorType, ratioType } from "../types/kinds.ts";
import { acceptQuestion, conditionAt, retryQuestion } from "./conditions.ts";
import { durationAt, gather, typedAt } from "./expressions.ts";
import { optionMisplaced, stepUnknown } from "./messages.ts";
import type { Source } from "./prepass.ts";
import type { CheckContext } from "./site.ts";

/** The owner of options: a call, or another kind of step. */
export type Optioned = "call" | "fallback" | "branch" | "loop" | "race" | "wait" | "other";

/** The scope of a step's options: its value, and how it may fail. */
interface OptionSite {
  readonly of: Optioned;
  /** As the author calls it. */
  readonly name: string;
  readonly result: { readonly type: Type; readonly label: TracedLabel };
  /** Unknown where what is called is. */
  readonly failures: readonly string[] | undefined;
}

export interface CheckedOptions {
  readonly attempt: AttemptOptions;
  readonly after: readonly { readonly node: NodeId; readonly span: Span }[];
  readonly optional: boolean;
  /** The share of rounds that may fail. */
  readonly tolerated?: Expression;
  readonly losersFinish: boolean;
}

type Draft = { -readonly [K in keyof AttemptOptions]: AttemptOptions[K] };

interface Filling {
  readonly attempt: Draft;
  readonly after: { readonly node: NodeId; readonly span: Span }[];
  optional: boolean;
  tolerated?: Expression;
  losersFinish: boolean;
}

/** The word of each option, and what it belongs to. */
const placeOf: Readonly<Record<Option["kind"], { readonly word: string; readonly of: readonly Optioned[] }>> =
  {
    timeoutOption: { word: "timeout", of: ["call", "branch", "fallback"] },
    cacheOption: { word: "cache", of: ["call", "branch", "fallback"] },
    acceptOption: { word: "accept", of: ["call", "branch", "fallback"] },
    retryOption: { word: "retry", of: ["call", "branch", "fallback"] },
    attemptsOption: { word: "attempts", of: ["call", "branch", "fallback"] },
    undoOption: { word: "undo", of: ["call", "branch", "fallback"] },
    tierOption: { word: "at", of: ["call", "branch", "fallback"] },
    priorityOption: { word: "priority", of: ["call", "branch", "fallback"] },
    afterOption: { word: "after", of: ["call", "branch", "loop", "race", "wait", "other"] },
    optionalOption: { word: "optional", of: ["call", "branch", "loop", "race", "wait", "other"] },
    losersOption: { word: "losers finish", of: ["race"] },
    whileOption: { word: "while", of: ["call", "loop", "race", "other"] },
    becauseOption: { word: "because", of: ["call", "branch", "fallback", "loop", "race", "wait", "other"] },
  };

const withoutPool =
  "A measure chooses a member of a pool: `f(x) using pool at cost`. A call without one runs at its tier.";

const repeatable: ReadonlySet<string> = new Set(["after"]);

function placeOfOption(option: Option) {
  const isOfCalls = option.kind === "becauseOption" && option.irreversible;
  return isOfCalls
    ? ({ word: "irreversible", of: ["call", "branch", "fallback"] } as const)
    : placeOf[option.kind];
}

export function checkOptions(
  options: Options | undefined,
  site: OptionSite,
  context: CheckContext,
): CheckedOptions {
  const filling: Filling = { attempt: {}, after: [], optional: false, losersFinish: false };
  const nodes = options?.options ?? [];
  const words = nodes.map((option) => ({ word: placeOfOption(option).word, span: option.span }));
  clausePlaces(words, repeatable, site.name, context.module);
  const seen = new Set<string>();
  for (const option of nodes) {
    const { word, of } = placeOfOption(option);
    if (!of.includes(site.of)) {
      reportMisplacedOption(option, site.of, context);
      continue;
    }
    if (seen.has(word) && !repeatable.has(word)) continue;
    seen.add(word);
    checkOption(option, filling, site, context);
  }
  return filling;
}

/** The subject of a sentence about each owner. */
const subjects: Readonly<Record<Optioned, string>> = {
  call: "A call",
  fallback: "A call that handles a failure",
  branch: "A branch",
  wait: "A wait",
  loop: "A loop",
  race: "A race",
  other: "This step",
};

function reportMisplacedOption(option: Option, site: Optioned, context: CheckContext): void {
  const { word, of } = placeOfOption(option);
  const owners = (["call", "loop", "race", "wait"] as const).filter((one) => of.includes(one));
  const accepted = Object.values(placeOf).flatMap((one) =>
    one.of.includes(site) ? [`\`${one.word}\``] : [],
  );
  const belongs = listed(
    owners.map((one) => subjects[one].replace("A", "a")),
    "or",
  );
  const place = { file: context.module.file, span: option.span };
  const accepts = `${subjects[site]} accepts ${listed(accepted, "and")}.`;
  context.module.program.report(optionMisplaced.at(place, { option: word, belongs, accepts }));
}

function listed(items: readonly string[], word: string): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}

function checkOption(option: Option, filling: Filling, site: OptionSite, context: CheckContext): void {
  const { attempt } = filling;
  const { module } = context;
  switch (option.kind) {
    case "timeoutOption":
      attempt.timeout = durationAt(option.duration, "a `timeout` is", context).expression;
      return;
    case "cacheOption":
      attempt.cache = durationAt(option.duration, "`cache` takes", context).expression;
      return;
    case "acceptOption":
      attempt.accept = conditionAt(
        option.condition,
        acceptQuestion,
        context,
        valueEnv("it", site, context),
      ).expression;
      return;
    case "retryOption":
      attempt.retry = checkRetry(option, site, context);
      return;
    case "attemptsOption": {
      const every = option.every && durationAt(option.every, "`every` takes", context).expression;
      const times = checkCount(option.count, "`attempts`", 1, module);
      attempt.attempts = { times, ...(every === undefined ? {} : { every }) };
      return;
    }
    case "undoOption":
      checkUndo(option, attempt, site, context);
      return;
    case "tierOption": {
      const isMeasure = measures.some((one) => one === option.tier.text);
      const tier = checkWord(option.tier, "tier", tiers, module, isMeasure ? withoutPool : undefined);
      if (tier !== undefined) attempt.tier = tier;
      return;
    }
    case "priorityOption": {
      const priority = checkWord(option.priority, "priority", priorities, module);
      if (priority !== undefined) attempt.priority = priority;
      return;
    }
    case "afterOption":
      filling.after.push(...checkAfter(option.steps, context));
      return;
    case "optionalOption":
      checkOptional(option, filling, site, context);
      return;
    case "losersOption":
      filling.losersFinish = true;
      return;
    case "whileOption":
      // It is about the step as a whole, which looks at it before its call.
      return;
    case "becauseOption":
      if (option.irreversible) attempt.irreversible = constantText(option.because) ?? "";
      else attempt.because = constantText(option.because) ?? "";
      return;
    default:
      option satisfies never;
  }
}

function valueEnv(name: string, site: OptionSite, context: CheckContext) {
  const { type, label } = site.result;
  if (type.kind === "nothing") return context.env;
  return extend(context.env, { [name]: { read: { op: "read", from: "local", name }, type, label } });
}

function checkRetry(
  option: Extract<Option, { readonly kind: "retryOption" }>,
  site: OptionSite,
  context: CheckContext,
): NonNullable<AttemptOptions["retry"]> {
  const times = checkCount(option.count, "`retry`", 0, context.module);
  const every = option.every && durationAt(option.every, "`every` takes", context).expression;
  const backoff = option.backoff && backoffOf(option.backoff, context);
  const failing = extend(context.env, {
    error: {
      read: { op: "read", from: "local", name: "error" },
      type: site.failures === undefined ? errorType : { kind: "failure", names: site.failures },
      label: site.result.label,
    },
  });
  const when = option.condition && conditionAt(option.condition, retryQuestion, context, failing).expression;
  return {
    times,
    ...(every === undefined ? {} : { every }),
    ...(backoff === undefined ? {} : { backoff }),
    ...(when === undefined ? {} : { when }),
  };
}

/** Two bounds of one kind: a mistake in the first is not reported again for the second. */
function backoffOf(
  bounds: Bounds,
  context: CheckContext,
): NonNullable<NonNullable<AttemptOptions["retry"]>["backoff"]> {
  const from = typedAt(bounds.from, durationType, "`backoff` takes", context);
  const to = from.type.kind === "error" ? from : typedAt(bounds.to, durationType, "`backoff` takes", context);
  const [least, most] = [from.constant?.value, to.constant?.value];
  if (typeof least === "number" && typeof most === "number" && least > most) {
    const params = { from: `\`${formatDuration(least)}\``, to: `\`${formatDuration(most)}\`` };
    const place = { file: context.module.file, span: bounds.span };
    context.module.program.report(reversedRange.at(place, params));
  }
  return { from: from.expression, to: to.expression };
}

function checkUndo(
  option: Extract<Option, { readonly kind: "undoOption" }>,
  attempt: Draft,
  site: OptionSite,
  context: CheckContext,
): void {
  const undo = checkReference(
    option.call,
    valueEnv("result", site, context),
    context.module,
    context.site.block.ast.broken,
  );
  if (undo === undefined) return;
  attempt.undo = undo.reference;
  for (const { typed } of undo.given) gather(typed, context);
}

function checkOptional(
  option: Extract<Option, { readonly kind: "optionalOption" }>,
  filling: Filling,
  site: OptionSite,
  context: CheckContext,
): void {
  if (option.upTo === undefined) {
    filling.optional = true;
    return;
  }
  if (site.of === "loop") {
    // More than all rounds is hardly what is meant; a share that is computed is taken as it comes.
    const share: Type = option.upTo.kind === "ratio" ? { kind: "ratio", min: 0, max: 1 } : ratioType;
    filling.tolerated = typedAt(option.upTo, share, "`optional up to` takes", context).expression;
    return;
  }
  const place = { word: "optional up to", span: option.span };
  reportMisplaced(place, { name: site.name, is: "none", belongs: "a loop" }, context.module);
}

/** The steps that a step is to come after. */
function checkAfter(
  names: readonly Name[],
  context: CheckContext,
): readonly { readonly node: NodeId; readonly span: Span }[] {
  const known = context.site.steps;
  return names.flatMap((name) => {
    const source: Source | undefined = known.get(name.text);
    if (source !== undefined) {
      context.module.expression.watch?.step(name.span, source.span);
      return [{ node: source.id, span: name.span }];
    }
    if (name.text === "" || context.module.expression.isLost?.(name.text) === true) return [];
    const place = { file: context.module.file, span: name.span };
    const suggestion = context.module.program.suggests() ? closest(name.text, known.names()) : undefined;
    context.module.program.report(stepUnknown.at(place, { name: name.text }, didYouMean(place, suggestion)));
    return [];
  });
}
