export { constantBinding } from "./3-check/declarations/constant.ts";
export { eventSignature } from "./3-check/declarations/event-signature.ts";
export { fuseRulesFor } from "./3-check/declarations/fuse.ts";
export { declaredByItself } from "./3-check/declarations/messages.ts";
export { poolSignature } from "./3-check/declarations/pool-signature.ts";
export { answerUnasked } from "./3-check/declarations/rule-messages.ts";
export { argsOf } from "./3-check/declarations/selectors.ts";
export { goalOf, signatureOf } from "./3-check/declarations/signature.ts";
export {
  aims,
  confidentialities,
  fuseRules,
  httpMethods,
  measures,
  missedPolicies,
  modelRoles,
  overlaps,
  priorities,
  tiers,
} from "./3-check/declarations/words.ts";
export type { CallableDefinition, ParameterSignature, Signature } from "./3-check/scope/program.ts";
