import { once } from "node:events";
import { createServer, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import type * as Sdk from "@restatedev/restate-sdk";
import { pause } from "../../../world/node.ts";
import type { StoreFault } from "../../store.ts";
import { journalObject } from "./object.ts";
import type { Place } from "./place.ts";
import { quoted, RestateFailure, type RestateServer } from "./server.ts";

/** This process, serving the journal's object to Restate. */
export interface Endpoint {
  /** Has all invocations come here, also where another process has asked for them since. */
  serve(): Promise<void>;
  /** Processes that have served it before are not asked any more. */
  forgetOthers(): Promise<void>;
  /** Ends, and whoever has served it before serves it again. */
  giveBack(): Promise<void>;
  /** Ends as it would by dying: invocations wait for the next process that serves the object. */
  close(): Promise<void>;
}

/** How often invocations that wait for a process that is gone are looked for, ms. */
const lookMs = 50;

/** The package that serves handlers is not a dependency: whoever keeps a journal on Restate installs it. */
async function loaded(): Promise<typeof Sdk | StoreFault> {
  try {
    return await import("@restatedev/restate-sdk");
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== "ERR_MODULE_NOT_FOUND") throw error;
    const message =
      "A journal on Restate needs the package @restatedev/restate-sdk: `npm install @restatedev/restate-sdk`.";
    return { fault: "unreadable", message };
  }
}

/**
 * Serves the object from this process from now on: all further invocations come here, and those that another process has
 * begun are played to their end here. Nothing of them is lost or done twice, whether that process lives or not.
 */
export async function serveObject(place: Place, server: RestateServer): Promise<Endpoint | StoreFault> {
  const { endpoint } = place;
  const sdk = await loaded();
  if ("fault" in sdk) return sdk;
  const handler = sdk.createEndpointHandler({
    services: [journalObject(sdk, place.service)],
    logger: () => undefined,
  });
  const http = createServer(handler);
  const port = Number(endpoint?.port || (endpoint === undefined ? 0 : 9080));
  http.listen(port, endpoint === undefined ? "127.0.0.1" : undefined);
  const close = closing(http);
  let deployment: string | undefined;
  const serve = async (): Promise<void> => {
    const uri = endpoint?.origin ?? `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const body = { uri, force: true };
    const { id } = await server.admin<{ readonly id: string }>("POST", "/deployments", body);
    deployment = id;
    await takeOver(place, server, id);
  };
  const giveBack = async (): Promise<void> => {
    if (deployment !== undefined) await remove(server, deployment);
    await close();
  };
  try {
    await once(http, "listening");
    await serve();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    serve,
    forgetOthers: async () => {
      if (deployment !== undefined) await forgetOthers(place, server, deployment);
    },
    giveBack,
    close,
  };
}

/** Undefined: by the journal's address, Restate can reach this process. */
export function unreachable({ endpoint, ingress }: Place): StoreFault | undefined {
  if (endpoint !== undefined || isHere(ingress)) return undefined;
  const message = `Restate at ${ingress} has to reach this process: say where, by \`?endpoint=http://here:9080\`.`;
  return { fault: "unreadable", message };
}

function isHere(ingress: string): boolean {
  return /^(?:127\..*|localhost|\[::1\])$/u.test(new URL(ingress).hostname);
}

function closing(http: Http2Server): () => Promise<void> {
  const sessions = new Set<{ destroy(): void }>();
  http.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
    session.on("error", () => undefined);
  });
  return async () => {
    if (!http.listening) return;
    const closed = once(http, "close");
    http.close();
    for (const session of sessions) session.destroy();
    await closed;
  };
}

interface Invocation {
  readonly id: string;
  readonly status: string;
  readonly pinned_deployment_id?: string;
}

/** An invocation is bound to the process that began it; a paused one may go on elsewhere. */
async function takeOver({ service }: Place, server: RestateServer, deployment: string): Promise<void> {
  const paused = new Set<string>();
  for (;;) {
    const invocations = await server.query<Invocation>(
      `SELECT id, status, pinned_deployment_id FROM sys_invocation WHERE target_service_name = ${quoted(service)}
       AND status IN ('running', 'backing-off', 'suspended', 'paused')`,
    );
    // One that is bound to none comes here by itself.
    const elsewhere = invocations.filter(
      ({ status, pinned_deployment_id: at }) => status === "paused" || (at ?? deployment) !== deployment,
    );
    if (elsewhere.length === 0) return;
    for (const { id, status } of elsewhere) {
      // It may have ended by now: then there is nothing to be done.
      if (status === "paused")
        await unless(server.admin("PATCH", `/invocations/${id}/resume?deployment=latest`));
      else if (!paused.has(id)) {
        paused.add(id);
        await unless(server.admin("PATCH", `/invocations/${id}/pause`));
      }
    }
    await pause(lookMs);
  }
}

async function unless(done: Promise<unknown>): Promise<void> {
  await done.catch((error: unknown) => {
    if (!(error instanceof RestateFailure) || error.status === undefined) throw error;
  });
}

interface Deployment {
  readonly id: string;
  readonly services: readonly { readonly name: string }[];
}

async function forgetOthers({ service }: Place, server: RestateServer, deployment: string): Promise<void> {
  const { deployments } = await server.admin<{ readonly deployments: readonly Deployment[] }>(
    "GET",
    "/deployments",
  );
  for (const { id, services } of deployments)
    if (id !== deployment && services.length > 0 && services.every(({ name }) => name === service))
      await remove(server, id);
}

async function remove(server: RestateServer, deployment: string): Promise<void> {
  await unless(server.admin("DELETE", `/deployments/${deployment}?force=true`));
}
