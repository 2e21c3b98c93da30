// Ingestion: events, answers, context, registry files.
export type { KnownNow, SourceNow } from "./context/known-now.ts";
export type { ContextView, Delta, FollowOptions } from "./context/view.ts";
export { type HttpDoor, type HttpDoorOptions, openHttpDoor } from "./events/http-door.ts";
export { type AnswerLine, answerIn, newsOf } from "./events/line.ts";
export { qualified } from "./orchestrator/admit-news.ts";
export { answerAhead } from "./orchestrator/answer.ts";
export type { RegisteredMember, RegisteredPool } from "./orchestrator-types.ts";
export { followRegistryFile, type RegistryFile } from "./resources/registry-file.ts";
