import type { RunSummary, Waiting } from "../../server/types.ts";
import type { Task } from "../inbox/types.ts";

/** Something that goes on only once somebody has acted. */
export type Need =
  | { readonly is: "stuck"; readonly key: string; readonly run: RunSummary; readonly waiting: Waiting }
  | { readonly is: "question"; readonly key: string; readonly task: Task };

/**
 * Most urgent first: runs that wait for an operator, the longest first, since nothing but a person ends that; then
 * questions by what is left of their time; then those without a limit, the oldest first.
 */
export function needsOf(runs: readonly RunSummary[], tasks: readonly Task[]): readonly Need[] {
  const stuck = runs
    .toSorted((one, other) => one.started - other.started)
    .flatMap((run) =>
      run.waiting
        .filter((waiting) => waiting.for === "operator")
        .map((waiting): Need => ({ is: "stuck", key: `${run.run} ${waiting.step}`, run, waiting })),
    );
  const questions = tasks
    .toSorted((one, other) => (one.due ?? Infinity) - (other.due ?? Infinity) || one.asked - other.asked)
    .map((task): Need => ({ is: "question", key: task.task, task }));
  return [...stuck, ...questions];
}
