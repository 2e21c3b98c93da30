import type { RunEvent } from "@orchlang/runtime";

/** What an operator wants, and of which step. What became of a step is not told by its value, which may be personal. */
export function orderWords(
  order: Extract<RunEvent, { t: "Ordered" }>["order"],
  named: (key: string) => string,
): string {
  switch (order.order) {
    case "cancel":
      return `cancel${order.undo ? "" : ", without undo"}${order.force === true ? ", by force" : ""}`;
    case "pause":
    case "unpause":
      return order.order;
    case "resolve": {
      const { as } = order;
      const how = as === "retry" ? "to be tried again" : "completed" in as ? "as completed" : "as failed";
      return `resolve of ${named(order.key)}, ${how}`;
    }
    case "retry":
    case "skip":
      return `${order.order} of ${named(order.key)}`;
  }
}
