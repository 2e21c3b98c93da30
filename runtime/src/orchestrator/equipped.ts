import type { PlanId } from "@orchlang/plan";
import { limits } from "../limits.ts";
import { called, placeName } from "./deploy.ts";
import type { LiveRuns } from "./live-runs.ts";
import type { Run } from "./run.ts";

/**
 * Which handler places the workers know for each plan. A program may create a plan for each task, so from time to time
 * workers forget places that no run here needs, and receive them again when one does.
 */
export class Equipped {
  readonly #runs: Pick<LiveRuns, "deploys" | "world">;
  readonly #names: PlaceNames;
  /** Plans and where their handlers are, since the last look. */
  #known = new Set<string>();
  #most: number = limits.plansEquippedMax;

  constructor(runs: Pick<LiveRuns, "deploys" | "world">, names: PlaceNames) {
    this.#runs = runs;
    this.#names = names;
  }

  /** Before anything of the run is sent to them. `here`: all runs that may send something, this one among them. */
  by({ file, root }: Run, here: Iterable<Run>): void {
    const { deploys, world } = this.#runs;
    world.workers.equip(deploys.now(file, root).places);
    this.#known.add(nameOf(file.id, root));
    if (this.#known.size > this.#most) this.#retain(here);
  }

  #retain(here: Iterable<Run>): void {
    const needed = new Set<string>();
    this.#known = new Set();
    for (const { file, root } of here) {
      const name = nameOf(file.id, root);
      if (this.#known.has(name)) continue;
      this.#known.add(name);
      for (const capability of called(file.plan)) needed.add(placeName(file.id, root, capability.name));
    }
    this.#runs.world.workers.retain?.(needed);
    this.#names.clear();
    // Where so many are needed at once, the next look is not before as many more have come.
    this.#most = Math.max(limits.plansEquippedMax, 2 * this.#known.size);
  }
}

function nameOf(plan: string, root: string): string {
  return `${plan} ${root}`;
}

/** By what name the jobs of a plan call the place of a capability: each is worked out once. */
export class PlaceNames {
  /** By plan, root and capability: texts that are known already are found without being joined. */
  readonly #known = new Map<PlanId, Map<string, Map<string, string>>>();

  of(plan: PlanId, root: string, capability: string): string {
    return this.#known.get(plan)?.get(root)?.get(capability) ?? this.#learn(plan, root, capability);
  }

  /** Those that are asked for again are worked out again. */
  clear(): void {
    this.#known.clear();
  }

  #learn(plan: PlanId, root: string, capability: string): string {
    const roots = this.#known.get(plan) ?? new Map<string, Map<string, string>>();
    const names = roots.get(root) ?? new Map<string, string>();
    const name = placeName(plan, root, capability);
    this.#known.set(plan, roots.set(root, names.set(capability, name)));
    return name;
  }
}
