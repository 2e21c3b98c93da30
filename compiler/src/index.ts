export { projectSchema } from "./1-load/project-schema.ts";
export type { NeverReached } from "./4-analyse/never-reached.ts";
export type { Sources } from "./5-plan/about.ts";
export { certificatesOf, type MemberTypes } from "./5-plan/certificates/certificates.ts";
export type { CompiledWorld } from "./5-plan/world.ts";
export { compilerCatalogue } from "./catalogue.ts";
export { type CompiledProject, type CompileResult, compile } from "./compile.ts";
export { differenceOf, isSame } from "./difference/difference.ts";
export {
  type BoundChange,
  type DeclarationChange,
  type Difference,
  type DutyChange,
  type Finding,
  type FindingKind,
  findingKinds,
  type ReachChange,
  type RuleChange,
  type StepChange,
} from "./difference/model.ts";
export { type DifferenceOptions, renderDifference } from "./difference/render.ts";
export { type ApprovalAsked, approvalsOf, type Lead, leadsOf, withoutValue } from "./explain/leads.ts";
export type { ExplainedRule, NodeExplanation, Wait } from "./explain/model.ts";
export { explainNode, findNodes, nodesOf } from "./explain/node.ts";
export { type ExplainOptions, renderExplanation, renderNodeList } from "./explain/render.ts";
export type { Host, Reading } from "./host.ts";
export { previewJson } from "./preview/json.ts";
export type { PlanView, Preview, RowView, RuleView } from "./preview/model.ts";
export { previewOf } from "./preview/preview.ts";
export { type RenderOptions, renderPreview } from "./preview/render.ts";
export type { Program } from "./program.ts";
export { type ScenarioTypes, scenarioText } from "./scenario-text/scenario-text.ts";
export type { CompiledScenario, CompiledTrigger } from "./scenarios.ts";
export type { TextChange } from "./session/document.ts";
export { openSession, type Session } from "./session/session.ts";
export type { CompileTarget } from "./targets.ts";
export { type DataUse, dataUse, type FieldUse } from "./triggers/data-use.ts";
export { type TriggerMatrix, type TriggerRow, triggerMatrix } from "./triggers/matrix.ts";
