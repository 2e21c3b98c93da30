/** Servers that answer as they should not, and places where there is no such server. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type Answer, ask, json, server } from "./http-server.ts";

async function listening(one: Server): Promise<number> {
  one.listen(0, "127.0.0.1");
  await once(one, "listening");
  onTestFinished(() => void one.close());
  return (one.address() as AddressInfo).port;
}

const text =
  (body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) =>
    response.writeHead(200, headers).end(body);

describe("an answer", () => {
  test("that comes in pieces, packed, or begins with a mark is read", async () => {
    const pieces = await server((_, response) => {
      response.writeHead(200).write('{"te');
      setImmediate(() => response.end('xt":"in two"}'));
    });
    expect(await ask("post", pieces.url)).toMatchObject({ outcome: { ok: { text: "in two" } } });
    const packed = await server(text(gzipSync('{"text":"small"}'), { "content-encoding": "gzip" }));
    expect(await ask("post", packed.url)).toMatchObject({ outcome: { ok: { text: "small" } } });
    const marked = await server(text('\ufeff{"text":"marked"}'));
    expect(await ask("post", marked.url)).toMatchObject({ outcome: { ok: { text: "marked" } } });
  });

  test.each([
    ["of letters that are no UTF-8", text(Buffer.from('{"text":"é"}', "latin1")), "text that is no UTF-8"],
    [
      "packed otherwise than it says",
      text("plain", { "content-encoding": "gzip" }),
      "what can't be unpacked",
    ],
    [
      "that unpacks to very much",
      text(gzipSync(Buffer.alloc(100_000_000, " ")), { "content-encoding": "gzip" }),
      "more than 8388608 bytes",
    ],
  ])("%s is no result, and was reached", async (_, answer, says) => {
    const { url } = await server(answer);
    expect(await ask("post", url)).toMatchObject({
      outcome: {
        failure: { class: "invalid_output", message: `It answered with ${says}.` },
        reach: "reached",
      },
    });
  });

  test("that breaks off in the middle may have been done", async () => {
    const { url } = await server((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"text":', () => response.destroy());
    });
    expect(await ask("post", url)).toMatchObject({
      outcome: { failure: { class: "transient" }, reach: "unknown" },
    });
  });

  test("says when it wants to be asked again", async () => {
    const later = (when: string) => server((_, to) => to.writeHead(429, { "retry-after": when }).end());
    expect(await ask("post", (await later("7")).url)).toMatchObject({
      outcome: {
        failure: {
          class: "transient",
          message: "It answered with 429 Too Many Requests, to be asked again after 7 s.",
          after: 7_000,
        },
        reach: "not_reached",
      },
    });
    const date = "Mon, 23 Nov 2026 07:00:00 GMT";
    expect(JSON.stringify(await ask("post", (await later(date)).url))).toContain(`asked again at ${date}.`);
  });
});

describe("who only reads is sent on", () => {
  test("and each host is told what is meant for it, and no other", async () => {
    const away = await server(json(200, { text: "away" }));
    const here = await server(({ url }, response) =>
      response.writeHead(302, { location: url === "/1" ? "/2" : `${away.url}/3` }).end(),
    );
    const host = (url: string): string => new URL(url).host;
    const own = {
      [host(here.url)]: { "x-api-key": "for here" },
      [host(away.url)]: { "x-other": "for away" },
    };
    vi.stubEnv("ORCH_HTTP_HEADERS", JSON.stringify(own));
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await ask("get", `${here.url}/1`)).toMatchObject({ outcome: { ok: { text: "away" } } });
    expect(here.heard.map(({ url, headers }) => [url, headers["x-api-key"]])).toEqual([
      ["/1", "for here"],
      ["/2", "for here"],
    ]);
    expect(away.heard).toMatchObject([{ url: "/3", headers: { "x-other": "for away" } }]);
    expect(away.heard[0]?.headers).not.toHaveProperty("x-api-key");
  });

  test("not in a circle, and not to anything else than HTTP", async () => {
    const circle = await server((_, response) => response.writeHead(302, { location: "/" }).end());
    expect(await ask("get", circle.url)).toMatchObject({
      outcome: { failure: { class: "permanent", message: "It answered with 302 Found, to /." } },
    });
    expect(circle.heard).toHaveLength(11);
    const file = await server((_, to) => to.writeHead(302, { location: "file:///etc/hosts" }).end());
    expect(await ask("get", file.url)).toMatchObject({ outcome: { failure: { class: "permanent" } } });
  });

  test("but who takes something away is not", async () => {
    const { url, heard } = await server((_, response) =>
      response.writeHead(302, { location: "/other" }).end(),
    );
    expect(await ask("delete", url)).toMatchObject({ outcome: { failure: { class: "permanent" } } });
    expect(heard).toHaveLength(1);
  });
});

describe("where nothing can have been done", () => {
  test("the other side does not show who it is, or speaks no TLS", async () => {
    const plain = await server(json(200, {}));
    // Without a certificate no handshake comes about.
    const nobody = createTlsServer({});
    const port = await listening(nobody);
    for (const url of [plain.url.replace("http:", "https:"), `https://127.0.0.1:${port}`])
      expect(await ask("post", url)).toMatchObject({
        outcome: { failure: { class: "permanent" }, reach: "not_reached" },
      });
    expect(plain.heard).toEqual([]);
  });

  test.each(["ftp://127.0.0.1/x", "nowhere", "file:///etc/hosts"])("`%s` is no address", async (url) => {
    expect(await ask("post", url)).toMatchObject({
      outcome: {
        failure: { class: "permanent", message: `\`${url}\` is no address of HTTP.` },
        reach: "not_reached",
      },
    });
  });
});

test("who answers in another language may have done something", async () => {
  const ssh = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end("SSH-2.0-OpenSSH_9.9\r\n");
  });
  const url = `http://127.0.0.1:${await listening(ssh)}`;
  expect(await ask("post", url)).toMatchObject({ outcome: { reach: "unknown" } });
});
