import type { HandlerContext } from "@orchlang/runtime/handler";

export function greet(args: { name: string }): { text: string } {
  return { text: `Hello ${args.name}` };
}

/** Knows more than its plan asks for. */
export async function greetAtLength(args: { name: string }): Promise<object> {
  return { text: `Hello ${args.name}`, mood: "fine", more: { still: true } };
}

export function told(_args: object, context: HandlerContext): object {
  const { key, run, capability, attempt, dispatch, deadline, fence, of } = context;
  return { text: JSON.stringify({ key, run, capability, attempt, dispatch, deadline, fence, of }) };
}

export function spends(_args: object, context: HandlerContext): object {
  context.spend({ cost: { amount: "0.10", currency: "USD" }, tokens: 10 });
  context.spend({ cost: { amount: "0.2", currency: "USD" }, energy: 1.5 });
  context.spend({ tokens: 5 });
  return { text: "spent" };
}

export function spendsNonsense(_args: object, context: HandlerContext): object {
  context.spend({ tokens: -1 });
  return { text: "spent" };
}

export function prints(_args: object, context: HandlerContext): object {
  console.log("printed");
  console.error("complained");
  process.stdout.write("two ");
  process.stdout.write("parts\nand a rest");
  context.log("logged", { n: 1 });
  return { text: "said" };
}

export function dated(): object {
  return { text: new Date(0) };
}

export const notAFunction = 3;
