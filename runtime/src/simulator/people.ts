import type { Expression, Json, JsonObject } from "@orchlang/plan";
import type { Instant } from "../kernel/machine.ts";
import type { Task } from "../kernel/messages.ts";
import type { Order, RunInput, User } from "../kernel/run/events.ts";
import { anybody } from "./defaults.ts";

/** The nth of those who are asked: of the role, and as `where` wants them, as far as it says so with constants. */
export function personFor(task: Task, nth: number): User {
  const role = task.role.slice(task.role.lastIndexOf(".") + 1);
  return { ...attributesIn(task.where), id: `${role}-${nth}`, roles: [task.role], consents: [] };
}

/** Of `user.team == "core"` the team. */
function attributesIn(where: Expression | undefined): JsonObject {
  const found: Record<string, Json> = {};
  visit(where as unknown as Json, found);
  return found;
}

function visit(part: Json | undefined, found: Record<string, Json>): void {
  if (typeof part !== "object" || part === null) return;
  const { op, args } = part as { readonly op?: Json; readonly args?: readonly Expression[] };
  if (op === "call" && Array.isArray(args)) {
    const field = args.find((arg) => arg.op === "field" && arg.of.op === "read" && arg.of.name === "user");
    const constant = args.find((arg) => arg.op === "constant");
    if (field?.op === "field" && constant?.op === "constant") {
      const { value } = constant;
      found[field.name] = Array.isArray(value) ? (value[0] ?? null) : value;
    }
  }
  for (const inner of Object.values(part)) visit(inner as Json, found);
}

/** The operator's word. */
export function orderOf(at: Instant, id: string, order: Order): RunInput {
  return { t: "Ordered", at, id, by: anybody, why: "the scenario says so", order };
}
