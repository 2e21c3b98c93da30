import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The page takes everything from its own origin and from nowhere else; nothing inline runs. */
const policy = [
  "default-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * Serves the built console at `/`: each of its files under its own name, read once. A request never becomes a path of
 * the disk. The files are open to everybody: whatever the page shows comes from the API, by a session.
 */
export function serveConsole(app: FastifyInstance, folder: string): void {
  if (!existsSync(join(folder, "index.html"))) return;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    const path = `/${name.split(sep).join("/")}`;
    // Plain files take three times the memory, and every browser takes zipped ones.
    const zipped = gzipSync(readFileSync(join(folder, name)));
    // The name of an asset has a hash of its content; the page that names them is asked for every time.
    const cache = path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    for (const url of path === "/index.html" ? ["/", path] : [path])
      app.get(url, { schema: { hide: true } }, (request, reply) => {
        const takesGzip = String(request.headers["accept-encoding"] ?? "").includes("gzip");
        return reply
          .headers({
            "content-type": type,
            "cache-control": cache,
            "content-security-policy": policy,
            vary: "accept-encoding",
            ...(takesGzip ? { "content-encoding": "gzip" } : {}),
          })
          .send(takesGzip ? zipped : gunzipSync(zipped));
      });
  }
}
