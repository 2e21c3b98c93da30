export { exchangedInStarts } from "./rules/steps/exchanged.ts";
export { eventsAround, isSetOffBy } from "./triggers/circle.ts";
export { forEverDiagnostics } from "./triggers/for-ever.ts";
export { neverHoldsDiagnostics } from "./triggers/never-fires.ts";
export { overlapOfCalledDiagnostics, overtakenDiagnostics } from "./triggers/overtaken.ts";
export { strandedDiagnostics } from "./triggers/stranded.ts";
export { takenForSameDiagnostics } from "./triggers/taken-for-same.ts";
