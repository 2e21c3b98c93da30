import type { Json } from "@orchlang/plan";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { decoded } from "../encoded-body.ts";
import { orProblem, ProblemError } from "../problem.ts";
import { count, record, text } from "../schemas.ts";
import { signedId } from "./signature.ts";
import { jsonIn } from "./sources.ts";

/**
 * `POST /sources/NAME`: a webhook of a source of the settings. Its signature is who sends it: it may send these records and
 * nothing else. The body is verified before it is parsed.
 */
export async function webhookRoute(
  api: FastifyInstance,
  { base, bodyMax }: { readonly base: string; readonly bodyMax: number },
  context: Context,
): Promise<void> {
  await api.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
      decoded(body, request.headers["content-encoding"], bodyMax, done);
    });
    scope.route({
      method: "POST",
      url: `${base}/sources/:source`,
      schema: {
        operationId: "receiveWebhook",
        summary: "A webhook of a source that the settings name, signed by its sender",
        tags: ["events"],
        security: [],
        params: record({ source: text }),
        response: {
          202: record({ taken: { ...count, description: "events and readings that were taken" } }),
        },
      },
      handler: async (request, reply) => {
        const { source: name } = request.params as { readonly source: string };
        const { sources, now } = context;
        const source = sources.signing(name);
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const { headers } = request;
        const signed = source && signedId(source.kind, { headers, body, secret: source.secret, now: now() });
        if (source === undefined || signed === undefined) {
          if (source !== undefined) sources.unsigned(name);
          // The same response for both: nobody learns which sources there are.
          throw new ProblemError(
            401,
            "signature_invalid",
            "There is no such source, or the signature does not hold: it is made with another secret, or is too old.",
          );
        }
        const wait = context.requests.take(`source ${name}`, now());
        if (wait > 0) throw new ProblemError(429, "too_many_requests", "This source sends too much.");
        const flat = Object.entries(headers).flatMap(([key, value]) =>
          typeof value === "string" ? [[key, value] as const] : [],
        );
        const foreign = { body: parsed(body), headers: Object.fromEntries(flat) };
        const { taken, refusal } = await sources.take(name, foreign, signed);
        if (refusal !== undefined) orProblem(refusal as Parameters<typeof orProblem>[0]);
        return reply.code(202).send({ taken });
      },
    });
  });
}

function parsed(body: Buffer): Json {
  const json = jsonIn(body);
  if (json === undefined) throw new ProblemError(400, "invalid_request", "The body is not JSON.");
  return json;
}
