import { readFileSync } from "node:fs";
import { compileText } from "@orchlang/compiler/testing";
import { expect, test } from "vitest";
import { undeclaredIn } from "../src/world/source-names.ts";

const { world } = compileText(`module shop
event sale(id: String, sum: Int) { from web }
signal daily: Int { from till }
flag busy = daily > 10
signal heat(room: String): Temperature
service log(id: String) { effect idempotent  latency <= 1s }
plan note(id: String) { step noted = log(id) }
trigger t { on event sale  start note(id: event.id) }
`).world();

const says = (...maps: readonly object[]) =>
  undeclaredIn(
    { web: { kind: "poll", url: "https://shop.example", everySeconds: 60, maps } } as never,
    world,
  );

test("names that the program declares are accepted, qualified or not", () => {
  const event = { event: "sale", fields: { id: "/id", sum: "/sum" } };
  const signals = ["daily", "shop.daily", "till", "shop.busy", "heat(kitchen)"].map((signal) => ({
    signal,
    value: "/n",
  }));
  expect(says(event, { event: "shop.sale" }, ...signals)).toEqual([]);
});

test("the sources of the connected house name what its program declares", () => {
  const house = new URL("../../examples/smart-home/", import.meta.url);
  const read = (name: string) => readFileSync(new URL(name, house), "utf8");
  const { sources } = JSON.parse(read("sources.json")) as { readonly sources: never };
  expect(undeclaredIn(sources, compileText(read("connected.orch")).world().world)).toEqual([]);
});

test.each([
  [{ event: "sael" }, "the program declares no event `sael`; did you mean `sale`?"],
  [{ event: "sale", fields: { sun: "/sum" } }, "the event `sale` has no field `sun`; did you mean `sum`?"],
  [{ signal: "dialy", value: "/n" }, "the program declares no signal `dialy`; did you mean `daily`?"],
  [{ event: "purchase" }, "the program declares no event `purchase`"],
])("%j is rejected", (mapping, message) => {
  expect(says(mapping)).toEqual([`source \`web\`: ${message}`]);
});
