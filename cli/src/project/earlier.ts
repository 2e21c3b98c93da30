import { existsSync } from "node:fs";
import type { PlanFile } from "@orchlang/plan";
import { UsageError } from "../exit.ts";
import { openRevision } from "./revision.ts";
import { type LoadedTarget, loadTarget } from "./target.ts";

/**
 * What a plan is compared with: another file, of which the goal or plan of the same name is meant, or the target as it
 * was at `git:REV`.
 */
export async function loadEarlier(target: string, against: string, now: PlanFile): Promise<PlanFile> {
  const revision = revisionOf(against);
  const { entry } = now.plan;
  const suggestion = entry.slice(entry.lastIndexOf(".") + 1);
  if (revision === undefined) return planOf(against, await loadTarget(against, undefined, suggestion));
  const [path = target] = target.split("#");
  const loaded = await loadTarget(target, openRevision(revision, path), suggestion);
  return planOf(`${path} at ${revision}`, loaded);
}

/** A word that is no file is taken for a revision: `HEAD`. */
function revisionOf(against: string): string | undefined {
  if (against.startsWith("git:")) return against.slice("git:".length);
  const [path = against] = against.split("#");
  return existsSync(path) || /\.(?:json|orch)$/.test(path) ? undefined : against;
}

function planOf(name: string, { plan, diagnostics }: LoadedTarget): PlanFile {
  if (plan !== undefined) return plan;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const results = errors.slice(0, 3).map(({ code, message }) => `${code}  ${message}`);
  throw new UsageError(`\`${name}\` has mistakes, so nothing can be compared with it.`, results);
}
