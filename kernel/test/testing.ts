/* Helpers shared with the tests of other packages. */

export { readControl, writtenControl } from "../src/control/machine.ts";
export { limits } from "../src/limits.ts";
export { oneByOne, type Turned } from "../src/machine.ts";
export { templateOf } from "../src/run/layout.ts";
export { Installation, of, worldOf } from "./control/installation.ts";
export {
  call,
  capability,
  constant,
  dollars,
  field,
  giveBack,
  human,
  input,
  local,
  node,
  parameter,
  plan,
  routine,
  step,
  waitFor,
  withHold,
} from "./kernel/building.ts";
export { campaign, contacts, given } from "./kernel/campaign.ts";
export { planOf } from "./kernel/random-plans/plan.ts";
export { sketches } from "./kernel/random-plans/sketch.ts";
