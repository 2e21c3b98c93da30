export { constantBinding } from "./3-check/declarations/constant.ts";
export { eventSignature } from "./3-check/declarations/event-signature.ts";
export { fuseRulesFor } from "./3-check/declarations/fuse.ts";
export { declaredByItself } from "./3-check/declarations/messages.ts";
export type { ParameterSignature } from "./3-check/declarations/parameters.ts";
export { poolSignature } from "./3-check/declarations/pool-signature.ts";
export { answerUnasked } from "./3-check/declarations/rule-messages.ts";
export { argsOf } from "./3-check/declarations/selectors.ts";
export {
  type CallableDefinition,
  goalOf,
  type Signature,
  signatureOf,
} from "./3-check/declarations/signature.ts";
export {
  aims,
  confidentialities,
  fuseRules,
  httpMethods,
  missedPolicies,
  modelRoles,
  overlaps,
  priorities,
  tiers,
} from "./3-check/declarations/words.ts";
