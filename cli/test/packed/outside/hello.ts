import { type HandlerContext, notReached } from "@orchlang/runtime/handler";

export function hello({ name }: { readonly name: string }, context: HandlerContext): { text: string } {
  if (name === "") throw notReached(new Error("nobody is there"));
  return { text: `Hello ${name}, for the ${context.attempt}st time` };
}
