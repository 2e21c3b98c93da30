// Scenarios.
export {
  type AnswerClause,
  type ExpectClause,
  type FaultBehaviour,
  type FaultClause,
  type GivenClause,
  type OperatorClause,
  type Scenario,
  type ScenarioClause,
  type ScenarioContext,
  type StepName,
  sampleFunction,
  type UnusedCapability,
} from "./shapes/scenario.ts";
