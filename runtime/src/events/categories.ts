import type { Priority } from "@orchlang/plan/nodes";
import { isRecord, projectAround } from "../workers/project.ts";

/** Rules for all events of a category. */
interface CategoryRules {
  /** The priority of events that declare none. */
  readonly priority?: Priority;
  /** The limit for all sources together. */
  readonly perSecond?: number;
}

export type Categories = ReadonlyMap<string, CategoryRules>;

const priorities: readonly Priority[] = ["critical", "high", "normal", "low", "info"];

/** The map `categories` of the `orch.json` around a folder; or every mistake in it. */
export function categoriesAround(root: string): Categories | { readonly wrong: readonly string[] } {
  const project = projectAround(root);
  if (project === undefined) return new Map();
  if ("wrong" in project) return { wrong: [project.wrong] };
  const { categories = {} } = project.settings;
  if (!isRecord(categories))
    return { wrong: [`\`categories\` in ${project.path} has to be a record by category`] };
  const wrong: string[] = [];
  const rules = Object.entries(categories).map(([name, given]): [string, CategoryRules] => {
    const result = rulesOf(given);
    if (typeof result === "string") wrong.push(`\`categories.${name}\` in ${project.path}: ${result}`);
    return [name, typeof result === "string" ? {} : result];
  });
  return wrong.length === 0 ? new Map(rules) : { wrong };
}

function rulesOf(given: unknown): CategoryRules | string {
  if (!isRecord(given)) return "has to be { priority?, perSecond? }";
  const { priority, perSecond, ...others } = given;
  const [stranger] = Object.keys(others);
  if (stranger !== undefined) return `there is no \`${stranger}\`; there are priority and perSecond`;
  const urgency = priorities.find((one) => one === priority);
  if (priority !== undefined && urgency === undefined)
    return `\`priority\` is one of ${priorities.join(", ")}`;
  const many = typeof perSecond === "number" && Number.isSafeInteger(perSecond) && perSecond >= 1;
  if (perSecond !== undefined && !many) return "`perSecond` is a whole number from 1";
  return { ...(urgency === undefined ? {} : { priority: urgency }), ...(many ? { perSecond } : {}) };
}
