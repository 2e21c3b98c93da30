export { forEverDiagnostics } from "./triggers/for-ever.ts";
export { neverHoldsDiagnostics } from "./triggers/never-holds.ts";
export { overtakenDiagnostics } from "./triggers/overtaken.ts";
export { eventsAround, isSetOffBy } from "./triggers/set-off.ts";
export { strandedDiagnostics } from "./triggers/stranded.ts";
export { takenForSameDiagnostics } from "./triggers/taken-for-same.ts";
export { overlapOfCalledDiagnostics } from "./triggers/unkept-overlap.ts";
