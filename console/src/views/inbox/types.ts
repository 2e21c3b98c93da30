export type { Task, Tasks } from "../../server/types.ts";
