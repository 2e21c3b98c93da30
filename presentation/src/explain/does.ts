import { counted, expressionText, shortName } from "@orchlang/analysis";
import type { Capability, Plan } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt, Node, Rescue } from "@orchlang/plan/nodes";
import { formatDuration } from "@orchlang/plan/quantities";
import { isPlainBlock } from "../preview/lanes.ts";
import { actText, durationText, fromText, loopText, waitText } from "../preview/words.ts";
import { quantityText } from "./rule-text.ts";

/** The target of a call. */
export function targetName({ attempt: { target } }: Node & { readonly kind: "call" }): string {
  return "capability" in target ? target.capability : "routine" in target ? target.routine : target.goal;
}

/** The action of a node, in words: `calls send, a service`. */
export function doesWords(plan: Plan, node: Node): string {
  switch (node.kind) {
    case "call": {
      const { target } = node.attempt;
      const kind =
        "capability" in target
          ? (plan.capabilities[target.capability]?.kind ?? "capability")
          : "routine" in target
            ? "plan"
            : "goal";
      return `calls ${shortName(targetName(node))}, ${article(kind)} ${kind}`;
    }
    case "quorum":
      return `asks ${node.attempts.length}, and takes what ${node.agree} agree on`;
    case "loop":
      return loopText(node);
    case "race":
      if (node.settles === true) return "does its work until an event interrupts it";
      return node.winners === 1 ? "takes what ends first" : `takes the first ${node.winners} to end`;
    case "hold":
      return `holds ${shortName(node.pick.pool)} as \`${node.variable}\`${fromText(node)}, at most ${durationText(node.for)}`;
    case "wait":
      return waitText(node);
    case "branch":
      if (isPlainBlock(node)) return "is a branch of a race";
      return node.subject === undefined ? "decides between its sides" : "takes the side that fits";
    case "let":
      return "names a value";
    case "join":
      return "is the value of whichever side was taken";
    case "return":
      return "gives the result";
    case "yield":
      return "gives the value of the block around it";
    case "commit":
      return "waits for everything above it, of which a later failure undoes nothing";
    default:
      return actText(node);
  }
}

function article(noun: string): string {
  return /^[aeiou]|^llm/.test(noun) ? "an" : "a";
}

/** How often a node is tried, what it does when it fails, and what undoes it: a sentence each. */
export function attemptWords(plan: Plan, node: Node): readonly string[] {
  const rescues = "rescues" in node ? node.rescues.map((rescue) => rescueWords(rescue)) : [];
  const optional =
    "optional" in node && node.optional === true
      ? ["optional: its failure is `none`, and the plan goes on"]
      : [];
  const own = node.kind === "call" ? ownWords(plan, node.attempt) : [];
  return [...own, ...rescues, ...optional];
}

function ownWords(plan: Plan, attempt: Attempt): readonly string[] {
  const { options, target } = attempt;
  const capability = "capability" in target ? plan.capabilities[target.capability] : undefined;
  return [
    ...declaredWords(attempt, capability),
    ...retryWords(options),
    ...(options.accept === undefined
      ? []
      : [
          `its result is taken when ${expressionText(options.accept)}; asked ${counted(options.attempts?.times ?? 1, "time")} at most`,
        ]),
    ...(options.cache === undefined ? [] : [`an answer is kept for ${durationText(options.cache)}`]),
    ...(capability === undefined ? [] : effectWords(attempt, capability)),
    ...(options.because === undefined ? [] : [`because: ${options.because}`]),
  ];
}

/** The declared worst case of one try. */
function declaredWords({ options }: Attempt, capability: Capability | undefined): readonly string[] {
  const clause = (
    of: "cost" | "latency" | "energy" | "tokens",
    limit: Expression | undefined,
  ): readonly string[] =>
    limit === undefined ? [] : [`${of === "latency" ? "time" : of} <= ${quantityText(of, limit)}`];
  const declared =
    capability === undefined
      ? []
      : [
          ...clause("cost", capability.cost),
          ...clause("latency", capability.latency),
          ...clause("energy", capability.energy),
          ...clause("tokens", capability.tokens),
        ];
  const timeout = options.timeout === undefined ? [] : [`cut off after ${durationText(options.timeout)}`];
  const all = [...declared, ...timeout];
  return all.length === 0 ? [] : [`a try: ${all.join(", ")}`];
}

function retryWords({ retry }: Attempt["options"]): readonly string[] {
  if (retry === undefined) return [];
  const between =
    retry.every !== undefined
      ? `${durationText(retry.every)} apart`
      : retry.backoff === undefined
        ? `${formatDuration(1_000)} to ${formatDuration(30_000)} apart`
        : `${durationText(retry.backoff.from)} to ${durationText(retry.backoff.to)} apart`;
  const when = retry.when === undefined ? "" : `, when ${expressionText(retry.when)}`;
  return [`${counted(retry.times + 1, "try").replace("trys", "tries")}, ${between}${when}`];
}

function effectWords({ options }: Attempt, capability: Capability): readonly string[] {
  if (capability.human !== undefined) return [];
  const undo = options.undo ?? capability.undo;
  const irreversible = options.irreversible ?? capability.irreversible;
  const effects = {
    pure: "changes nothing: what is lost is asked again",
    idempotent: "repeated under one key, it takes effect once",
    once:
      capability.confirm === undefined
        ? "acts each time it is asked: what may have happened is never asked again"
        : `acts each time it is asked: where it may have happened, ${shortName(capability.confirm.capability)} is asked first`,
  };
  const back =
    undo !== undefined
      ? [`undone by ${shortName(undo.capability)} if a later step fails`]
      : capability.effect.kind === "pure"
        ? []
        : [irreversible === undefined ? "nothing undoes it" : `nothing undoes it: ${irreversible}`];
  return [effects[capability.effect.kind], ...back];
}

function rescueWords(rescue: Rescue): string {
  const when = rescue.when === undefined ? "if it fails" : `if it fails and ${expressionText(rescue.when)}`;
  if (!("attempt" in rescue)) return `${when}: what its \`else\` says`;
  const { target } = rescue.attempt;
  const name =
    "capability" in target ? target.capability : "routine" in target ? target.routine : target.goal;
  return `${when}: ${shortName(name)}`;
}
