export type { Heard } from "./files.ts";
export type {
  Counterexample,
  Moment,
  Page,
  PlanInFile,
  Preview,
  Requests,
  ScenarioInFile,
  ScenarioVerdict,
  Story,
  Verified,
} from "./requests.ts";
export { searchHere } from "./search/here.ts";
export { serve, serveProcess } from "./server.ts";
export { expectShortLives } from "./short-lives.ts";
