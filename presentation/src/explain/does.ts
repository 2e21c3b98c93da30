import { shortName } from "@orchlang/analysis";
import type { Plan } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import { isPlainBlock } from "../preview/lanes.ts";
import { actText, durationText, loopText, waitText } from "../preview/words.ts";

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
      return node.winners === 1 ? "takes what ends first" : `takes the first ${node.winners} to end`;
    case "hold":
      return `holds ${shortName(node.pick.pool)} as \`${node.variable}\`, at most ${durationText(node.for)}`;
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
    default:
      return actText(node);
  }
}

function article(noun: string): string {
  return /^[aeiou]|^llm/.test(noun) ? "an" : "a";
}
