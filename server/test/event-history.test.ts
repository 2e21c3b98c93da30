import { expect, test, vi } from "vitest";
import { soon } from "./begun.ts";
import { started } from "./started.ts";

/* The history of events: what was ingested, what came of it, and parts of it by filters. */

const base = "/api/orchestration";

interface Logged {
  readonly kind: string;
  readonly name: string;
  readonly id?: string;
  readonly cause?: string;
  readonly became?: readonly { readonly kind: string; readonly name: string }[];
}

test("a firing names the event that set it off, and filters narrow the history", async () => {
  const { ask } = await started();
  const ingest = async (event: string, from: string, fields: object, id: string) => {
    const { status, body } = await ask(
      "operator",
      "POST",
      `${base}/events/ingest`,
      { event, from, fields, id },
      id,
    );
    expect([status, body.detail]).toEqual([202, undefined]);
  };
  const read = async (query: string) => {
    const { status, body } = await ask("viewer", "GET", `${base}/events/history${query}`);
    expect([query, status, body.detail]).toEqual([query, 200, undefined]);
    return body.events as readonly Logged[];
  };
  const kinds = async (query: string) =>
    (await read(query)).map(({ kind, name }) => `${kind} ${name}`).toReversed();

  await ingest("shop.refund", "web", { id: "1", urgent: false }, "n1");
  const amount = { currency: "USD", amount: "5.00" };
  await ingest("shop.order", "web", { id: "2", amount, buyer: "Ada" }, "n2");
  await ingest("shop.payment", "bank", { id: "2" }, "n3");
  await vi.waitFor(async () => expect(await read("")).toHaveLength(6), soon);

  const all = await read("");
  const idOf = (name: string) => all.find((one) => one.name === name && one.id !== undefined)?.id;
  expect(all.find(({ kind }) => kind === "trigger_skipped")?.cause).toBe(idOf("shop.refund"));
  expect(all.find(({ kind }) => kind === "trigger_fired")?.cause).toBe(idOf("shop.order"));
  const became = (name: string) =>
    all
      .find((one) => one.name === name && one.id !== undefined)
      ?.became?.map((one) => `${one.kind} ${one.name}`);
  expect(became("shop.refund")).toEqual(["trigger_skipped shop.refunds"]);
  expect(became("shop.order")).toEqual(["trigger_fired shop.arrives", "fused shop.settled"]);
  expect(became("shop.payment")).toEqual(["fused shop.settled"]);
  expect(became("shop.settled")).toEqual([]);

  expect(await kinds("?source=bank")).toEqual(["occurrence shop.payment"]);
  expect(await kinds("?kind=fused")).toEqual(["fused shop.settled"]);
  expect(await kinds("?category=incident")).toEqual(["occurrence shop.order"]);
  expect(await kinds("?category=incident&source=bank")).toEqual([]);
  expect(await kinds("?workflow=shop.quick")).toEqual([
    "occurrence shop.refund",
    "trigger_skipped shop.refunds",
    "occurrence shop.order",
    "trigger_fired shop.arrives",
  ]);
  expect(await kinds("?workflow=shop.pay")).toEqual([]);
});
