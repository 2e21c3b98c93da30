import { parseDuration } from "@orchlang/plan/quantities";
import { isRecord, projectAround } from "../workers/project.ts";

/** The rate limit of a source. */
export interface SourceLimits {
  readonly perSecond?: number;
  /** ms: an event of it counts at once, and again only once it was quiet for so long. */
  readonly debounce?: number;
}

export type LimitsBySource = ReadonlyMap<string, SourceLimits>;

/** The map `sources` of the `orch.json` around a folder; or every mistake in it. */
export function sourceLimitsAround(root: string): LimitsBySource | { readonly wrong: readonly string[] } {
  const project = projectAround(root);
  if (project === undefined) return new Map();
  if ("wrong" in project) return { wrong: [project.wrong] };
  const { sources = {} } = project.settings;
  if (!isRecord(sources)) return { wrong: [`\`sources\` in ${project.path} has to be a record by source`] };
  const wrong: string[] = [];
  const limits = Object.entries(sources).map(([name, given]): [string, SourceLimits] => {
    const found = limitsOf(given);
    if (typeof found === "string") wrong.push(`\`sources.${name}\` in ${project.path}: ${found}`);
    return [name, typeof found === "string" ? {} : found];
  });
  return wrong.length === 0 ? new Map(limits) : { wrong };
}

function limitsOf(given: unknown): SourceLimits | string {
  if (!isRecord(given)) return "has to be { perSecond?, debounce? }";
  const { perSecond, debounce, ...others } = given;
  const [stranger] = Object.keys(others);
  if (stranger !== undefined) return `there is no \`${stranger}\`; there are perSecond and debounce`;
  const quiet = typeof debounce === "string" ? parseDuration(debounce) : undefined;
  if (debounce !== undefined && !(quiet !== undefined && quiet > 0)) return '`debounce` is a time as "2s"';
  const many = typeof perSecond === "number" && Number.isSafeInteger(perSecond) && perSecond >= 1;
  if (perSecond !== undefined && !many) return "`perSecond` is a whole number from 1";
  return { ...(many ? { perSecond } : {}), ...(quiet === undefined ? {} : { debounce: quiet }) };
}
