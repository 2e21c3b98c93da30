export type { Breach, Claim, ClaimKind, Monitor, Played, Subject } from "./claim.ts";
export { compileText, isClean, subjectsOf } from "./compile.ts";
export { type Found, type Judged, type Judging, judge } from "./judge.ts";
export { monitors } from "./monitors.ts";
export { type Drawing, drawProgram } from "./program/draw.ts";
export { type ThemeName, themeNames } from "./program/themes.ts";
