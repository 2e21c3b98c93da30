/* What the tests of other packages share with those of this one. */

export { knownNow } from "../src/context/known-now.ts";
export { limits } from "../src/limits.ts";
export { freePort } from "./journal/free-port.ts";
export { type PostgresServer, postgresServer } from "./journal/postgres-server.ts";
export { type FaultyProxy, forgetful, proxyTo } from "./journal/proxy.ts";
export { noRestate, type RestateServerOfTests, restateServer } from "./journal/restate-server.ts";
export { type Printed, ranInTime } from "./ran-in-time.ts";
