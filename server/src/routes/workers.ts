import type { JsonObject } from "@orchlang/plan";
import type { RemoteReport, Standing } from "@orchlang/runtime/remote";
import type { Context } from "../context.ts";
import type { Principal } from "../identity/principal.ts";
import { ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { anyObject, count, flag, list, oneOf, record, text, time } from "../schemas.ts";
import type { Work } from "../work/work.ts";

const worker = record(
  {
    worker: text,
    state: {
      ...oneOf("connected", "away", "lost"),
      description: "away: not connected, and its lease goes on; lost: given up",
    },
    standing: oneOf("open", "draining", "quarantined"),
    leaving: { ...flag, description: "it wants to go, and does as soon as nothing of it is held" },
    why: text,
    offers: list(
      record(
        {
          pool: text,
          capacity: count,
          fields: anyObject,
          unfit: { ...text, description: "why it may not serve the pool" },
        },
        ["unfit"],
      ),
    ),
    jobs: list(
      record({
        run: text,
        capability: text,
        pool: { ...text, description: "empty: a node does it for the one that leads" },
        attempt: count,
        dispatch: { ...count, description: "the fencing token: a result under another one is refused" },
        sent: flag,
      }),
    ),
    heard: time,
    version: text,
    token: { ...text, description: "the id of the token that it has connected with" },
    shares: { ...count, description: "of a node that stands by: jobs of no pool that it takes at once" },
  },
  ["why", "version", "token", "shares"],
);

function view({ name, jobs, offers, ...rest }: RemoteReport): JsonObject {
  return {
    worker: name,
    ...rest,
    offers: offers.map((offer) => ({ ...offer })),
    jobs: jobs.map(({ key: _, ...job }) => ({ ...job })),
  };
}

function needsAll(by: Principal): void {
  if (by.plans !== undefined)
    throw new ProblemError(403, "plans", "Workers are of all plans; the token sees only some.");
}

function workOf({ work }: Context, by: Principal): Work {
  needsAll(by);
  if (work !== undefined) return work;
  throw new ProblemError(404, "no_workers", "The server has no `workers` in its settings: none may connect.");
}

function standing(word: "quarantine" | "release" | "drain", summary: string): Route {
  return {
    method: "POST",
    path: `/workers/:worker/${word}`,
    operation: `${word}Worker`,
    summary,
    group: "resources",
    role: "operator",
    keyed: true,
    action: "resources",
    params: record({ worker: text }),
    body: record({ why: { ...text, minLength: 1, maxLength: 1_000 } }),
    status: 202,
    reply: record({ worker: text, standing: oneOf("open", "draining", "quarantined") }),
    handle: async (context, { by, params, body, key }) => {
      const work = workOf(context, by);
      const name = params.worker ?? "";
      if (!work.list().some((one) => one.name === name))
        throw new ProblemError(404, "unknown_worker", "There is no worker of that name: list them.");
      const next = standings[word];
      await work.stand(name, next, { why: String(body.why), by: by.user, key });
      return { body: { worker: name, standing: next } };
    },
  };
}

const standings = {
  quarantine: "quarantined",
  release: "open",
  drain: "draining",
} as const satisfies Readonly<Record<string, Standing>>;

/** Workers elsewhere: their offers, their jobs, and what operators say of them. */
export const workerRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/workers",
    operation: "listWorkers",
    summary: "Workers elsewhere: what each offers, what it does, when it was heard of last",
    group: "resources",
    role: "viewer",
    reply: record({ pools: list(text), workers: list(worker) }),
    handle: (context, { by }) => {
      needsAll(by);
      const remote = context.work?.remote;
      return { body: { pools: remote?.pools ?? [], workers: remote?.report().map(view) ?? [] } };
    },
  },
  standing(
    "quarantine",
    "Give a worker nothing, take what it does elsewhere, and believe nothing that it says",
  ),
  standing("release", "Let a worker work again, after a quarantine or while it drains"),
  standing("drain", "Give a worker no more, and let it end what it does"),
];
