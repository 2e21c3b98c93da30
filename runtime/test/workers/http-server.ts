import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Handler, Json } from "@orchlang/plan";
import { onTestFinished } from "vitest";
import type { Job, JobResult } from "../../src/world/world.ts";
import { capability, job, pool, root, type Shape, start } from "./jobs.ts";

export interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Answer = (heard: Heard, response: ServerResponse) => void;

/** A server of its own for one test, and what it was asked. */
export async function server(
  answer: Answer,
): Promise<{ readonly url: string; readonly heard: Heard[]; close(): void }> {
  const heard: Heard[] = [];
  const one = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method = "", url = "", headers } = request;
    const told = { method, url, headers, body: Buffer.concat(parts).toString() };
    heard.push(told);
    answer(told, response);
  });
  await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
  const close = (): void => {
    one.closeAllConnections();
    one.close();
  };
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(one.address() as AddressInfo).port}`, heard, close };
}

export const json =
  (status: number, value: unknown): Answer =>
  (_, response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));

export async function ask(
  method: string,
  url: string,
  args: Json = {},
  { hosts, ...shape }: Shape & { readonly hosts?: readonly string[] } = {},
  more: Partial<Job> = {},
): Promise<JobResult> {
  const { workers } = pool();
  const handler: Handler = { kind: "http", method, url, ...(hosts === undefined ? {} : { hosts }) };
  workers.equip({ it: { capability: capability("it", shape), handler, schemas: {}, root } });
  return await start(workers, [job("it", args, more)])[0]!;
}
