/** Triggers: armed by a process for as long as it lives, and the runs that they want. */

import { reachOf } from "@orchlang/kernel/control";
import { awaitedByPlan } from "@orchlang/kernel/run";
import { keepsAround } from "../context/view.ts";
import { categoriesAround } from "../events/categories.ts";
import { sourceLimitsAround } from "../events/flow-control.ts";
import type { ArmRequest, Refusal } from "../orchestrator-types.ts";
import { stopped } from "./answer.ts";
import { fireAgain, makeRoomIfWanted } from "./carry-control.ts";
import { uncertified } from "./deploy.ts";
import type { Ingress } from "./ingress.ts";
import { unlikeArm } from "./malformed.ts";
import type { Runs } from "./runs.ts";

export async function arm(
  runs: Runs,
  ingress: Ingress,
  request: ArmRequest,
): Promise<{ readonly done: true } | Refusal> {
  const unlike = unlikeArm(request);
  if (unlike !== undefined) return unlike;
  const { world, plans, root, user } = request;
  for (const file of plans) {
    const unproved = request.certificates === "required" ? uncertified(file) : undefined;
    if (unproved !== undefined) return unproved;
    const deploy = runs.deploys.of(file, root);
    if ("refused" in deploy) return deploy;
    const kept = await runs.plans.keep(file);
    if (!kept.ok) return { refused: "journal", message: kept.message };
  }
  const paces = sourceLimitsAround(root);
  if ("wrong" in paces)
    return { refused: "shape", message: "`sources` can't be read.", details: paces.wrong };
  const categories = categoriesAround(root);
  if ("wrong" in categories)
    return { refused: "shape", message: "`categories` can't be read.", details: categories.wrong };
  const keeps = keepsAround(root);
  if (isWrong(keeps)) return { refused: "shape", message: "`history` can't be read.", details: keeps.wrong };
  ingress.limits = paces;
  ingress.categories = categories;
  runs.plans.pin(plans);
  const id = runs.world.random.hex(16);
  const by = user ?? { id: "triggers", roles: [], consents: ["*"] };
  const awaits = awaitedByPlan(plans);
  const reaches = Object.fromEntries(plans.map(({ id, plan }) => [id, reachOf(plan)]));
  const decided = await runs.control.offer((at) => ({
    t: "Armed",
    at,
    id,
    world,
    keeps,
    awaits,
    reaches,
    root,
    user: by,
  }));
  if (decided === "stopped") return stopped(runs);
  await ingress.recall();
  await fireAgain(runs);
  for (const run of runs.control.state.runs.keys()) await makeRoomIfWanted(runs, run);
  return { done: true };
}

function isWrong(keeps: ReturnType<typeof keepsAround>): keeps is { readonly wrong: readonly string[] } {
  return Array.isArray(keeps.wrong);
}
