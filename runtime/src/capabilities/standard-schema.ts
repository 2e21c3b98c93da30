import type { JsonObject } from "@orchlang/plan";

/**
 * The common interface of schema libraries (https://standardschema.dev): zod, valibot, arktype and others. The part
 * that returns a JSON Schema is newer, and used if present.
 */
export interface StandardSchema {
  readonly "~standard": {
    readonly version: number;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
    readonly jsonSchema?:
      | {
          readonly input: (options: {
            readonly target: "draft-2020-12";
          }) => Readonly<Record<string, unknown>>;
          readonly output: (options: {
            readonly target: "draft-2020-12";
          }) => Readonly<Record<string, unknown>>;
        }
      | undefined;
  };
}

/** The parsed value, or all issues. */
export type StandardResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** One thing that is wrong with a value, and where in it. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A schema as a program has it: of a library that keeps the standard, or JSON Schema (draft 2020-12). */
export type SchemaLike = StandardSchema | JsonObject;

/** Some libraries' schemas are functions. */
export function isStandardSchema(schema: unknown): schema is StandardSchema {
  if ((typeof schema !== "object" && typeof schema !== "function") || schema === null) return false;
  const standard: unknown = Reflect.get(schema, "~standard");
  return (
    typeof standard === "object" &&
    standard !== null &&
    typeof Reflect.get(standard, "validate") === "function"
  );
}
