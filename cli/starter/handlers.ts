import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { HandlerContext } from "@orchlang/runtime/handler";

interface Payment {
  readonly id: string;
  readonly paid: { readonly amount: string; readonly currency: string };
}

const receipts = fileURLToPath(new URL("./receipts", import.meta.url));

/**
 * In place of a bank: writes a receipt. After a failure or a crash it may be asked again for the same refund, and then
 * under the same key. What is filed under that key is there once, however often that is.
 */
export async function refund({ payment }: { readonly payment: Payment }, context: HandlerContext) {
  const { amount, currency } = payment.paid;
  const file = `${receipts}/${context.key}.json`;
  await mkdir(receipts, { recursive: true });
  await writeFile(file, `${JSON.stringify({ for: payment.id, amount, currency })}\n`);
  // What the bank takes for it.
  context.spend({ cost: { amount: "0.25", currency: "USD" } });
  return { id: payment.id, file };
}
