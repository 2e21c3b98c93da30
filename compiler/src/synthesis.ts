/** Plans for a goal, found in the graph of capabilities. A door of its own: only who has plans written needs it. */
export { type Candidate, type Synthesis, type SynthesisRequest, synthesis } from "./synthesis/synthesize.ts";
