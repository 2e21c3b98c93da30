import type { Reach } from "@orchlang/kernel";
import type { Capability } from "@orchlang/plan";
import { type HandlerContext, HandlerFailure, type HandlerFunction } from "../handler.ts";
import { type ReadSchema, requiredOf } from "./schema.ts";

/**
 * A handler that is called with what its own schema makes of the arguments, and whose result is what its schema makes of
 * that: beside the plan's types, which know less (refinements, transformations).
 */
export function guarded(
  name: string,
  handler: HandlerFunction,
  input: ReadSchema | undefined,
  output: ReadSchema | undefined,
): HandlerFunction {
  if (input === undefined && output === undefined) return handler;
  const call = handler as (args: unknown, context: HandlerContext) => unknown;
  const required = requiredOf(input?.json);
  return async (args: Readonly<Record<string, unknown>>, context) => {
    const taken =
      input === undefined
        ? { value: args }
        : await checked(input, withoutNone(args, required), `The input schema of ${name}`, "not_reached");
    if ("faults" in taken) {
      const message = `The arguments of ${name} do not fit its schema: ${taken.faults.join("; ")}`;
      throw new HandlerFailure("invalid_input", message, { reach: "not_reached" });
    }
    const returned = await call(taken.value, context);
    if (output === undefined) return returned;
    const given = await checked(output, returned, `The output schema of ${name}`, "reached");
    if ("faults" in given) {
      const message = `The result of ${name} does not fit its schema: ${given.faults.join("; ")}`;
      throw new HandlerFailure("invalid_output", message, { reach: "reached" });
    }
    return given.value;
  };
}

/** A schema that throws is a fault of the program; how far the call has come does not hang on it. */
async function checked(
  schema: ReadSchema,
  value: unknown,
  which: string,
  reach: Reach,
): Promise<Awaited<ReturnType<ReadSchema["check"]>>> {
  try {
    return await schema.check(value);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HandlerFailure("permanent", `${which} could not be held against it: ${why}`, {
      reach,
      cause: error,
    });
  }
}

/** Parameters that are none unless something is said do not come with a call that says nothing of them. */
export function withoutLeftOut({ params }: Capability, handler: HandlerFunction): HandlerFunction {
  const names = params.flatMap(({ name, default: fallback }) =>
    fallback?.op === "constant" && fallback.value === null ? [name] : [],
  );
  if (names.length === 0) return handler;
  const call = handler as (args: unknown, context: HandlerContext) => unknown;
  return (args: Readonly<Record<string, unknown>>, context) =>
    call(
      Object.fromEntries(
        Object.entries(args).filter(([name, value]) => value !== null || !names.includes(name)),
      ),
      context,
    );
}

/** `none` becomes an absent field, because libraries distinguish absent from null; not where the field has to be there. */
function withoutNone(
  args: Readonly<Record<string, unknown>>,
  required: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(args).filter(([name, value]) => value !== null || required.has(name)),
  );
}
