export { type StoreCase, type StoreUnderTest, storeConformance } from "./journal/conformance/cases.ts";
