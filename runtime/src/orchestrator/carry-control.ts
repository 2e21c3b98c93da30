/** Carries out the commands of control. */

import type { RunId } from "@orchlang/kernel";
import {
  asKnown,
  type ContextDeclarations,
  type ControlCommand,
  type ControlInput,
  type Firing,
  replacing,
  successorOf,
} from "@orchlang/kernel/control";
import type { PlanFile } from "@orchlang/plan";
import type { Refusal } from "../orchestrator-types.ts";
import { hasEnded } from "./find.ts";
import { admittedInput, inputLabel } from "./input.ts";
import type { LiveRuns } from "./live-runs.ts";

/** Carries out what control has decided. */
export function carryControl(runs: LiveRuns, command: ControlCommand): void {
  const or = (fault: unknown): void => runs.fail(fault);
  switch (command.do) {
    case "start":
      runs
        .rouse(command.run)
        .then(() => makeRoomIfWanted(runs, command.run))
        .catch(or);
      return;
    case "fire":
      fire(runs, command.firing).catch(or);
      return;
    case "cancel":
      makeRoom(runs, command.run, command.by).catch(or);
      return;
    case "send": {
      const { from, body, to } = command;
      const run = runs.get(to);
      // Once the run is read again, it receives everything that it has not acknowledged.
      if (run === undefined && runs.asleep.has(to)) runs.rouse(to).catch(or);
      const ack = runs.control.state.marks.get(`run/${to}`) ?? -1;
      // A run that is not here hears it when it goes on.
      void run?.live.offer((at) => ({ t: "Told", at, from, ack, say: body }));
      return;
    }
    default:
      // Nothing to do.
      return;
  }
}

/** Asks for the run that a trigger wants, as anybody would; asked for twice it is the same run. */
async function fire(runs: LiveRuns, firing: Firing): Promise<void> {
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
  const input = admittedInput(file.plan, args, { extra: "drop" });
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

/** Firings that were decided and of which no run has come yet: an earlier process was killed, or no run began. */
export async function fireAgain(runs: LiveRuns): Promise<void> {
  for (const { command } of await runs.control.pending(runs.store))
    if (command.do === "fire") await fire(runs, command.firing);
}

/** A run is asked to end, since another is to take its place. One that has not begun is asked as it begins. */
async function makeRoom(runs: LiveRuns, id: RunId, by: RunId): Promise<void> {
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
export async function makeRoomIfWanted(runs: LiveRuns, id: RunId): Promise<void> {
  const by = successorOf(runs.control.state, id);
  if (by !== undefined) await makeRoom(runs, id, by);
}

/** Declares the pools, signals and flags of a plan to control before any run uses them. */
export async function provide(runs: LiveRuns, { plan }: PlanFile): Promise<void> {
  const { pools, signals, flags, schemas } = plan;
  // A plan file says of events no more than that they are objects.
  const events = plan.events as unknown as NonNullable<ContextDeclarations["events"]>;
  if ([pools, signals, flags, events].every((one) => Object.keys(one).length === 0)) return;
  await runs.control.offer(
    (at): ControlInput => ({ t: "Provided", at, pools, signals, flags, events, schemas }),
  );
}
