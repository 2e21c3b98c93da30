import { expect, test } from "vitest";
import { started } from "./started.ts";

/* Signals and flags, and how they became as they are, through HTTP. */

const base = "/api/orchestration";

test("a signal has its sources, a flag its reasons, and both their history", async () => {
  const { ask } = await started();
  const tell = async (reading: string, value: unknown) => {
    const line = { reading, value };
    const { status, body } = await ask(
      "operator",
      "POST",
      `${base}/events/ingest`,
      line,
      `${reading} ${value}`,
    );
    expect([status, body.detail]).toEqual([202, undefined]);
  };
  const read = async (path: string) => {
    const { status, body } = await ask("viewer", "GET", `${base}${path}`);
    expect([status, body.detail]).toEqual([200, undefined]);
    return body;
  };
  expect((await read("/context")).known).toMatchObject([
    { name: "shop.daily", kind: "signal" },
    { name: "shop.hall", kind: "signal", fuse: "mean", sources: [{ source: "north" }, { source: "south" }] },
    { name: "shop.hot", kind: "flag", says: "hall > 30C" },
  ]);
  await tell("north", "20C");
  await tell("south", "42C");
  const { known } = await read("/context");
  expect(known).toMatchObject([
    { name: "shop.daily" },
    {
      name: "shop.hall",
      text: "31C",
      sources: [
        { source: "north", text: "20C" },
        { source: "south", text: "42C" },
      ],
    },
    { name: "shop.hot", value: true, because: [{ name: "shop.hall", text: "31C" }] },
  ]);
  expect((await read("/context/hall/history")).points).toMatchObject([
    { source: "north", text: "20C" },
    { source: "south", text: "42C" },
  ]);
  expect(await read("/context/shop.hot/history")).toMatchObject({
    kind: "flag",
    points: [{ value: false }, { value: true }],
  });
  const { status, body } = await ask("viewer", "GET", `${base}/context/cold/history`);
  expect([status, body.code, body.faults]).toEqual([
    404,
    "unknown_signal",
    ["shop.daily", "shop.hall", "shop.hot"],
  ]);
});
