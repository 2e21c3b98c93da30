// Values as they enter: schemas, formats, admission.
export { type AdmitOptions, type Admitted, admit, uncheckable } from "./boundary/admit.ts";
export type { Fault } from "./boundary/fault.ts";
export { isEmail, isUrl, type TextPattern, textPattern } from "./boundary/formats.ts";
export { caseIn, casesIn, schemas, typeNamed } from "./boundary/schemas.ts";
export { signed } from "./boundary/signed.ts";
