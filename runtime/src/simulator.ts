// for properties of fast-check
export { inputsOf, worldsOf } from "./simulator/arbitraries.ts";
// what is to be so
export { expectRun, type RunExpectations } from "./simulator/expect/expect-run.ts";
// a run

// what a run is told by
export { nodeKey, stepName } from "./kernel/run/view.ts";
export { maskedValue } from "./library/mask.ts";
// a world in which two plans differ
export {
  type Distinguished,
  type DistinguishOptions,
  distinguish,
} from "./simulator/exploration/distinguish.ts";
// a search for what can go wrong
export { type Verified, type VerifyOptions, verify } from "./simulator/exploration/verify.ts";
export {
  type CoverageKind,
  type CoverageOf,
  coverageOf,
  covered,
  type ScenarioCoverage,
} from "./simulator/scenario/coverage.ts";
export { scenarioOfRun } from "./simulator/scenario/from-run.ts";
// a scenario
export {
  type JudgedExpectation,
  notPlayed,
  type PlayedScenario,
  playScenario,
} from "./simulator/scenario/play.ts";
export { journalOf, type SimulatedRun, simulate } from "./simulator/simulate.ts";
// a world
export type { StorageFault } from "./simulator/storage.ts";
// many of both, in several threads
export { type PlayAllOptions, playAll } from "./simulator/threads/play-all.ts";
export { type VerifyAllOptions, verifyAll } from "./simulator/threads/verify-all.ts";
export type { Playing, Search, Timed } from "./simulator/threads/work.ts";
export type {
  Behaviour,
  Death,
  Happening,
  Resolution,
  SimulatedCall,
  SimulatedWorld,
} from "./simulator/world.ts";
