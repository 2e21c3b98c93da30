import { setTimeout as pause } from "node:timers/promises";
import type { HandlerContext } from "@orchlang/runtime/handler";
import { note } from "./world.ts";

/** How long a node takes for a job, ms. */
const work = 20;

/**
 * `service perform`. It ends at once where its node is lost: the job is then done on another one, under the same key, by
 * which the world counts it once.
 */
export async function perform({ job }: { job: string }, context: HandlerContext): Promise<Receipt> {
  await pause(work, undefined, { signal: context.signal });
  note({ job, key: context.key });
  return { job, node: `${context.fence ?? 0}`, output: null };
}

/** As `std.fabric` has it. The engine knows the node; the receipt has its fencing token, which no other holder has. */
interface Receipt {
  readonly job: string;
  readonly node: string;
  readonly output: null;
}
