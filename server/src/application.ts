import { isUtf8 } from "node:buffer";
import swagger from "@fastify/swagger";
import type { JsonObject } from "@orchlang/plan";
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { serveConsole } from "./console.ts";
import type { Context } from "./context.ts";
import { decoded } from "./encoded-body.ts";
import { admitted, authenticated, isCurrent } from "./identity/authenticate.ts";
import type { Denied } from "./identity/denials.ts";
import { oidcRoutes } from "./identity/oidc-routes.ts";
import type { Principal } from "./identity/principal.ts";
import { includes } from "./identity/roles.ts";
import { sessionRoutes } from "./identity/session-routes.ts";
import { webhookRoute } from "./ingest/webhook-route.ts";
import { eventStream } from "./live/event-stream.ts";
import { type Metrics, metricsRoute } from "./observability/metrics.ts";
import { type Problem, ProblemError, problem } from "./problem.ts";
import { serveReference } from "./reference/serve.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";
import { coercing, strict } from "./validators.ts";

interface ApplicationOptions {
  /** Where the API is, without a slash at its end. */
  readonly base: string;
  /** Release, for the OpenAPI document. */
  readonly version: string;
  /** Bytes of a request's body. */
  readonly bodyMax: number;
  /** How long the headers of a request may take to arrive, ms. */
  readonly headersMs: number;
  /** The same for all of it. */
  readonly requestMs: number;
  readonly metrics: Metrics;
  /** Folder of the built console; undefined: none is served. */
  readonly console: string | undefined;
  /** Failures of the server itself. */
  log(entry: JsonObject): void;
}

/** The server's HTTP side: every route of the table, `/health`, `/ready`, `/openapi.json`, `/docs` and the event stream. */
export async function application(context: Context, options: ApplicationOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: options.bodyMax,
    requestTimeout: options.requestMs,
    http: {
      headersTimeout: options.headersMs,
      // By so much a slow client can exceed the limits.
      connectionsCheckingInterval: Math.ceil(options.headersMs / 2),
    },
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: unreadable,
  });
  readJson(app, options.bodyMax);
  // Query strings are text: numbers and booleans in them are read by their schema. Bodies are taken as they are.
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === "querystring" ? coercing : strict).compile(schema as object),
  );
  app.setErrorHandler((error: FastifyError | ProblemError, request, reply) => {
    const sent =
      error instanceof ProblemError ? context.denials.note(deniedOf(request), error, context.now()) : error;
    const result = problemOf(sent);
    if (result.status === 500) options.log(failureOf(request, sent));
    const asks: Record<string, string> = { ...asked[result.status] };
    if ("retryAfter" in sent && sent.retryAfter !== undefined) asks["retry-after"] = `${sent.retryAfter}`;
    return reply
      .code(result.status)
      .headers({ "content-type": problemType, ...asks })
      .send(result);
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .header("content-type", problemType)
      .send(
        problem(
          404,
          "unknown_path",
          `There is no ${request.method} ${request.url.split("?")[0]}. /docs lists every path.`,
        ),
      ),
  );
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (!context.isReady()) reply.header(...lastResponse);
    for (const [name, value] of ownHeaders) if (!reply.hasHeader(name)) reply.header(name, value);
    done(null, payload);
  });
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "orch", version: options.version, description: "Runs, tasks, events and resources." },
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
      security: [{ token: [] }],
    },
  });
  await app.register(async (api) => {
    metricsRoute(api, options.metrics, context);
    for (const route of routes) add(api, options.base, route, context);
    sessionRoutes(api, options.base, context);
    oidcRoutes(api, options.base, context);
    await webhookRoute(api, options, context);
    eventStream(api, options.base, context);
    const open = { schema: { security: [], tags: ["health"] } };
    api.get("/health", open, () => ({ status: "up" }));
    api.get("/ready", open, (_request, reply) => {
      const ready = context.isReady();
      const role = context.cluster === undefined ? {} : { role: "leader" };
      return reply.code(ready ? 200 : 503).send({ ready, ...role });
    });
    serveReference(api, () => app.swagger());
    if (options.console !== undefined) serveConsole(api, options.console);
  });
  return app;
}

/** JSON is the only form of a body: what is sent as text is rejected before it is read. */
function readJson(app: FastifyInstance, bodyMax: number): void {
  app.removeContentTypeParser(["text/plain", "application/json"]);
  const parsed = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    decoded(body, request.headers["content-encoding"], bodyMax, (error, plain) => {
      if (plain === undefined) done(error);
      // Read as UTF-8, other bytes would become replacement characters.
      else if (isUtf8(plain)) parsed(request, plain.toString("utf8"), done);
      else done(new ProblemError(400, "invalid_request", "The body is not UTF-8."));
    });
  });
}

