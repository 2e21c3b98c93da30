/* Helpers shared with the tests of other packages. */

export { look } from "./analyse/source.ts";
