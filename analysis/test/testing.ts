/* What the tests of other packages share with those of this one. */

export { look } from "./analyse/source.ts";
