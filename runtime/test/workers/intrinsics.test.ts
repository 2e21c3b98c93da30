import { expect, onTestFinished, test } from "vitest";
import { watchIntrinsics } from "../../src/workers/intrinsics.ts";

/* Changes of what all code of a thread shares: by a module as it was loaded, or by a call that went on meanwhile. */

/** The next turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Nothing here reads it. */
function alter(): void {
  Object.defineProperty(Array.prototype, "toJSON", { configurable: true, value: undefined });
}

function watched() {
  const reports: string[] = [];
  const intrinsics = watchIntrinsics<string>((how) => reports.push(how));
  onTestFinished(() => {
    Reflect.deleteProperty(Array.prototype, "toJSON");
  });
  return { reports, intrinsics };
}

test("what a module alters on load is the module's, and suits nobody else", async () => {
  const { reports, intrinsics } = watched();
  await intrinsics.whileLoading("polyfill", async () => {
    await turn();
    alter();
  });
  expect(reports).toEqual(["on load"]);
  expect(intrinsics.look()).toBe(true);
  expect(intrinsics.suits("polyfill")).toBe(true);
  expect(intrinsics.suits("other")).toBe(false);
});

test("what a call alters while a module is loaded is not the module's", async () => {
  const { reports, intrinsics } = watched();
  intrinsics.calls();
  await intrinsics.whileLoading("harmless", async () => {
    await turn();
    setImmediate(alter);
    await turn();
    await turn();
  });
  expect(reports).toEqual(["by a call"]);
  expect(intrinsics.look()).toBe(false);
  expect(intrinsics.suits("harmless")).toBe(false);
});

test("modules are loaded one after another, so none is taken for the one that altered something", async () => {
  const { reports, intrinsics } = watched();
  const polyfill = async (): Promise<void> => {
    await turn();
    alter();
  };
  await Promise.all([
    intrinsics.whileLoading("polyfill", polyfill),
    intrinsics.whileLoading("harmless", async () => undefined),
  ]);
  expect(reports).toEqual(["on load"]);
  expect(["polyfill", "harmless"].filter(intrinsics.suits)).toEqual(["polyfill"]);
});

test("a module that is never loaded holds up no other, and a change after that suits nobody", async () => {
  const { reports, intrinsics } = watched();
  void intrinsics.whileLoading("endless", () => new Promise(() => {}));
  await intrinsics.whileLoading("polyfill", async () => alter());
  expect(reports).toEqual(["on load"]);
  expect(["endless", "polyfill"].filter(intrinsics.suits)).toEqual([]);
});

test("before anything was called, a module may await something after it altered something", async () => {
  const { reports, intrinsics } = watched();
  await intrinsics.whileLoading("polyfill", async () => {
    alter();
    await turn();
    await turn();
  });
  expect(reports).toEqual(["on load"]);
  expect(intrinsics.suits("polyfill")).toBe(true);
});

test("nor what a call has altered by the time it gives back its promise", async () => {
  const { reports, intrinsics } = watched();
  intrinsics.calls();
  await intrinsics.whileLoading("harmless", async () => {
    alter();
    intrinsics.called();
  });
  expect(reports).toEqual(["by a call"]);
  expect(intrinsics.suits("harmless")).toBe(false);
});

test("a thread that a call has altered stays spoilt when the call sets it right again", () => {
  const { reports, intrinsics } = watched();
  alter();
  intrinsics.look();
  Reflect.deleteProperty(Array.prototype, "toJSON");
  expect(intrinsics.look()).toBe(false);
  expect(reports).toEqual(["by a call"]);
});

test("another getter in place of one is seen", () => {
  const { intrinsics } = watched();
  const size = Object.getOwnPropertyDescriptor(Map.prototype, "size");
  expect(intrinsics.look()).toBe(true);
  Object.defineProperty(Map.prototype, "size", { ...size, get: () => 0 });
  const isSeen = !intrinsics.look();
  Object.defineProperty(Map.prototype, "size", { ...size });
  expect(isSeen).toBe(true);
});
