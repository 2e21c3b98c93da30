// a journal on Restate
export { openRestateStore, type RestateOptions } from "./journal/stores/restate.ts";
