import type { PlanFile } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";
import { formatDuration } from "@orchlang/plan/quantities";

/* Changes of single steps that a journal gives reason for. Each is a rule with the figures that it goes by. */

/** A step over all its calls in some runs, as `@orchlang/runtime/reports` counts them. Times in ms. */
export interface Evidence {
  /** The plan that the step stands in, qualified. */
  readonly routine: string;
  readonly node: string;
  readonly calls: number;
  readonly failedCalls: number;
  readonly attempts: number;
  /** Attempts with a failure that may pass. */
  readonly passing: number;
  readonly timeouts: number;
  readonly longest: number;
}

/** An option of a step, as it ought to be. */
export interface Change {
  readonly option: "retry" | "timeout";
  /** The text behind the word: `2`, `30s`. */
  readonly value: string;
  /** The reason, in a sentence. */
  readonly because: string;
}

/** Fewer calls say too little. */
const callsMin = 20;
/** More would be needed to say that nothing ever takes longer. */
const callsManyMin = 50;
const retriesMax = 5;
/** The share of calls that may still fail after all retries. */
const failedShare = 0.01;
const rounding = 1e-9;
/** A limit of at least this many times the longest observed time is halved. */
const slack = 10;

/** The changes that the evidence suggests for a step. */
export function changesFor(evidence: Evidence, { plan }: PlanFile): readonly Change[] {
  const node = plan.routines[evidence.routine]?.nodes.find(({ id }) => id === evidence.node);
  const attempt = node !== undefined && "attempt" in node ? (node.attempt as Attempt) : undefined;
  if (attempt === undefined || !("capability" in attempt.target)) return [];
  const capability = plan.capabilities[attempt.target.capability];
  if (capability === undefined || capability.kind === "human") return [];
  return [
    ...(capability.effect.kind === "once" ? [] : moreRetries(evidence, attempt)),
    ...otherTimeout(evidence, attempt),
  ];
}

/** So many that at most one call of a hundred fails, if attempts fail as often as they did, each by itself. */
function moreRetries(
  { calls, failedCalls, attempts, passing }: Evidence,
  { options }: Attempt,
): readonly Change[] {
  const times = options.retry?.times ?? 0;
  if (calls < callsMin || failedCalls === 0 || failedCalls / calls <= failedShare) return [];
  const share = passing / attempts;
  const wanted = Array.from({ length: retriesMax + 1 }, (_, count) => count).find(
    (count) => share ** (count + 1) <= failedShare + rounding,
  );
  if (wanted === undefined || wanted <= times) return [];
  const because = `${passing} of ${attempts} attempts failed in a way that may pass, and ${failedCalls} of ${calls} calls failed for good. With ${wanted} ${wanted === 1 ? "retry" : "retries"} instead of ${times}, at most 1 of 100 would.`;
  return [{ option: "retry", value: String(wanted), because }];
}

function otherTimeout(evidence: Evidence, { options }: Attempt): readonly Change[] {
  const { calls, attempts, timeouts, longest } = evidence;
  const limit = options.timeout?.op === "constant" ? options.timeout.value : undefined;
  if (typeof limit !== "number" || calls < callsMin) return [];
  const now = formatDuration(limit);
  if (timeouts / attempts >= 0.1) {
    const value = written(limit * 2);
    const because = `${timeouts} of ${attempts} attempts took longer than ${now}.`;
    return [{ option: "timeout", value, because }];
  }
  if (timeouts > 0 || calls < callsManyMin || longest === 0 || longest * slack > limit) return [];
  const value = written(Math.max(1_000, (longest * slack) / 2));
  const because = `The longest of ${attempts} attempts took ${formatDuration(longest)}, and ${now} are allowed: that is in every worst case.`;
  return [{ option: "timeout", value, because }];
}

/** Rounded up to what a person would write. */
function written(ms: number): string {
  const [unit, size] = ms <= 120_000 ? ["s", 1_000] : ms <= 7_200_000 ? ["m", 60_000] : ["h", 3_600_000];
  return `${Math.ceil(ms / size)}${unit}`;
}
