// One plan at a time in a thread of its own, with the stories of its findings.
export type { Story } from "./story.ts";
export { type NotTried, type TrialThread, trialThread } from "./threads/trial-thread.ts";
