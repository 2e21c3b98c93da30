import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";
import { type Described, referencePage, style } from "./page.ts";

/** The page's own style applies, and nothing else loads or runs. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Serves `/openapi.json`, and the same as a page at `/docs`. Both are open. */
export function serveReference(api: FastifyInstance, document: () => object): void {
  api.get("/openapi.json", { schema: { hide: true } }, document);
  api.get("/docs", { schema: { hide: true } }, (request, reply) => {
    const page = referencePage(document() as Described);
    const takesGzip = String(request.headers["accept-encoding"] ?? "").includes("gzip");
    return reply
      .headers({
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
        vary: "accept-encoding",
        ...(takesGzip ? { "content-encoding": "gzip" } : {}),
      })
      .send(takesGzip ? gzipSync(page) : page);
  });
}
