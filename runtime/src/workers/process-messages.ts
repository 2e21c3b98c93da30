import type { Job, JobResult, Workplace } from "../world/world.ts";
import type { ThreadOutput } from "./messages.ts";

/** Messages between the program and a process that does one job at a time for it. */
export type ToProcess =
  | { readonly do: "job"; readonly job: Job; readonly place: Workplace }
  | { readonly do: "abort"; readonly key: string; readonly attempt: number };

export type FromProcess =
  /** It can take jobs. */
  | { readonly says: "ready" }
  /** `full`: what it still holds leaves the next job less than half of what that may take. */
  | { readonly says: "result"; readonly result: JobResult; readonly full: boolean }
  /** `mine`: of the job that is under way, as far as is known. */
  | {
      readonly says: "output";
      readonly by: ThreadOutput["by"];
      readonly text: string;
      readonly mine: boolean;
    }
  | { readonly says: "alive" };
