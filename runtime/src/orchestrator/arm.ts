/** Triggers: armed by a process for as long as it lives, and the runs that they want. */

import type { RunId } from "@orchlang/kernel";
import { asKnown, type ControlInput, type Firing, replacing, successorOf } from "@orchlang/kernel/control";
import { keepsAround } from "../context/view.ts";
import { categoriesAround } from "../events/categories.ts";
import { sourceLimitsAround } from "../events/flow-control.ts";
import type { ArmRequest, Refusal } from "../orchestrator-api.ts";
import { stopped } from "./answer.ts";
import { uncertified } from "./deploy.ts";
import { hasEnded } from "./find.ts";
import type { Ingress } from "./ingress.ts";
import { admittedInput, inputLabel } from "./input.ts";
import { provide } from "./provide.ts";

import type { Runs } from "./runs.ts";
import { unlikeArm } from "./unlike.ts";

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
  const decided = await runs.control.offer((at) => ({ t: "Armed", at, id, world, keeps, root, user: by }));
  if (decided === "stopped") return stopped(runs);
  await ingress.recall();
  // Firings that an earlier process decided and did not carry out.
  for (const { command } of await runs.control.pending(runs.store)) {
    if (command.do === "fire") await fire(runs, command.firing);
  }
  for (const run of runs.control.state.runs.keys()) await makeRoomIfWanted(runs, run);
  return { done: true };
}

function isWrong(keeps: ReturnType<typeof keepsAround>): keeps is { readonly wrong: readonly string[] } {
  return Array.isArray(keeps.wrong);
}

/** Asks for the run that a trigger wants, as anybody would; asked for twice it is the same run. */
export async function fire(runs: Runs, firing: Firing): Promise<void> {
  const { armed } = runs.control.state;
  if (armed === undefined) return;
  const { run, request, target, plan, args, priority } = firing;
  const refused = async ({ message, details = [] }: Refusal): Promise<void> => {
    const why = [message, ...details].join(" ");
    await runs.control.offer((at) => ({ t: "Unstarted", at, run, why }));
  };
  // A repeated cause, so old that control has forgotten its run.
  if (await hasEnded(runs.store, run))
    return await refused({ refused: "closed", message: "It was started before, and has ended." });
  const file = await runs.plans.get(plan);
  if ("refused" in file) return await refused(file);
  const input = admittedInput(file.plan, args);
  if ("refused" in input) return await refused(input);
  const deploy = runs.deploys.now(file, armed.root).deploy;
  if ("refused" in deploy) return await refused(deploy);
  const { root } = armed;
  const user = asKnown(runs.control.state, armed.user);
  const kept = await runs.requests.keep(run, file, {
    request,
    plan,
    deploy: deploy.id,
    handlers: deploy.handlers,
    input: input.ok,
    user,
    seed: runs.world.random.hex(8),
    label: inputLabel(file.plan),
    root,
    ...(priority === undefined ? {} : { priority }),
  });
  if (!kept.ok) return await refused({ refused: "journal", message: kept.message });
  await provide(runs, file);
  await runs.control.offer(
    (at): ControlInput => ({ t: "Requested", at, request, plan, entry: target, by: user }),
  );
}

/** A run is asked to end, since another is to take its place. One that has not begun is asked as it begins. */
export async function makeRoom(runs: Runs, id: RunId, by: RunId): Promise<void> {
  if (!runs.control.state.runs.has(id)) return;
  // At once where the run is here: what control decided first, such as a grant that follows, must not overtake it.
  const run = runs.get(id) ?? (await runs.enter(id));
  if ("refused" in run) {
    runs.left(id, run);
    return;
  }
  const user = runs.control.state.armed?.user ?? run.request.user;
  await run.live.offer((at) => replacing({ by }, { at, user }));
}

/** Another run may have been waiting for its place since before it began. */
export async function makeRoomIfWanted(runs: Runs, id: RunId): Promise<void> {
  const by = successorOf(runs.control.state, id);
  if (by !== undefined) await makeRoom(runs, id, by);
}
