import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { admitted, authenticated, isCurrent } from "../identity/authenticate.ts";
import { ProblemError } from "../problem.ts";
import { channels, isChannel, mayRead } from "./feed.ts";
import { Reader, sentBytes } from "./reader.ts";

/** Above this, a connection takes nothing more until it has drained. */
const bufferedMax = 256 * 1024;

/** How often an idle connection is written to, ms, so that one which is dead is noticed. */
const beatMs = 30_000;

/**
 * Server-Sent Events: `GET /stream/<channel>`, from what comes next, or after `Last-Event-ID`. The id of an event is its
 * sequence number. (HTML Living Standard, section 9.2.)
 */
export function eventStream(api: FastifyInstance, base: string, context: Context): void {
  api.get(
    `${base}/stream/:channel`,
    {
      schema: {
        operationId: "streamChannel",
        summary: "A live channel as Server-Sent Events",
        tags: ["live"],
        params: { type: "object", properties: { channel: { type: "string", enum: [...channels] } } },
      },
      onRequest: async (request) => {
        await admitted(context, request);
      },
    },
    async (request, reply) => {
      const by = await authenticated(context, request);
      const { channel } = request.params as { channel?: string };
      if (!isChannel(channel)) throw new ProblemError(404, "unknown_channel", "There is no such channel.");
      const last = Number(request.headers["last-event-id"]);
      const from = Number.isInteger(last) && last >= 0 ? last + 1 : context.feed.last(channel) + 1;
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      raw.write(": connected\n\n");
      const reader = new Reader(context.feed, {
        channel,
        from,
        isFree: () => raw.writableLength < bufferedMax && !raw.destroyed,
        send: (sent) => {
          const id = "gap" in sent ? sent.gap.to : sent.seq;
          raw.write(`id: ${id}\nevent: ${"gap" in sent ? "gap" : sent.kind}\ndata: ${sentBytes(sent)}\n\n`);
        },
        isAllowed: () => isCurrent(context, by),
        end: () => raw.end(),
        sees: (frame) => mayRead(by, frame),
      });
      raw.on("drain", () => reader.pump());
      let wasFull = false;
      const beat = setInterval(() => {
        const isFull = raw.writableLength >= bufferedMax;
        // Nothing was taken for a whole beat: nobody reads any more.
        if (isFull && wasFull) raw.destroy();
        else if (!isFull) raw.write(": still here\n\n");
        wasFull = isFull;
      }, beatMs).unref();
      raw.on("close", () => {
        clearInterval(beat);
        reader.close();
      });
    },
  );
}
