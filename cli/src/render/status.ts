import type { Paint } from "../terminal/terminal.ts";

/** A status in its colour: green done, red wrong, yellow doubtful, blue waiting, dim what can be skipped. */
export function paintStatus(status: string, paint: Paint): string {
  switch (status) {
    case "completed":
      return paint.green(status);
    case "failed":
      return paint.red(status);
    case "in doubt":
    case "cancelled":
      return paint.yellow(status);
    case "waiting":
    case "running":
      return paint.blue(status);
    default:
      return paint.dim(status);
  }
}

/** One character for a step's status. */
export function mark(status: string, paint: Paint): string {
  switch (status) {
    case "completed":
      return paint.green("✓");
    case "failed":
      return paint.red("✗");
    case "in doubt":
      return paint.yellow("?");
    case "cancelled":
      return paint.yellow("–");
    case "waiting":
      return paint.blue("◷");
    case "running":
      return paint.blue("▸");
    default:
      return paint.dim("·");
  }
}
