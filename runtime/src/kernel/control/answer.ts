import { evaluate } from "@orchlang/plan";
import type { User } from "../run/events.ts";
import type { TaskState } from "./state.ts";

/** Why somebody's answer to a task is not taken, in words for them; undefined where it is. */
export function refusalOf(task: TaskState | undefined, answer: { readonly by: User }): string | undefined {
  if (task === undefined) return "nobody is asked that, or not any longer";
  if (task.status === "answered") return "it has been answered";
  if (task.status === "withdrawn") return "it is not asked any longer";
  const { by } = answer;
  const { role, where } = task.task;
  if (!by.roles.includes(role) && !by.roles.includes("*"))
    return `only somebody who is \`${role}\` may answer`;
  if (task.answers.some((one) => one.by === by.id)) return "the same person may not answer twice";
  if (where === undefined) return undefined;
  const found = evaluate(where, {
    read: ({ name }) => (name === "user" ? { value: by } : { unknown: [name] }),
  });
  return "value" in found && found.value === true
    ? undefined
    : "this person is not among those who are asked";
}
