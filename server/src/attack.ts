// Attacks on a running server whose handlers are doubles.
export { Client, type Reply } from "./attack/client.ts";
export { ServedInstallation } from "./attack/installation.ts";
export type { Probed, Target } from "./attack/probe.ts";
export { attackSurface } from "./attack/surface.ts";
