import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { openSession } from "../../src/session/session.ts";
import { memoryHost } from "../compile-fixture.ts";
import { changeOf, drawnEdit } from "./edits.ts";

/* What one file declares and another imports: a change here is told of there. */

const shop = `module shop.orders

import shop.parcels { Parcel, pack as wrap, weigh }

type Order { id: String, parcels: [Parcel] size 1..9 }

plan send_all(order: Order) -> Int {
  step first = wrap(order.id)
  step heavy = weigh(first) { timeout 5s }
  return heavy
}

guardrail packed { wrap before weigh }
`;

const parcels = `module shop.parcels

type Parcel { id: String, weight: Int in 1..50 }
type Hidden = a | b

tool pack(id: String, gift: Bool = false) -> Parcel {
  effect  idempotent
  latency <= 2m
}

tool weigh(parcel: Parcel) -> Int { effect pure  latency <= 1s }

private tool alone() { effect pure  latency <= 1s }
plan twice(id: String) -> Parcel { step one = pack(id)  return one }
`;

const texts = {
  "/orch.json": '{ "roots": ["src"] }',
  "/src/shop/orders.orch": shop,
  "/src/shop/parcels.orch": parcels,
};
/** More changes, for a long search: `LAWS=50`. */
const times = Number(process.env.LAWS ?? 1);
const files = ["/src/shop/orders.orch", "/src/shop/parcels.orch"] as const;

function freshly(now: Readonly<Record<string, string>>) {
  const { diagnostics } = compile({ files: [...files], root: "/" }, memoryHost(now));
  return files.map((file) => diagnostics.filter((diagnostic) => diagnostic.file === file));
}

describe("a session of several files", () => {
  test("tells in one what a change of another does to it", () => {
    const session = openSession({ files: [files[0]], root: "/" }, memoryHost(texts));
    expect(session.diagnostics(files[0])).toEqual([]);
    const start = parcels.indexOf("-> Int");
    session.change(files[1], { start, end: start + 6, text: "-> String" });
    expect(session.isLive).toBe(true);
    expect(session.diagnostics(files[0]).map(({ severity }) => severity)).toEqual(["error"]);
    session.change(files[1], { start, end: start + 9, text: "-> Int" });
    expect(session.diagnostics(files[0])).toEqual([]);
  });

  test("computes anew what takes longer because of whom a policy of another file asks", () => {
    const rooms = `module shop.rooms
tool open(n: Int) -> Int { effect idempotent  latency <= 5s }
plan inner(n: Int) -> Int { step x = open(n)  return x }
`;
    const rules = `module shop.orders
import shop.rooms { inner, open }
role keeper
goal opened(n: Int) -> Int { success "open" when result > 0  budget latency <= 30m }
plan outer(n: Int) -> Int achieves opened { step a = inner(n)  return a }
policy careful { on open  require approval by keeper within 10m }
`;
    const both = { "/orch.json": texts["/orch.json"], [files[0]]: rules, "/src/shop/rooms.orch": rooms };
    const session = openSession({ files: [files[0]], root: "/" }, memoryHost(both));
    const told = () => session.diagnostics(files[0]).map(({ code }) => code);
    expect(told()).toEqual([]);
    const at = rules.indexOf("10m");
    session.change(files[0], { start: at, end: at + 3, text: "90m" });
    expect(session.isLive).toBe(true);
    expect(told()).toEqual(["ORCH4104"]);
    session.change(files[0], { start: at, end: at + 3, text: "20m" });
    expect(told()).toEqual([]);
    session.change(files[0], { start: at, end: at + 3, text: "2h" });
    expect(told()).toEqual(["ORCH4104"]);
    const severity = rules.indexOf("careful {") + "careful ".length;
    session.change(files[0], { start: severity, end: severity, text: "advisory " });
    expect(told()).toEqual([]);
  });

  test("knows an import that is put in behind an empty line", () => {
    const without = shop.replace(/^import.*\n/mu, "");
    const session = openSession(
      { files: [files[0]], root: "/" },
      memoryHost({ ...texts, [files[0]]: without }),
    );
    expect(session.diagnostics(files[0]).length).toBeGreaterThan(0);
    const start = without.indexOf("\n\n") + 2;
    session.change(files[0], { start, end: start, text: shop.slice(start, shop.indexOf("}") + 1) });
    expect(session.diagnostics(files[0])).toEqual([]);
  });

  test("follows what is imported of the modules that it has, and reads no file again for that", () => {
    const host = memoryHost(texts);
    let reads = 0;
    const read = (path: string) => {
      reads += 1;
      return host.read(path);
    };
    const session = openSession({ files: [...files], root: "/" }, { ...host, read });
    const opened = reads;
    const start = shop.indexOf("weigh }");
    const tell = (name: string) => {
      const end = (session.text(files[0]) ?? "").indexOf(" }", start);
      session.change(files[0], { start, end, text: name });
      const now = { ...texts, [files[0]]: session.text(files[0]) ?? "" };
      expect(files.map((file) => session.diagnostics(file))).toEqual(freshly(now));
      expect(session.isLive).toBe(true);
      return session.diagnostics(files[0]).map(({ code }) => code);
    };
    const wrong = tell("weight");
    expect(wrong.length).toBeGreaterThan(0);
    expect(tell("weigh, twice")).not.toEqual(wrong);
    expect(tell("weigh, // the scales\n  twice as again")).toHaveLength(1);
    expect(tell("weigh")).toEqual([]);
    expect(reads).toBe(opened);
  });

  test(
    "tells what the texts read anew tell, whichever of them changes",
    () => {
      const edit = fc.record({ file: fc.constantFrom(...files), edit: drawnEdit });
      let lively = 0;
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
          const now: Record<string, string> = { ...texts };
          const session = openSession({ files: [...files], root: "/" }, memoryHost(texts));
          for (const { file, edit: drawn } of edits) {
            session.change(file, changeOf(drawn, session.text(file) ?? ""));
            now[file] = session.text(file) ?? "";
            expect(files.map((each) => session.diagnostics(each))).toEqual(freshly(now));
            if (session.isLive) lively += 1;
          }
        }),
        { numRuns: 60 * times },
      );
      expect(lively).toBeGreaterThan(60 * times);
    },
    120_000 * times,
  );
});
