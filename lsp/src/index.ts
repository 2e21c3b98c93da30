export { serve, serveProcess } from "./server.ts";
