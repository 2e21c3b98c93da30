/* Forms and a canvas over a program's text: `@orchlang/editing/build`. */

export { type Action, type Edited, edited } from "./build/actions.ts";
export type { Declared, NewDeclaration } from "./build/declarations.ts";
export {
  type ArgumentOutline,
  type BlockOutline,
  type ClauseOutline,
  type DeclarationOutline,
  type Outline,
  outlineOf,
  type PartOutline,
  type StatementOutline,
} from "./build/outline.ts";
export { type Callable, callablesIn, stepText } from "./build/palette.ts";
export { patchOf } from "./build/patch.ts";
