import { equal } from "@orchlang/plan/expressions";
import type { Orchestrator } from "@orchlang/runtime";
import type { SettingReport } from "@orchlang/runtime/reports";
import type { Program } from "./context.ts";

/** The setting that has the versions of a plan or goal. */
export function programSetting(entry: string): string {
  return `${programPrefix}${entry}`;
}

const programPrefix = "server program ";

/** The plan or goal whose versions a setting has; undefined: it is another setting. */
export function servedPlan(setting: string): string | undefined {
  return setting.startsWith(programPrefix) ? setting.slice(programPrefix.length) : undefined;
}

/** A version of a plan or goal that a server has served. */
interface ServedVersion {
  readonly plan: string;
  readonly deploy: string;
  /** When a server with it began first, ms since 1970. */
  readonly since: number;
  /** Its event in the journal. */
  readonly version: number;
}

/** The versions of a plan or goal, newest first. */
export function servedVersions(orchestrator: Orchestrator, entry: string): readonly ServedVersion[] {
  return versionsIn(orchestrator.settings().find(({ name }) => name === programSetting(entry)));
}

/** The same of its setting. */
export function versionsIn(setting: SettingReport | undefined): readonly ServedVersion[] {
  return (setting?.versions ?? []).toReversed().map(({ seq, at, value }) => {
    const { plan = "", deploy = "" } = (value ?? {}) as Partial<ServedVersion>;
    return { plan, deploy, since: at, version: seq };
  });
}

/** Journals each plan that is another than the last server had, or has other handlers. */
export async function recordVersions(
  orchestrator: Orchestrator,
  { plans, root }: Program,
  now: number,
): Promise<void> {
  const known = new Map(orchestrator.settings().map(({ name, versions }) => [name, versions.at(-1)]));
  const by = { id: "server", roles: [], consents: [] };
  for (const file of plans) {
    const deploy = orchestrator.deploy(file, root);
    if ("refused" in deploy) continue;
    const name = programSetting(file.plan.entry);
    const value = { plan: file.id, deploy: deploy.id };
    const last = known.get(name);
    if (last?.value !== undefined && equal(last.value, value)) continue;
    await orchestrator.keep(file);
    const id = `${name} ${deploy.id} ${last?.seq ?? 0} ${now}`;
    await orchestrator.set({ name, value }, "the server began with it", by, id);
  }
}
