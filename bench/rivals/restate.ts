import { createServer } from "node:http2";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Context, createEndpointHandler, RestatePromise, service } from "@restatedev/restate-sdk";
import { comesUp, freePort, serve } from "./process.ts";
import { type Rival, type Shape, step } from "./rival.ts";

interface Wanted {
  readonly first: number;
  readonly size: number;
}

const measured = service({
  name: "measured",
  handlers: {
    chain: async (context: Context, { first, size }: Wanted) => {
      let value = first;
      for (let at = 0; at < size; at++) {
        const before = value;
        value = await context.run(`s${at}`, () => step(before));
      }
      return value;
    },
    fanOut: async (context: Context, { first, size }: Wanted) => {
      const each = Array.from({ length: size }, (_, at) => context.run(`s${at}`, () => step(first + at)));
      await RestatePromise.all(each);
      return first;
    },
  },
});

/** Its server as a process of its own, its steps in this one, between them HTTP/2 on this machine alone. */
export async function startRestate(folder: string): Promise<Rival> {
  const [fabric, ingress, admin, ours] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const server = serve(binary(), ["--no-logo"], {
    cwd: folder,
    env: {
      RESTATE_BASE_DIR: join(folder, `restate-${process.hrtime.bigint()}`),
      RESTATE_NODE_NAME: "bench",
      RESTATE_LISTEN_MODE: "tcp",
      RESTATE_BIND_ADDRESS: `127.0.0.1:${fabric}`,
      RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${fabric}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_ADMIN__DISABLE_WEB_UI: "true",
      RESTATE_DISABLE_TELEMETRY: "true",
      RESTATE_LOG_FILTER: "warn",
    },
  });
  const endpoint = createServer(createEndpointHandler({ services: [measured], logger: () => undefined }));
  const stop = async (): Promise<void> => {
    await server.stop("SIGTERM");
    endpoint.close();
  };
  try {
    await comesUp(server, () => isWell(`http://127.0.0.1:${admin}/health`));
    await new Promise<void>((resolve) => endpoint.listen(ours, "127.0.0.1", resolve));
    await post(`http://127.0.0.1:${admin}/deployments`, { uri: `http://127.0.0.1:${ours}` });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    call: (shape: Shape, size: number) =>
      post(`http://127.0.0.1:${ingress}/measured/${shape}`, { first: 1, size }),
    stop,
  };
}

function binary(): string {
  const name = `@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`;
  return createRequire(import.meta.url).resolve(name);
}

async function isWell(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function post(url: string, body: object): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
}
