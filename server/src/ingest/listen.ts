import { listenTimeoutMs, messageMax, pingMs, reconnectMs } from "./limits.ts";
import { type Listener, type Listening, reason, type Secrets } from "./listener.ts";
import { subscribed } from "./mqtt.ts";
import type { ListenedSettings, PollSettings, SocketSettings } from "./settings.ts";

/** Connects to a source, and again whenever the connection is lost. */
export function listenTo(settings: ListenedSettings, secrets: Secrets, listener: Listener): Listening {
  const secret = secrets(settings.secretVariable);
  switch (settings.kind) {
    case "mqtt":
      return subscribed(settings, secrets, listener);
    case "websocket":
      return connected(settings, secret, listener);
    case "poll":
      return polled(settings, secret, listener);
  }
}

function connected({ url }: SocketSettings, secret: string | undefined, listener: Listener): Listening {
  let isOpen = true;
  let end = (): void => undefined;
  const open = async (): Promise<void> => {
    const { WebSocket } = await import("ws");
    if (!isOpen) return;
    const socket = new WebSocket(url, {
      headers: bearer(secret),
      handshakeTimeout: listenTimeoutMs,
      maxPayload: messageMax,
      perMessageDeflate: false,
    });
    let problem = "no connection";
    let isAlive = true;
    // A peer that is gone without a word answers no ping.
    const beat = setInterval(() => {
      if (!isAlive) socket.terminate();
      isAlive = false;
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    }, pingMs);
    end = () => {
      clearInterval(beat);
      socket.terminate();
    };
    socket.on("open", () => {
      if (isOpen) listener.state(undefined);
    });
    socket.on("pong", () => {
      isAlive = true;
    });
    socket.on("message", (data) => {
      isAlive = true;
      const body = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
      if (isOpen) void listener.message({ body, headers: {} });
    });
    socket.on("error", (error) => {
      problem = reason(error);
    });
    socket.on("close", () => {
      clearInterval(beat);
      if (!isOpen) return;
      listener.state(problem);
      const timer = setTimeout(() => void open(), reconnectMs);
      end = () => clearTimeout(timer);
    });
  };
  void open();
  return {
    close: () => {
      isOpen = false;
      end();
    },
  };
}

function polled(
  { url, everySeconds }: PollSettings,
  secret: string | undefined,
  listener: Listener,
): Listening {
  const closed = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const ask = async (): Promise<void> => {
    const response = await answer(url, secret, closed.signal);
    if (closed.signal.aborted) return;
    listener.state("problem" in response ? response.problem : undefined);
    if ("body" in response) void listener.message({ body: response.body, headers: {} });
    timer = setTimeout(() => void ask(), everySeconds * 1000);
  };
  void ask();
  return {
    close: () => {
      closed.abort();
      clearTimeout(timer);
    },
  };
}

async function answer(
  url: string,
  secret: string | undefined,
  closed: AbortSignal,
): Promise<{ readonly body: Buffer } | { readonly problem: string }> {
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json", ...bearer(secret) },
      redirect: "error",
      signal: AbortSignal.any([closed, AbortSignal.timeout(listenTimeoutMs)]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return { problem: `it responded with ${response.status}` };
    }
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body ?? []) {
      size += part.length;
      // Leaving the loop cancels the rest.
      if (size > messageMax) return { problem: "the response is too long" };
      parts.push(part);
    }
    return { body: Buffer.concat(parts) };
  } catch (error) {
    return { problem: reason(error) };
  }
}

function bearer(secret: string | undefined): Record<string, string> {
  return secret === undefined ? {} : { authorization: `Bearer ${secret}` };
}
