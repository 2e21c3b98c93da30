import { parseDuration } from "@orchlang/plan/quantities";
import { isRecord, projectAround } from "../workers/project.ts";

/** ms, by the name of a signal or flag. */
export type Keeps = Readonly<Record<string, number>>;

/** The map `history` of the `orch.json` around a folder: how long is remembered what a signal or flag was. */
export function keepsAround(root: string): Keeps | { readonly wrong: readonly string[] } {
  const project = projectAround(root);
  if (project === undefined) return {};
  if ("wrong" in project) return { wrong: [project.wrong] };
  const { history = {} } = project.settings;
  if (!isRecord(history)) return { wrong: [`\`history\` in ${project.path} has to be a record by signal`] };
  const wrong: string[] = [];
  const keeps = Object.entries(history).map(([name, said]): [string, number] => {
    const keep = typeof said === "string" ? parseDuration(said) : undefined;
    if (keep === undefined || keep <= 0)
      wrong.push(`\`history.${name}\` in ${project.path} is a time as "7d"`);
    return [name, keep ?? 0];
  });
  return wrong.length === 0 ? Object.fromEntries(keeps) : { wrong };
}
