export type { Heard } from "./recording.ts";
export { serve, serveProcess } from "./server.ts";
