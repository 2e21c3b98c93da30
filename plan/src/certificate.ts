// Certificates of what is proved, and their checker.
export { type CertificateReport, checkCertificates, type RejectedCertificate } from "./certificate/check.ts";
export { type Claim, checkOne, claimOf } from "./certificate/claims.ts";
export { type FiguresClaim, measuresOf, Sums, type SumsClaim } from "./certificate/figures.ts";
export { Flows } from "./certificate/labels.ts";
export { type OrderClaim, Steps } from "./certificate/order.ts";
export {
  beginsOf,
  type Indexed,
  type Program,
  programOf,
  type Rejection,
  reached,
  selects,
  targetName,
} from "./certificate/program.ts";
export { type ResponseClaim, unanswered } from "./certificate/response.ts";
export { isStrict, type LabelClaim } from "./certificate/sinks.ts";
export {
  type Certificate,
  type Certificates,
  certificatesFormat,
  type Figures,
  type Measure,
} from "./shapes/certificate.ts";
