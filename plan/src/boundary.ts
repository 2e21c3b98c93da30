/** Values that come from outside. A door of its own, because it loads ajv. */
export { type AdmitOptions, type Admitted, admit, uncheckable } from "./boundary/admit.ts";
export type { Fault } from "./boundary/fault.ts";
