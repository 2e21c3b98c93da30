import type { Expression, Json, JsonObject } from "@orchlang/plan";
import type { Task } from "../kernel/messages.ts";
import type { User } from "../kernel/run/events.ts";

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
