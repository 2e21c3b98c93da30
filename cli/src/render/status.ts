import type { Paint } from "@orchlang/language";
import type { RunSummary } from "@orchlang/runtime";

/** True if nothing but an operator moves it on. */
export function needsOperator({ waiting }: Pick<RunSummary, "waiting">): boolean {
  return waiting.some((one) => one.for === "operator");
}

/** A run's status, of which `attention` is one: the run waits for an operator. */
export function paintRunStatus(run: Pick<RunSummary, "status" | "waiting">, paint: Paint): string {
  return needsOperator(run) ? paint.doubtful("attention") : paintStatus(run.status, paint);
}

/** A status in its colour: green done, red wrong, yellow doubtful, blue waiting, dim what can be skipped. */
function paintStatus(status: string, paint: Paint): string {
  switch (status) {
    case "completed":
      return paint.done(status);
    case "failed":
      return paint.wrong(status);
    case "in doubt":
    case "cancelled":
      return paint.doubtful(status);
    case "waiting":
    case "running":
      return paint.place(status);
    default:
      return paint.dim(status);
  }
}

/** One character for a step's status. */
export function mark(status: string, paint: Paint): string {
  switch (status) {
    case "completed":
      return paint.done("✓");
    case "failed":
      return paint.wrong("✗");
    case "in doubt":
      return paint.doubtful("?");
    case "cancelled":
      return paint.doubtful("–");
    case "waiting":
      return paint.place("◷");
    case "running":
      return paint.place("▸");
    default:
      return paint.dim("·");
  }
}
