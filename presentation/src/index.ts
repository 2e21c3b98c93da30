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
export { verdictText } from "./explain/rule-text.ts";
export { flagText, type TriggerText, triggerText } from "./explain/world-text.ts";
export { previewJson } from "./preview/json.ts";
export type { PlanView, Preview, RowView, RuleView } from "./preview/model.ts";
export { previewOf } from "./preview/preview.ts";
export { type RenderOptions, renderPreview } from "./preview/render.ts";
export { type ScenarioTypes, scenarioText } from "./scenario-text/scenario-text.ts";
