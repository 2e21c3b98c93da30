import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request as the server heard it. */
export interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How a request is answered: in order, the last one for ever. */
export type Reply = (response: ServerResponse, asked: Asked) => void;

/** A model server of a test's own, which speaks whatever protocol its replies speak. */
export async function modelServer(
  ...replies: readonly Reply[]
): Promise<{ readonly url: string; readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString() || "{}") as Asked["body"];
    const one = { path: request.url ?? "", headers: request.headers, body };
    const reply = replies[Math.min(asked.length, replies.length - 1)];
    asked.push(one);
    reply?.(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked };
}

interface Said {
  readonly usage?: unknown;
  readonly finish?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A chat completion of OpenAI's protocol, streamed where the request asks for that. */
export function says(text: string, { usage = used(100, 20), finish = "stop" }: Said = {}): Reply {
  return (response, { body }) => {
    if (body.stream === true) return stream(response, text, { usage, finish });
    const choice = { index: 0, message: { role: "assistant", content: text }, finish_reason: finish };
    sends({ id: "c", object: "chat.completion", created: 1, model: "m", choices: [choice], usage })(response);
  };
}

export function used(input: number, output: number, cached = 0): unknown {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
  };
}

export function sends(value: unknown, status = 200): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof value === "string" ? value : JSON.stringify(value));
  };
}

export const busy: Reply = sends({ error: { message: "Too many requests" } }, 429);
/** Takes the request, and never answers. */
export const silent: Reply = () => undefined;
/** The connection breaks in the middle of the answer's body. */
export const cut: Reply = (response, { body }) => {
  response.writeHead(200, {
    "content-type": body.stream === true ? "text/event-stream" : "application/json",
  });
  response.write(body.stream === true ? event("half an ans") : '{"choices":[{"mess', () =>
    response.destroy(),
  );
};
/** The stream ends as if nothing were missing, without its last part. */
export const stops: Reply = (response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(event("half an ans"));
};

function stream(response: ServerResponse, text: string, { usage, finish }: Said): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const piece of text.match(/[\s\S]{1,8}/gu) ?? []) response.write(event(piece));
  const last = { id: "c", created: 1, model: "m", choices: [{ index: 0, delta: {}, finish_reason: finish }] };
  response.write(`data: ${JSON.stringify({ ...last, usage })}\n\n`);
  response.end("data: [DONE]\n\n");
}

function event(content: string): string {
  const choices = [{ index: 0, delta: { role: "assistant", content }, finish_reason: null }];
  return `data: ${JSON.stringify({ id: "c", created: 1, model: "m", choices })}\n\n`;
}
