import type { HandlerContext } from "@orchlang/runtime/handler";

export function hello({ name }: { readonly name: string }, context: HandlerContext): { text: string } {
  return { text: `Hello ${name}, for the ${context.attempt}st time` };
}
