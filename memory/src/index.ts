// Memories that runs keep for later ones, and the context of a question within a budget of tokens.
export { type BuildContext, buildContext } from "./build-context.ts";
export { contextOf } from "./context/build.ts";
export {
  type Context,
  type Left,
  type Origin,
  origins,
  type Piece,
  type Used,
  type Wish,
} from "./context/piece.ts";
export { type Operation, operationOf } from "./operations.ts";
export { type Count, type Tokenizer, tokenizerOf } from "./tokens.ts";
