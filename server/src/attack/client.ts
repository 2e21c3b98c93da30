import { randomUUID } from "node:crypto";

/** A response, with its body as JSON where it is some. */
export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

interface Sent {
  readonly method?: "GET" | "POST" | "DELETE";
  /** As JSON; a text or bytes as they are. */
  readonly body?: object | string | Uint8Array;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Undefined: the client's own. Empty: none. */
  readonly authorization?: string;
}

/** The API of a server, as anybody reaches it. */
export class Client {
  readonly address: string;
  readonly authorization: string;

  /** @param address with nothing after its port */
  constructor(address: string, token: string) {
    this.address = address;
    this.authorization = `Bearer ${token}`;
  }

  /** @param path below `/api/orchestration`, or from the root where it begins with `//` */
  async ask(path: string, sent: Sent = {}): Promise<Reply> {
    const { body, method = body === undefined ? "GET" : "POST", key = randomUUID() } = sent;
    const { authorization = this.authorization, headers } = sent;
    const isRaw = typeof body === "string" || body instanceof Uint8Array;
    const response = await fetch(this.address + (path.startsWith("//") ? path.slice(1) : `${base}${path}`), {
      method,
      headers: {
        ...(authorization === "" ? {} : { authorization }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(method === "POST" ? { "idempotency-key": key } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
      redirect: "manual",
    });
    const text = await response.text();
    return { status: response.status, body: jsonIn(text), text };
  }
}

const base = "/api/orchestration";

function jsonIn(text: string): Reply["body"] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Reply["body"]) : {};
  } catch {
    return {};
  }
}
