import type { RunEvent } from "@orchlang/runtime";

/** An operator's order and its step. The value of a resolved step is left out, because it may be personal. */
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
