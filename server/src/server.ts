import type { AddressInfo } from "node:net";
import type { JsonObject } from "@orchlang/plan";
import type { Journal, Orchestrator } from "@orchlang/runtime";
import type { RemoteWorkers } from "@orchlang/runtime/remote";
import type { SimulationThread } from "@orchlang/simulator";
import type { TrialThread } from "@orchlang/simulator/trials";
import type { FastifyInstance } from "fastify";
import { application } from "./application.ts";
import { type Cluster, framesBefore } from "./cluster/cluster.ts";
import type { Context, Program } from "./context.ts";
import type { Doubles } from "./doubles/doubles.ts";
import { openEventLog } from "./event-log.ts";
import { Allowance, type Rate } from "./identity/allowance.ts";
import { Denials } from "./identity/denials.ts";
import { jwtVerifier } from "./identity/machine-jwt.ts";
import { oidcSignIn } from "./identity/oidc.ts";
import { callbackPath } from "./identity/oidc-routes.ts";
import { Sessions } from "./identity/sessions.ts";
import type { TokenStore } from "./identity/token-store.ts";
import { Sources } from "./ingest/sources.ts";
import { Feed } from "./live/feed.ts";
import { publishTo } from "./live/publish.ts";
import { webSockets } from "./live/web-socket.ts";
import { Notifier } from "./notify/notifier.ts";
import { metricsOf } from "./observability/metrics.ts";
import { MetricsExporter } from "./observability/metrics-export.ts";
import { headersIn, Tracer } from "./observability/tracer.ts";
import { recordVersions } from "./program-versions.ts";
import { Retention } from "./retention.ts";
import { openRunIndex } from "./run-index.ts";
import type { ServerSettings } from "./settings/settings.ts";
import { endUnusedConnections } from "./unused-connections.ts";
import { UsedKeys } from "./used-keys.ts";
import { openWork } from "./work/work.ts";

/** The parts of a server. It opens and closes only its own sockets. */
export interface ServerOptions {
  /** With the program's triggers armed. */
  readonly orchestrator: Orchestrator;
  /** The orchestrator's own, opened for reading. */
  readonly journal: Journal;
  readonly program: Program;
  readonly tokens: TokenStore;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Default: `/api/orchestration`. */
  readonly base?: string;
  readonly version: string;
  /** Bytes of a request's body. Default: 1 MiB. */
  readonly bodyMax?: number;
  readonly settings?: ServerSettings;
  /** Workers elsewhere: those that the orchestrator was given. Default: none may connect. */
  readonly remote?: RemoteWorkers;
  /** The world that the orchestrator calls in place of handlers. Default: the handlers are real. */
  readonly doubles?: Doubles;
  /** The secret of the server at the OpenID provider. */
  readonly oidcSecret?: string;
  /** The values of the environment variables that the settings name for channels. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Waits after failed attempts to notify, ms; then a delivery is dead. Default: 1 s, 10 s, 1 min, 10 min, 1 h. */
  readonly notifyDelays?: readonly number[];
  /** Folder of the built console, served at `/`. Default: none is served. */
  readonly console?: string;
  /** How long the headers of a request may take to arrive, ms. Default: 10 s. */
  readonly headersMs?: number;
  /** How long all of a request may take, ms. Default: 30 s. */
  readonly requestMs?: number;
  /** Requests of one principal. Default: 2,000 at once, 1,000 a second. */
  readonly requestRate?: Rate;
  /** How long a simulation may take, ms. Default: 10 s. */
  readonly simulateMs?: number;
  /** How often ended runs are pruned, ms. Default: every hour, and as the server starts. */
  readonly retentionMs?: number;
  /** Other nodes share the journal. Default: none do. */
  readonly cluster?: Cluster;
  /** ms since 1970. */
  now(): number;
  /** Called with what an operator may want to look up later, such as denials. */
  log?(entry: JsonObject): void;
}

/** The options that can be changed while the server runs. */
export type Reloaded = Pick<ServerOptions, "settings" | "oidcSecret" | "secrets">;

/** Parts of the context that follow from settings. */
type Settled = Pick<Context, "jwt" | "oidc" | "twoPersons">;

export interface Server {
  /** `http://127.0.0.1:7300` */
  readonly address: string;
  /** A link that signs a browser in once, within ten minutes, in the name of a token's holder. */
  signInLink(token: string): string;
  /** For tests and embedding: requests without a socket. */
  readonly app: FastifyInstance;
  /** Uses other settings from now on. Who has signed in stays so; connections and runs go on. */
  reload(settings: Reloaded): void;
  /** Stops taking requests, ends live channels, and resolves once every request has its response. */
  close(): Promise<void>;
}

