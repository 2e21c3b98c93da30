/**
 * What programs without types hand over: told where it is not what is wanted, before anything is made of it. Only what is
 * looked at by its name is looked for here; values are held against their types by whoever takes them.
 */
import type { News, Refusal, StartRequest } from "../orchestrator-api.ts";

/** What news of each kind cannot be without. */
const texts: Readonly<Record<News["tells"], readonly string[]>> = {
  reading: ["name"],
  occurrence: ["event"],
  request: ["path"],
  pull: ["trigger"],
  member: ["pool", "member"],
  registry: ["registry"],
  user: ["user"],
  consent: ["user", "scope"],
  withdrawal: ["user", "scope"],
};

export function unlikeNews(news: unknown): Refusal | undefined {
  if (!isObject(news)) return shape("News is an object that says what it `tells`.");
  const { tells } = news;
  const wanted = Object.entries(texts).find(([kind]) => kind === tells)?.[1];
  if (wanted === undefined) return shape(`News \`tells\` one of ${Object.keys(texts).join(", ")}.`);
  for (const name of ["id", ...wanted])
    if (typeof news[name] !== "string")
      return shape(`News that \`tells\` ${String(tells)} has its \`${name}\` as text.`);
  return undefined;
}

export function unlikeStart(wanted: StartRequest): Refusal | undefined {
  const asked: unknown = wanted;
  if (!isObject(asked)) return { refused: "plan", message: "A start is an object: { plan, input, root }." };
  const { plan, root } = asked;
  if (!isObject(plan) || typeof plan.format !== "string" || !isObject(plan.plan))
    return {
      refused: "plan",
      message:
        "This is no plan file: `decodePlanFile` of @orchlang/plan reads one, and `executor.prepare` makes one of an object.",
    };
  if (typeof root !== "string")
    return {
      refused: "handlers",
      message: "`root`, the folder that handler paths are relative to, is missing.",
    };
  return undefined;
}

export function unlikeUser(user: unknown): Refusal | undefined {
  const isUser =
    isObject(user) && typeof user.id === "string" && areTexts(user.roles) && areTexts(user.consents);
  if (isUser) return undefined;
  return {
    refused: "input",
    message: "Who acts is { id, roles, consents }: a text, and two lists of texts.",
  };
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shape(message: string): Refusal {
  return { refused: "shape", message };
}
