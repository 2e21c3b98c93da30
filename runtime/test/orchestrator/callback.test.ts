import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { folder } from "../journal/streams.ts";
import { root } from "./campaign.ts";
import { accepted, journal, orchestrator } from "./open.ts";
import { does, work, workFile } from "./work.ts";

test("a request is sent with a token, and its step ends when somebody brings it, in another process too", async () => {
  const tokens: string[] = [];
  const server = createServer((request, response) => {
    tokens.push(String(request.headers["x-orch-callback"]));
    response.writeHead(202).end("taken");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jobs`;
  const path = join(folder(), "journal.db");
  const first = await orchestrator(path);
  const send = {
    ...work("send", "once", ""),
    run: { kind: "http", method: "post", url, callback: true } as const,
  };
  const plan = workFile([send], [does("sent", "send")]);
  const { run } = accepted(await first.start({ plan, input: { book: "b" }, root }));
  expect(await first.rest(run)).toMatchObject({
    status: "waiting",
    waiting: [{ for: "callback", step: "sent" }],
  });
  await first.close();
  const [token = ""] = tokens;
  expect(token.startsWith(`${run}.`)).toBe(true);

  const second = await orchestrator(path);
  accepted(await second.resume(run));
  const refusal = async (given: string, value: object): Promise<string> => {
    const answer = await second.callback(given, value as never);
    return "refused" in answer ? answer.refused : "taken";
  };
  expect(await refusal("nonsense", {})).toBe("unknown_step");
  expect(await refusal(`${token.slice(0, -1)}x`, { book: "forged" })).toBe("unknown_step");
  expect(await refusal(token, { book: 7 })).toBe("shape");
  expect(await refusal(token, { book: "done" })).toBe("taken");
  expect(await second.rest(run)).toMatchObject({ status: "completed", value: { book: "done" } });
  expect(await refusal(token, { book: "twice" })).not.toBe("taken");
  expect(tokens).toHaveLength(1);
  await second.close();
  expect(await (await journal(path)).replay(run)).toMatchObject({ same: true });
});
