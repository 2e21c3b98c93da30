import type { JsonObject } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import type { Task } from "../messages.ts";
import type { User } from "../run/events.ts";
import type { TaskState } from "./state.ts";

/** Why somebody's answer to a task is not taken, in words for them; undefined where it is. */
export function refusalOf(task: TaskState | undefined, answer: { readonly by: User }): string | undefined {
  if (task === undefined) return "nobody is asked that, or not any longer";
  if (task.status === "answered") return "it has been answered";
  if (task.status === "withdrawn") return "it is not asked any longer";
  const { by } = answer;
  const { role } = task.task;
  if (!by.roles.includes(role) && !by.roles.includes("*"))
    return `only somebody who is \`${role}\` may answer`;
  if (task.answers.some((one) => one.by === by.id)) return "the same person may not answer twice";
  return mayAnswer(task.task, by) ? undefined : "this person is not among those who are asked";
}

/** Whether it is true of somebody what `where` asks; it reads `user` and what the capability is called with. */
export function mayAnswer({ where, args }: Pick<Task, "where" | "args">, by: User): boolean {
  if (where === undefined) return true;
  const isRecord = typeof args === "object" && args !== null && !Array.isArray(args);
  const given = { ...(isRecord ? (args as JsonObject) : {}), user: by };
  const found = evaluate(where, {
    read: ({ from, name }) => {
      if (from !== "local" && name !== "user") return { unknown: [name] };
      return { value: Object.hasOwn(given, name) ? ((given as JsonObject)[name] ?? null) : null };
    },
  });
  return "value" in found && found.value === true;
}
