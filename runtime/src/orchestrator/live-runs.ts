import type { RunId } from "@orchlang/kernel";
import type { Store } from "../journal/store.ts";
import type { Refusal } from "../orchestrator-types.ts";
import type { World } from "../world/world.ts";
import type { Deploys } from "./deploy.ts";
import type { Plans } from "./plans.ts";
import type { Requests } from "./requests.ts";
import type { LiveControl, Run } from "./run.ts";

/** The streams of this process, as the parts that `Runs` is made of see them. */
export interface LiveRuns {
  readonly store: Store;
  readonly plans: Plans;
  readonly requests: Requests;
  readonly world: World;
  readonly control: LiveControl;
  readonly deploys: Deploys;
  readonly asleep: { has(run: RunId): boolean };
  get(run: RunId): Run | undefined;
  enter(run: RunId): Promise<Run | Refusal>;
  /** Resumes a run without a caller waiting: if it can't, that is logged. */
  rouse(run: RunId): Promise<void>;
  /** A run can't resume here: logged. */
  left(run: RunId, why: Refusal): void;
  /** Stops everything: a journal that cannot be read any more, or a fault of this program. */
  fail(error: unknown): void;
}
