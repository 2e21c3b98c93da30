export { carriedOn } from "./world/clock.ts";
export { steadyInAllThreads, systemHands } from "./world/node.ts";
