export { storeConformance } from "./journal/conformance/cases.ts";
export type { StoreCase, StoreUnderTest } from "./journal/conformance/under-test.ts";
