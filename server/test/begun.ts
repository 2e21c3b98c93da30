import { expect, vi } from "vitest";
import type { Started } from "./started.ts";

/* Runs of the program in `started.ts`. */

const base = "/api/orchestration";
export const soon = { timeout: 20_000 };

export async function begun(
  { ask }: Started,
  plan: string,
  id = "7",
  key = `${plan} ${id}`,
): Promise<string> {
  const start = { workflow_name: plan, input: { id } };
  const { status, body } = await ask("operator", "POST", `${base}/workflow/execute`, start, key);
  expect([status, body.code]).toEqual([202, undefined]);
  return String(body.run);
}

export async function ended({ ask }: Started, run: string): Promise<Record<string, unknown>> {
  return await vi.waitFor(async () => {
    const { body } = await ask("viewer", "GET", `${base}/runs/${run}`);
    expect(["completed", "failed", "cancelled"]).toContain(body.status);
    return body;
  }, soon);
}
