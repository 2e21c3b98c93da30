import { expect, vi } from "vitest";
import type { Mapping } from "../src/ingest/mapping.ts";
import type { SourceSettings } from "../src/ingest/settings.ts";
import { soon } from "./begun.ts";
import { type Started, started } from "./started.ts";

/* A server with one source, and its news. */

export const base = "/api/orchestration";
export const daily: Mapping = { where: { "header topic": "shop/daily" }, signal: "daily", value: "/n" };
export const sold: Mapping = { each: "/sold", event: "sale", from: "web", fields: { id: "/id" }, id: "/id" };

export const running = (settings: SourceSettings, secrets: Record<string, string> = {}) =>
  started({ settings: { sources: { it: settings } }, secrets });

export async function record({ ask }: Started): Promise<readonly unknown[]> {
  const { body } = await ask("viewer", "GET", `${base}/events/history`);
  return (body.events as { kind: string; fields: unknown }[])
    .filter(({ kind }) => ["occurrence", "reading"].includes(kind))
    .map(({ fields }) => fields);
}

async function source({ ask }: Started): Promise<unknown> {
  const { body } = await ask("operator", "GET", `${base}/sources`);
  return (body.sources as readonly unknown[])[0];
}

export const shows = (on: Started, wanted: object) =>
  vi.waitFor(async () => expect(await source(on)).toMatchObject(wanted), soon);