/** A connection that is kept open would keep a server that stops. */
const lastResponse = ["connection", "close"] as const;

/** Headers of a problem, by its status. */
const asked: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { "www-authenticate": "Bearer" },
  415: { "accept-encoding": "gzip" },
};

const problemType = "application/problem+json";

/** In each response that does not have them otherwise. */
const ownHeaders = [
  ["cache-control", "no-store"],
  ["content-security-policy", "default-src 'none'; frame-ancestors 'none'"],
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "no-referrer"],
] as const;

function add(api: FastifyInstance, base: string, route: Route, context: Context): void {
  /** Principals of requests whose body is awaited: once it is there, only whether their access still counts is looked at. */
  const asking = new WeakMap<FastifyRequest, Principal>();
  const { method, path, operation, summary, group, params, query, body, reply, status = 200 } = route;
  api.route({
    method,
    url: `${base}${path}`,
    schema: {
      operationId: operation,
      summary,
      tags: [group],
      "x-role": route.role,
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { querystring: query }),
      ...(body === undefined ? {} : { body }),
      ...(route.keyed === true ? { headers: keyHeader } : {}),
      response: {
        [status]: route.lines === true ? { content: { "application/x-ndjson": { schema: reply } } } : reply,
      },
    },
    serializerCompiler: () => (value) => JSON.stringify(value),
    onRequest: async (request) => {
      const by = await admitted(context, request);
      asking.set(request, by);
      if (!includes(by.role, route.role))
        throw new ProblemError(
          403,
          "role",
          `This needs the role ${route.role}; the token has the role ${by.role}.`,
        );
    },
    handler: async (request, response) => {
      if (route.action !== undefined && context.twoPersons.has(route.action))
        throw new ProblemError(
          403,
          "second_person",
          `Two people have to agree to this: propose it (POST ${base}/proposals, operation ${operation}).`,
        );
      const before = asking.get(request);
      const isStill = before !== undefined && isCurrent(context, before);
      const asked = {
        by: isStill ? before : await authenticated(context, request),
        params: (request.params ?? {}) as Record<string, string>,
        query: (request.query ?? {}) as Record<string, string>,
        body: (request.body ?? {}) as JsonObject,
        key: keyOf(request),
        gone: () => goneOf(response),
        ...traceOf(request),
      };
      if (route.keyed === true) context.keys.check(operation, asked);
      const answered = await route.handle(context, asked);
      if (route.keyed === true) context.keys.add(operation, asked);
      if (route.lines === true) response.type("application/x-ndjson");
      return response.code(answered.status ?? status).send(answered.body);
    },
  });
}

function goneOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

const keyHeader = {
  type: "object",
  properties: {
    "idempotency-key": {
      type: "string",
      minLength: 1,
      maxLength: 200,
      description: "The same key again has the effect of one call.",
    },
  },
  required: ["idempotency-key"],
};

/** A path that can't be decoded: no route is looked up for it. */
function unreadable(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const result = problem(error.statusCode ?? 400, "invalid_request", error.message);
  reply.code(result.status).headers({ "content-type": problemType }).send(result);
}

function failureOf({ method, url }: FastifyRequest, error: Error): JsonObject {
  return { kind: "failed", method, path: url.split("?")[0] ?? "", error: error.stack ?? error.message };
}

function deniedOf({ ip, method, url, headers }: FastifyRequest): Denied {
  return { address: ip, method, url, headers };
}

function traceOf({ headers: { traceparent } }: FastifyRequest): { readonly traceparent?: string } {
  return typeof traceparent === "string" ? { traceparent } : {};
}

function keyOf({ headers }: FastifyRequest): string {
  const key = headers["idempotency-key"];
  return typeof key === "string" ? key : "";
}

/** Codes are stable: a framework's own change with it. */
const ownCodes: Readonly<Record<number, string>> = {
  400: "invalid_request",
  413: "body_too_large",
  415: "media_type",
};

function problemOf(error: FastifyError | ProblemError): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error.validation !== undefined) {
    const where = error.validationContext ?? "request";
    const faults = error.validation.map(({ instancePath, message, params }) => {
      const extra = "additionalProperty" in params ? ` (${String(params.additionalProperty)})` : "";
      return `${where}${instancePath}: ${message ?? "is wrong"}${extra}`;
    });
    return problem(
      400,
      "invalid_request",
      "The request does not have the form that /openapi.json describes.",
      faults,
    );
  }
  const { statusCode = 500 } = error;
  if (statusCode >= 500) return problem(500, "internal", "The server failed at this. Its log says more.");
  const detail = statusCode === 415 ? "Send JSON: `content-type: application/json`." : error.message;
  return problem(statusCode, ownCodes[statusCode] ?? error.code.toLowerCase(), detail);
}
