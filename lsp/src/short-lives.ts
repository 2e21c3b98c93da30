import { setFlagsFromString } from "node:v8";

/**
 * Has the process make what a question makes where it is cheap to let go of; to be called before anything is opened.
 * While a workspace is opened all that is made stays, and V8 learns of it to make more of that kind among what is old
 * straight away (allocation site pretenuring). What is made for an answer then stays until the next full collection,
 * with all that it refers to, and small collections have ten times as much to copy.
 */
export function expectShortLives(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
}
