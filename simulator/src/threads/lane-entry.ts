// A thread that searches or plays: the pool calls it.
export { done as default } from "./work.ts";
