import { expressionText, shortName } from "@orchlang/analysis";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt, Node, Pick, Rescue } from "@orchlang/plan/nodes";

import { durationText, loopText, patternsText, waitText } from "../preview/words.ts";
import { type Renames, translated } from "./renames.ts";

/**
 * The features of a node: two nodes with the same features do the same. Used to find changes, and to match nodes of the
 * old plan with those of the new one.
 */
interface Feature {
  /** `timeout`; of an argument its name in backticks. */
  readonly name: string;
  readonly value: string;
}

/** The action of a node, without details: nodes with different actions match only by name. */
export function essenceOf(node: Node): string {
  switch (node.kind) {
    case "call":
      return `call ${targetName(node.attempt)}`;
    case "hold":
      return `hold ${shortName(node.pick.pool)}`;
    case "emit":
      return `emit ${shortName(node.event)}`;
    case "loop":
      return `loop ${node.over.kind}`;
    case "wait":
      return `wait ${node.for.kind}`;
    case "quorum":
      return `quorum ${node.attempts.map(targetName).join(" ")}`;
    default:
      return node.kind;
  }
}

export function targetName({ target }: Attempt): string {
  return shortName(
    "capability" in target ? target.capability : "routine" in target ? target.routine : target.goal,
  );
}

export function featuresOf(node: Node, renames: Renames): readonly Feature[] {
  const text = (expression: Expression): string => expressionText(translated(expression, renames));
  const shared = [
    ...("optional" in node && node.optional === true ? [{ name: "optional", value: "yes" }] : []),
    ...("rescues" in node ? node.rescues.map((rescue, at) => rescueFeature(rescue, at, text)) : []),
  ];
  return [...ownFeatures(node, text), ...shared];
}

type Text = (expression: Expression) => string;

function ownFeatures(node: Node, text: Text): readonly Feature[] {
  switch (node.kind) {
    case "call":
      return attemptFeatures(node.attempt, text);
    case "quorum":
      return [
        { name: "agree", value: String(node.agree) },
        ...node.attempts.flatMap((attempt) => attemptFeatures(attempt, text)),
      ];
    case "let":
    case "return":
    case "yield":
      return [{ name: "value", value: text(node.value) }];
    case "branch":
      return branchFeatures(node, text);
    case "loop":
      return loopFeatures(node, text);
    case "race":
      return [
        { name: "winners", value: String(node.winners) },
        { name: "losers", value: node.losers },
        ...(node.settles === true ? [{ name: "settles", value: "a failure of the work ends it" }] : []),
      ];
    case "wait":
      return [{ name: "wait", value: waitText(node) }];
    case "hold":
      return [
        ...(node.from === undefined ? [] : [{ name: "from", value: text(node.from) }]),
        { name: "for", value: durationText(node.for) },
        ...pickFeatures(node.pick, text),
      ];
    case "emit":
      return Object.entries(node.fields).map(([name, value]) => ({
        name: `\`${name}\``,
        value: text(value),
      }));
    case "commit":
      return [];
    case "fail":
      return [
        { name: "failure", value: node.name ?? "" },
        { name: "message", value: text(node.message) },
      ];
    case "join":
      return [];
  }
}

function attemptFeatures(attempt: Attempt, text: Text): readonly Feature[] {
  const { args, options, using } = attempt;
  const when = (name: string, value: string | undefined): readonly Feature[] =>
    value === undefined ? [] : [{ name, value }];
  const { retry, attempts } = options;
  const apart =
    retry?.backoff === undefined
      ? ""
      : ` backoff ${durationText(retry.backoff.from)}..${durationText(retry.backoff.to)}`;
  const every = retry?.every === undefined ? "" : ` every ${durationText(retry.every)}`;
  return [
    ...Object.entries(args).map(([name, value]) => ({ name: `\`${name}\``, value: text(value) })),
    ...when("timeout", options.timeout && durationText(options.timeout)),
    ...when(
      "retry",
      retry && `${retry.times}${every}${apart}${retry.when === undefined ? "" : ` when ${text(retry.when)}`}`,
    ),
    ...when("accept", options.accept && text(options.accept)),
    ...when("attempts", attempts && String(attempts.times)),
    ...when("undo", options.undo && shortName(options.undo.capability)),
    ...when("priority", options.priority),
    ...when("at", options.tier),
    ...when("cache", options.cache && durationText(options.cache)),
    ...(using === undefined
      ? []
      : [{ name: "using", value: shortName(using.pool) }, ...pickFeatures(using, text)]),
  ];
}

function pickFeatures(pick: Pick, text: Text): readonly Feature[] {
  return [
    ...(pick.at === undefined ? [] : [{ name: "at", value: pick.at.join(", ") }]),
    ...(pick.nearest === undefined ? [] : [{ name: "nearest", value: text(pick.nearest) }]),
    ...(pick.distance === undefined ? [] : [{ name: "within", value: text(pick.distance) }]),
    ...(pick.where === undefined ? [] : [{ name: "where", value: text(pick.where) }]),
    ...(pick.wait === undefined ? [] : [{ name: "wait", value: durationText(pick.wait) }]),
    ...(pick.count === undefined
      ? []
      : [{ name: "count", value: typeof pick.count === "number" ? String(pick.count) : text(pick.count) }]),
  ];
}

function branchFeatures(
  { subject, arms }: Node & { readonly kind: "branch" },
  text: Text,
): readonly Feature[] {
  const sides = arms.map(({ condition, patterns }) =>
    condition !== undefined
      ? text(condition)
      : patterns === undefined || patterns.length === 0
        ? "else"
        : patternsText(patterns),
  );
  const of = subject === undefined ? [] : [{ name: "match", value: text(subject) }];
  return [...of, { name: "when", value: sides.join(" / ") }];
}

function loopFeatures(node: Node & { readonly kind: "loop" }, text: Text): readonly Feature[] {
  const { over, tolerated } = node;
  const source = over.kind === "list" ? over.list : over.kind === "fold" ? over.from : undefined;
  const until = over.kind === "list" ? undefined : over.until;
  return [
    { name: "rounds", value: loopText(node) },
    ...(source === undefined ? [] : [{ name: "over", value: text(source) }]),
    ...(until === undefined ? [] : [{ name: "until", value: text(until) }]),
    ...(tolerated === undefined ? [] : [{ name: "optional up to", value: text(tolerated) }]),
  ];
}

function rescueFeature(rescue: Rescue, at: number, text: Text): Feature {
  const when = rescue.when === undefined ? "" : `when ${text(rescue.when)} `;
  const does =
    "block" in rescue
      ? "{ … }"
      : `${targetName(rescue.attempt)}(${attemptFeatures(rescue.attempt, text)
          .map(({ value }) => value)
          .join(", ")})`;
  return { name: at === 0 ? "else" : `else ${at + 1}`, value: `${when}${does}` };
}