/** Serves a runtime. `fault`: it cannot listen there. */
export async function openServer(options: ServerOptions): Promise<Server | { readonly fault: string }> {
  const { orchestrator, journal, program, tokens, host, port, now, cluster } = options;
  // Ahead of an earlier process, unless that has sent more than a thousand frames a second.
  const feed = new Feed(framesBefore(now(), cluster));
  const runs = await openRunIndex(journal, orchestrator);
  const events = await openEventLog(journal, orchestrator);
  await recordVersions(orchestrator, program, now());
  const unpublish = publishTo(feed, orchestrator, { program, runs, now });
  const sessions = new Sessions();
  const { base = "/api/orchestration", version, doubles, notifyDelays: delays = delaysByDefault } = options;
  let { settings = {} } = options;
  let address = "";
  const callback = (): string => `${settings.address ?? address}${base}${callbackPath}`;
  const [simulations, trials] = [lazySimulations(), lazyTrials()];
  const notifier = new Notifier({ orchestrator, events, feed, delays, now });
  const sources = new Sources(orchestrator, now);
  const tracer = new Tracer({ orchestrator, journal, events, version, delays });
  const log = (entry: JsonObject): void => options.log?.(entry);
  const work = await openWork(options.remote, { orchestrator, program, log });
  const retention = new Retention({ orchestrator, journal, runs, now, log, everyMs: options.retentionMs });
  const settable = { notifier, sources, tracer, retention };
  const parts = { ...settable, orchestrator, program, runs, feed, work, now, cluster };
  const metrics = metricsOf(parts);
  const exporter = new MetricsExporter({ ...options, collect: metrics.collected });
  const receivers = { ...settable, exporter };
  let ready = true;
  void orchestrator.halted.then((why) => {
    if (ready) log({ kind: "halted", why });
    ready = false;
  });
  const context: Context = {
    ...settled(options, receivers, callback),
    ...parts,
    journal,
    tokens,
    sessions,
    denials: new Denials(log),
    keys: new UsedKeys(),
    requests: new Allowance(options.requestRate ?? { burst: 2_000, perSecond: 1_000 }),
    ...{ events, doubles, simulations, trials },
    simulateMs: options.simulateMs ?? 10_000,
    isReady: () => ready && cluster?.holds() !== false,
  };
  const asked = { base, version, ...limitsOf(options), metrics, console: options.console, log };
  const app = await application(context, asked);
  const sockets = webSockets(app.server, context);
  endUnusedConnections(app);
  const stop = async (): Promise<void> => {
    ready = false;
    unpublish();
    await retention.close();
    notifier.close();
    await sources.close();
    tracer.close();
    exporter.close();
    metrics.close();
    work?.close();
    // An event stream has no end of its own: closing would wait for it.
    feed.close();
    runs.close();
    events.close();
    sockets.close();
    trials.close();
    await app.close();
    await simulations.close();
  };
  const fault = await faultOf(app.listen({ host, port }));
  if (fault !== undefined) {
    await stop();
    return { fault };
  }
  address = addressOf(host, app.server.address() as AddressInfo);
  const signInLink = (token: string): string =>
    `${address}/#code=${sessions.code((at) => tokens.holder(token, at), now())}`;
  const reload = (wanted: Reloaded): void => {
    settings = wanted.settings ?? {};
    Object.assign(context, settled(wanted, receivers, callback));
  };
  return { address, app, close: stop, signInLink, reload };
}

/** Waits after failed attempts to notify, ms. */
const delaysByDefault = [1_000, 10_000, 60_000, 600_000, 3_600_000];

async function faultOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function limitsOf({ bodyMax = 1_048_576, headersMs = 10_000, requestMs = 30_000 }: ServerOptions) {
  return { bodyMax, headersMs, requestMs };
}

function addressOf(host: string, { port }: AddressInfo): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** The simulator takes megabytes, and is loaded with the first simulation. */
function lazySimulations(): SimulationThread {
  let thread: Promise<SimulationThread> | undefined;
  return {
    simulate: async (work, limitMs) => {
      thread ??= import("@orchlang/simulator").then(({ simulationThread }) => simulationThread());
      return await (await thread).simulate(work, limitMs);
    },
    close: async () => await (await thread)?.close(),
  };
}

function lazyTrials(): TrialThread {
  let thread: Promise<TrialThread> | undefined;
  const opened = (): Promise<TrialThread> => {
    thread ??= import("@orchlang/simulator/trials").then(({ trialThread }) => trialThread());
    return thread;
  };
  return {
    verify: async (search, ending) => await (await opened()).verify(search, ending),
    play: async (playing, ending) => await (await opened()).play(playing, ending),
    cover: async (playings, ending) => await (await opened()).cover(playings, ending),
    close: () => void thread?.then(({ close }) => close()),
  };
}

type Receivers = Pick<Context, "notifier" | "sources" | "tracer" | "retention"> & {
  readonly exporter: MetricsExporter;
};

/** The parts that settings decide. Channels and sources are put to use at once. */
function settled(
  { settings: wanted = {}, oidcSecret, secrets = {} }: Reloaded,
  { notifier, sources, tracer, exporter, retention }: Receivers,
  callback: () => string,
): Settled {
  notifier.use(wanted.channels ?? {}, (name) => secrets[name]);
  const { traces, metrics } = wanted;
  void tracer.use(traces, headersIn(secrets[traces?.headersVariable ?? ""]));
  exporter.use(metrics, headersIn(secrets[metrics?.headersVariable ?? ""]));
  sources.use(wanted.sources ?? {}, (name) => secrets[name]);
  retention.use(wanted.retention);
  return {
    jwt: wanted.jwt && jwtVerifier(wanted.jwt),
    oidc: wanted.oidc && oidcSignIn(wanted.oidc, { secret: oidcSecret, callback }),
    twoPersons: new Set(wanted.twoPersons ?? []),
  };
}
