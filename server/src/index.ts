export type { Program } from "./context.ts";
export type { Principal } from "./identity/principal.ts";
export { type Role, roles } from "./identity/roles.ts";
export type { Clearance, TokenRecord, TokenRequest } from "./identity/token.ts";
export { openTokenFile, type TokenStore, tokenStore } from "./identity/token-store.ts";
export type { Problem } from "./problem.ts";
export type { Route } from "./route.ts";
export { routes } from "./routes.ts";
export { openServer, type Server, type ServerOptions } from "./server.ts";
