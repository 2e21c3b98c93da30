// Workers elsewhere: the side of the server, and the side of the worker.
export { workplacesHere } from "./orchestrator/deploy.ts";
export {
  areOne,
  type Premises,
  RemoteWorkers,
  type Session,
} from "./workers/remote/desk.ts";
export type { Bearer, Link, MemberWord, Standing } from "./workers/remote/known.ts";
export type { Hello, Offer } from "./workers/remote/messages.ts";
export { openRemoteWorker, type RemoteWorker, type WorkerSettings } from "./workers/remote/open-worker.ts";
export type { RemoteReport } from "./workers/remote/report.ts";
