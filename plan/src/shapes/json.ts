/** A JSON value. Whatever crosses a boundary, rests in a plan file or in a journal is one of these. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. A key whose value is `undefined` is not there. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A JSON Schema (draft 2020-12). `x-orch` names the language's own type where JSON's are too coarse. */
export type Schema = JsonObject | boolean;
