export { type Cluster, type ClusterNode, nodeScheme, nodeWorker } from "./cluster/cluster.ts";
export { openStandby, type Standby, type StandbyOptions } from "./cluster/standby.ts";
export type { Program, ProgramText, ProgramTrials, Understood } from "./context.ts";
export { type CapabilityGraph, capabilityGraph } from "./graph/capability-graph.ts";
export { declaredNames, unknownAccess, unknownKept, unknownPools } from "./identity/known-names.ts";
export type { Principal } from "./identity/principal.ts";
export { type Role, roles, workerRole } from "./identity/roles.ts";
export type { Clearance, TokenRecord, TokenRequest } from "./identity/token.ts";
export { openKeptTokens, openTokenFile, type TokenStore, tokenStore } from "./identity/token-store.ts";
export type { Problem } from "./problem.ts";
export {
  type Due,
  dueBatches,
  dueEvents,
  dueRuns,
  type LabelsOf,
  pruneBatch,
  pruneShared,
  type RetentionSettings,
  readLabels,
} from "./prune.ts";
export { runsIn, weekOf } from "./reports/week.ts";
export { type Week, weeklyHtml, weeklyMarkdown } from "./reports/weekly.ts";
export type { Route } from "./route.ts";
export { routes } from "./routes.ts";
export { openServer, type Reloaded, type Server, type ServerOptions } from "./server.ts";
export { type ServerSettings, settingsIn, variablesOf } from "./settings/settings.ts";
export { type Connected, type ConnectOptions, connectWorker } from "./work/connect.ts";
