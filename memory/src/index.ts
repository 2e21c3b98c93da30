// Memories that runs keep for later ones, and the context of a question within a budget of tokens.
export { contextOf } from "./context/build.ts";
export type { Context, Left, Origin, Piece, Used, Wish } from "./context/piece.ts";
export {
  type Args,
  type Call,
  MemoryRefusal,
  type Operation,
  operationNamed,
  operationOf,
  perform,
} from "./operations.ts";
export type { Database, Query } from "./postgres/database.ts";
export { PostgresMemory } from "./postgres/store.ts";
export { overwrite } from "./store/erase.ts";
export { openMemory } from "./store/open.ts";
export type { MemoryStore } from "./store/store.ts";
export type { Meaning } from "./store/vectors.ts";
export { type Count, type Tokenizer, tokenizerOf } from "./tokens.ts";
