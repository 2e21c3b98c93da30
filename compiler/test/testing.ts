/* What the tests of other packages share with those of this one. */

export { check, compileText, memoryHost, onlyDiagnostic } from "./compile-fixture.ts";
export { playbooks } from "./texts.ts";
