export { type Approving, approvingPolicies, type InForce, inForceIn } from "./approvals/in-force.ts";
export { callsByCapability } from "./rules/capability.ts";
export { everything, namesInGuardrail, namesInPolicy, namesReached } from "./rules/in-reach.ts";
export { alwaysDenied, asksControl, meets, readsControl } from "./rules/policy.ts";
export { appliesTo, inModuleOrder, type Run, runOf } from "./rules/run.ts";
export { irreversibleOf } from "./rules/undo/irreversible.ts";
export { wayBackOf } from "./rules/undo/taken-back-of.ts";
export { undoOnceOf } from "./rules/undo/undo.ts";
export { withRules } from "./rules/with-rules.ts";
