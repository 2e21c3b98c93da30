// Reports on runs and on the world.

export {
  type Aims,
  aimsDefault,
  type Claim,
  claimsIn,
  type Judged,
  type Reliability,
  reliabilityOf,
} from "./library/reliability.ts";
export {
  type Score,
  Scoreboard,
  type ScoredRun,
  type ScoreKind,
  type Share,
  scoreKinds,
  shareOf,
} from "./library/scoreboard.ts";
export { type RunStats, type StepCounts, type StepStats, statsOf } from "./library/stats.ts";
export { type StepRecord, StepRecords } from "./library/step-records.ts";
export { spanIdOf, traceIdOf } from "./library/trace.ts";
export type { OpenQuestion } from "./orchestrator/answer.ts";
export { createRunReporter, type RunReporter } from "./orchestrator/report.ts";
export { othersFirst, poolReasons, refusalText, withWhy } from "./orchestrator/why-waiting.ts";
export type {
  FlagReport,
  FusionReport,
  HoldReport,
  MemberReport,
  PoolReport,
  SignalReport,
  TriggerReport,
  WorldReport,
} from "./orchestrator/world-report.ts";
export type { SettingReport } from "./orchestrator-types.ts";
