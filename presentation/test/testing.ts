/* What the tests of other packages share with those of this one. */

export { htmlOf, xmlOf } from "./drawing/well-formed.ts";
