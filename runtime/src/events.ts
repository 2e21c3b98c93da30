// Ingestion: events, answers, context, registry files.
export type { KnownNow, SourceNow } from "./context/known-now.ts";
export type { ContextView, Delta, FollowOptions } from "./context/view.ts";
export { type HttpIngress, type HttpIngressOptions, openHttpIngress } from "./events/http-ingress.ts";
export { type AnswerLine, answerIn, ingressRecordOf } from "./events/line.ts";
export { qualified } from "./orchestrator/admit-record.ts";
export { answerAhead } from "./orchestrator/answer.ts";
export type { RegisteredMember, RegisteredPool } from "./orchestrator-types.ts";
export { followRegistryFile, type RegistryFile } from "./resources/registry-file.ts";
