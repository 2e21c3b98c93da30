/* Helpers shared with the tests of other packages. */

export { htmlOf, xmlOf } from "./drawing/well-formed.ts";
