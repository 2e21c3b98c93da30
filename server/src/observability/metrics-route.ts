import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { admitted } from "../identity/authenticate.ts";
import { ProblemError } from "../problem.ts";
import type { Metrics } from "./metrics.ts";

/** `GET /metrics`, for those who see all plans: a metric counts over plans, and names each of them. */
export function metricsRoute(api: FastifyInstance, metrics: Metrics, context: Context): void {
  api.get(
    "/metrics",
    {
      schema: {
        operationId: "readMetrics",
        summary: "Metrics in the text format of Prometheus",
        tags: ["health"],
      },
    },
    async (request, reply) => {
      const { plans } = await admitted(context, request);
      if (plans !== undefined)
        throw new ProblemError(403, "plans", "Metrics are about all plans; the token sees only some.");
      return reply.header("content-type", metrics.contentType).send(await metrics.text());
    },
  );
  api.addHook("onResponse", async (request, { statusCode, elapsedTime }) => {
    const { operationId } = request.routeOptions.schema ?? {};
    if (operationId !== undefined)
      metrics.answered({ operation: operationId, status: statusCode, seconds: elapsedTime / 1000 });
  });
}
