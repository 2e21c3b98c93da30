// Ingestion: events, answers, context, registry files.
export type { KnownNow, SourceNow } from "./context/known-now.ts";
export type { ContextView, Delta, FollowOptions } from "./context/view.ts";
export { type AnswerLine, answerIn } from "./events/answer-line.ts";
export { type HttpDoor, type HttpDoorOptions, openHttpDoor } from "./events/http-door.ts";
export { newsOf } from "./events/line.ts";
export { answerAhead } from "./orchestrator/answer-ahead.ts";
export type { RegisteredMember, RegisteredPool } from "./orchestrator-api.ts";
export { followRegistryFile, type RegistryFile } from "./resources/registry-file.ts";
