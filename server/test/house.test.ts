import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { fileURLToPath } from "node:url";
import { compile } from "@orchlang/compiler";
import type { Json } from "@orchlang/plan";
import { createOrchestrator, memoryDisk, openMemoryStore } from "@orchlang/runtime";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { Aedes } from "aedes";
import mqtt from "mqtt";
import { expect, onTestFinished, test, vi } from "vitest";
import { settingsIn } from "../src/index.ts";
import type { SourceSettings } from "../src/ingest/settings.ts";
import { Sources } from "../src/ingest/sources.ts";
import { soon } from "./begun.ts";

/* The connected house of the examples: messages of other systems, over a real broker, become signals, events and runs. */

const folder = new URL("../../examples/smart-home/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");
const message = (name: string) => read(`messages/${name}.json`);

/** Runs the program on its own orchestrator; its handlers record their calls. */
async function house() {
  const path = fileURLToPath(new URL("connected.orch", folder));
  const compiled = compile(
    { files: [path], root: "/" },
    {
      read: (asked) =>
        asked === path ? { text: read("connected.orch") } : { fault: "missing", message: "there is none" },
      standard: standardModule,
      standardModules,
    },
  );
  const errors = compiled.diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ message: says }) => says)).toEqual([]);
  const told: Json[] = [];
  const handler = (args: Json) => void told.push(args);
  const made = await createOrchestrator({
    store: openMemoryStore(memoryDisk()),
    capabilities: ["heat", "dim"].map((name) => ({ name: `example.connected.${name}`, handler })),
  });
  if ("fault" in made) throw new Error(made.message);
  onTestFinished(() => made.close());
  const { world, plans } = compiled.world();
  expect(await made.arm({ world, plans, root: "/" })).toEqual({ done: true });
  const known = (name: string) => {
    const found = made.context.now("personal").find((one) => one.name.endsWith(`.${name}`));
    return found?.value;
  };
  return { orch: made, told, known };
}

/** A broker, and the address where the weather is asked for. */
async function outside() {
  const aedes = await Aedes.createBroker();
  const broker = createSocketServer(aedes.handle);
  const weather = createServer((_request, response) => response.end(message("openweather")));
  for (const server of [broker, weather]) server.listen(0, "127.0.0.1");
  await Promise.all([broker, weather].map((server) => once(server, "listening")));
  const [heard, asked] = [broker, weather].map((server) => (server.address() as AddressInfo).port);
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${heard}`);
  onTestFinished(async () => {
    await client.endAsync(true);
    await new Promise<void>((resolve) => aedes.close(() => broker.close(() => resolve())));
    weather.close();
  });
  const settings = settingsIn(JSON.parse(read("sources.json")) as Json);
  if ("faults" in settings) throw new Error(settings.faults.join("\n"));
  const sources = Object.entries(settings.sources ?? {}).map(([name, source]) => {
    const url = source.kind === "poll" ? `http://127.0.0.1:${asked}` : `mqtt://127.0.0.1:${heard}`;
    return [name, { ...source, url } as SourceSettings] as const;
  });
  const publish = (topic: string, text: string) => client.publishAsync(topic, text, { qos: 1 });
  return { settings: Object.fromEntries(sources), publish };
}

test("a house hears Home Assistant, zigbee2mqtt and OpenWeather, and acts on them", async () => {
  const { orch, told, known } = await house();
  const { settings, publish } = await outside();
  const sources = new Sources(orch, Date.now);
  onTestFinished(() => sources.close());
  sources.use(settings, () => undefined);
  const count = async (wanted: Record<string, object>) =>
    await vi.waitFor(
      () => expect(Object.fromEntries(sources.list().map((one) => [one.name, one]))).toMatchObject(wanted),
      soon,
    );
  await count({
    home_assistant: { connected: true },
    zigbee: { connected: true },
    weather: { connected: true, received: 1, taken: 2 },
  });
  expect(known("outdoor_temperature")).toBeCloseTo(272.31);
  expect(known("wind")).toBeCloseTo(3.62);
  expect(known("frost")).toBe(true);

  await publish("zigbee2mqtt/hall_motion", message("zigbee2mqtt-motion"));
  await publish("zigbee2mqtt/bridge", JSON.stringify({ state: "online" }));
  await count({ zigbee: { received: 2, taken: 2, ignored: 1, refused: 0 } });
  expect(known("motion")).toBe(true);
  expect(known("light_level(hall)")).toBe(14);
  expect(known("occupied")).toBe(true);

  await publish("zigbee2mqtt/kitchen_sensor", message("zigbee2mqtt-climate"));
  await count({ zigbee: { received: 3, taken: 4, refused: 0 } });
  expect(known("temperature(kitchen)")).toBeCloseTo(273.15 + 16.18);
  expect(known("humidity(kitchen)")).toBeCloseTo(0.6135);
  // It is cold in the kitchen, somebody is there, and it freezes outside.
  await vi.waitFor(() => expect(told).toEqual([{ to: 295.15 }]), soon);

  for (const name of ["motion", "temperature", "bell", "bell"])
    await publish("homeassistant/events", message(`home-assistant-${name}`));
  await count({ home_assistant: { received: 4, taken: 4, refused: 0 } });
  expect(known("temperature(kitchen)")).toBeCloseTo(273.15 + 16.4);
  // The bell was reported twice, and rang once.
  await vi.waitFor(() => expect(told).toEqual([{ to: 295.15 }, { level: 0.8 }]), soon);

  const gone = message("home-assistant-temperature")
    .replace('"16.4"', '"unavailable"')
    .replace("01JBQAC1Z2X", "01JBQAC1Z3X");
  await publish("homeassistant/events", gone);
  await count({ home_assistant: { received: 5, taken: 5, refused: 0 } });
  expect(known("temperature(kitchen)")).toBeUndefined();
  expect((await orch.settled(0)).length).toBe(0);
});
