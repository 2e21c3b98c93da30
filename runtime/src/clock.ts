export { carriedOn } from "./world/clock.ts";
export { systemHands } from "./world/node.ts";
