import type { PlanFile } from "@orchlang/plan";
import type { Refusal } from "../orchestrator-api.ts";
import { changedCode, type Deploy } from "./deploy.ts";
import type { Deploys } from "./deploys.ts";
import type { RunRequest } from "./request.ts";
import type { Run } from "./run.ts";
import type { RunHooks } from "./run-hooks.ts";

/** The code and hooks that a run finds here. */
interface Here {
  readonly deploys: Deploys;
  readonly policies: RunHooks;
}

/** The code that a run would go on with here, if it may. */
export function runnable(
  { deploys, policies }: Here,
  file: PlanFile,
  root: string,
  { handlers, locked, hooks = [] }: RunRequest,
): Deploy | Refusal {
  const [missing] = policies.missing(hooks);
  if (missing !== undefined) {
    const message = `The run was started with the policy hook \`${missing}\`, which is not here.`;
    return { refused: "hooks", message };
  }
  const { deploy } = deploys.now(file, root);
  if ("refused" in deploy || locked !== true) return deploy;
  const changed = changedCode(handlers ?? {}, deploy);
  if (changed.length === 0) return deploy;
  const message = "The run was started locked, and its code is not what was approved.";
  return { refused: "unapproved", message, details: changed.map((name) => `${name}: its code has changed`) };
}

/** Changed code is journalled before it is used. */
export function redeployed({ live, request }: Run, deploy: Deploy): void {
  const before = live.state.start?.deploy;
  if (before === undefined || before === deploy.id) return;
  const changed = request.handlers === undefined ? [] : changedCode(request.handlers, deploy);
  void live.offer((at) => ({ t: "Deployed", at, deploy: deploy.id, changed }));
}
