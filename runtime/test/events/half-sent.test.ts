import { connect } from "node:net";
import { createOrchestrator, memoryDisk, openMemoryStore } from "@orchlang/runtime";
import { openHttpIngress } from "@orchlang/runtime/events";
import { expect, onTestFinished, test } from "vitest";

test("a request that is sent by halves does not outlive its limit", async () => {
  const orchestrator = await createOrchestrator({ store: openMemoryStore(memoryDisk()) });
  if ("fault" in orchestrator) throw new Error(orchestrator.message);
  onTestFinished(() => orchestrator.close());
  const door = await openHttpIngress(orchestrator, {
    host: "127.0.0.1",
    port: 0,
    freshId: () => "1",
    token: "right",
    user: { id: "ada", roles: [], consents: [] },
    requestMsMax: 300,
  });
  if ("fault" in door) throw new Error(door.fault);
  onTestFinished(() => door.close());
  const port = Number(new URL(door.address).port);
  const lasted = async (sent: string): Promise<number> => {
    const began = performance.now();
    const socket = connect(port, "127.0.0.1", () => socket.write(sent));
    socket.on("error", () => undefined).resume();
    await new Promise((resolve) => socket.once("close", resolve));
    return performance.now() - began;
  };
  const head = "POST /ingest HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  const all = await Promise.all([
    lasted(head),
    lasted(`${head}Authorization: Bearer right\r\nContent-Length: 100\r\n\r\n{"reading":`),
    lasted(`${head}Authorization: Bearer right\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"rea`),
    lasted(`${head}Authorization: Bearer wrong\r\nContent-Length: 100\r\n\r\n{"reading":`),
  ]);
  for (const ms of all) expect(ms).toBeLessThan(3_000);
});
