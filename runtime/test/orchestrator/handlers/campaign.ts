import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HandlerContext } from "@orchlang/runtime/handler";

/** The handlers of a campaign whose world is a folder: its path is the product's id, and goes with the draft. */
export interface Draft {
  readonly id: string;
  readonly subject: string;
  readonly body: string;
}

export function writeContent(
  { product }: { product: { id: string; name: string } },
  context: HandlerContext,
): Draft {
  note(product.id, "write_content", context);
  context.spend({ cost: { amount: "0.02", currency: "USD" }, tokens: 120 });
  return { id: product.id, subject: product.name, body: `Buy ${product.name}` };
}

export async function renderDesign({ draft }: { draft: Draft }, context: HandlerContext): Promise<object> {
  note(draft.id, "render_design", context);
  await new Promise((resolve) => setTimeout(resolve, 5));
  return { id: "x1", preview: "https://example.com/x1" };
}

export function segmentList({ limit }: { limit: number }): object {
  const contact = (n: number): object => ({ id: `c${n}`, address: `c${n}@example.com`, country: "DE" });
  return { id: "s1", contacts: Array.from({ length: Math.min(limit, 3) }, (_, n) => contact(n)) };
}

/** Idempotent: a job's file bears the key. Waits while the folder says so. */
export async function scheduleCampaign(
  { draft }: { draft: Draft },
  context: HandlerContext,
): Promise<object> {
  note(draft.id, "schedule_campaign", context);
  while (existsSync(join(draft.id, "hold"))) await new Promise((resolve) => setTimeout(resolve, 5));
  writeFileSync(join(draft.id, `job-${context.key}`), draft.subject);
  return { id: context.key, status: "scheduled" };
}

export function cancelCampaign(): null {
  return null;
}

function note(folder: string, what: string, { key, attempt, dispatch }: HandlerContext): void {
  appendFileSync(join(folder, "calls"), `${what} ${key} ${attempt}.${dispatch}\n`);
}
