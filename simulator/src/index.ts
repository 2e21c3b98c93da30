// for properties of fast-check

// results that mean well
export { cooperativeResult } from "./answers/cooperate.ts";
export { inputsOf, worldsOf } from "./arbitraries.ts";
// hostile worlds
export { type AttackOptions, attack } from "./attack/attack.ts";
export {
  type AttackedInstallation,
  attackInstallation,
  type Installation,
  type InstallationAttack,
  type Played,
  type ToldCall,
  type ToldWorld,
} from "./attack/installation.ts";
export type { Attacked, AttackReport } from "./attack/report.ts";
// what is to be so
export { expectRun, type RunExpectations } from "./expect/expect-run.ts";
export { isConfirm } from "./exploration/plan-facts.ts";
// a run

// the names of a run's nodes and steps
export { nodeKey, stepName } from "@orchlang/kernel/run";
export { maskedValue } from "@orchlang/runtime";
// a world in which two plans differ
export {
  type Distinguished,
  type DistinguishOptions,
  distinguish,
} from "./exploration/distinguish.ts";
// a search for what can go wrong
export { type Verified, type VerifyOptions, verify } from "./exploration/verify.ts";
export { type Moment, momentsOf } from "./moments.ts";
export {
  type CoverageKind,
  type CoverageOf,
  coverageOf,
  covered,
  type ScenarioCoverage,
} from "./scenario/coverage.ts";
export { continuationOfRun, scenarioOfRun } from "./scenario/from-run.ts";
// a scenario
export {
  type JudgedExpectation,
  judgeRun,
  notPlayed,
  type PlayedScenario,
  playScenario,
} from "./scenario/play.ts";
export { journalOf, type SimulatedRun, simulate } from "./simulate.ts";
// many of both, in several threads
export {
  type PlayAllOptions,
  playAll,
  type SimulationThread,
  simulationThread,
  type VerifyAllOptions,
  verifyAll,
} from "./threads/in-threads.ts";
export type { Playing, Search, Timed } from "./threads/work.ts";
// a world
export type {
  Behaviour,
  Death,
  Happening,
  Resolution,
  SimulatedCall,
  SimulatedWorld,
  StorageFault,
} from "./world.ts";
