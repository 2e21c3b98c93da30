import type { CoveredPlan } from "../../project/tested.ts";
import type { Sink } from "../../terminal/terminal.ts";
import { shortName } from "../short-name.ts";

const kinds = ["steps", "branches", "handlers", "undos", "checks"] as const;

/** `test --coverage`: how much of a plan its scenarios came through, and what they did not. */
export function writeCoverage(sink: Sink, { target, coverage }: CoveredPlan): void {
  const { paint } = sink;
  const parts = kinds
    .filter((kind) => coverage[kind].all > 0)
    .map((kind) => {
      const { all, uncovered } = coverage[kind];
      const text = `${kind} ${all - uncovered.length} of ${all}`;
      return uncovered.length === 0 ? paint.done(text) : paint.doubtful(text);
    });
  sink.line();
  sink.line(`${paint.strong(shortName(target))}  ${parts.join("  ")}`);
  for (const kind of kinds) {
    for (const place of coverage[kind].uncovered) sink.line(`  ${paint.dim(`${kind}:`)} ${shortName(place)}`);
  }
}
