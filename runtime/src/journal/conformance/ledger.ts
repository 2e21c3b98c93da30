import { genesis, isBreak } from "../chain.ts";
import { verify } from "../recover.ts";
import type { Store } from "../store.ts";
import {
  appended,
  ok,
  records,
  rest,
  type StoreCase,
  type StoreUnderTest,
  same,
  turn,
  using,
  why,
} from "./under-test.ts";

/** For stores that keep a ledger; others pass without being checked. */
export const ledgerCases: readonly StoreCase[] = [
  {
    name: "keeps a ledger: each commit moves its end, and what is refused or changes nothing does not",
    check: using(async ({ store, reopen }) => {
      const { ledger } = store;
      if (ledger === undefined) return;
      const moved = async (what: string, moves: boolean, work: () => Promise<unknown>): Promise<void> => {
        const before = await ledger.end();
        await work();
        const after = await ledger.end();
        const commits = (after?.commits ?? 0) - (before?.commits ?? 0);
        ok(`${what}: the number of commits`, moves ? commits > 0 : commits === 0);
        same(`${what}: the same end`, before?.head === after?.head, !moves);
      };
      await moved("events", true, () => appended(store, "run/a", 2));
      await moved("a document", true, () => store.put("x", "first"));
      await moved("the document again", false, () => store.put("x", "second"));
      await moved("a rest", true, () => store.append([rest("run/a", 2, 5_000)]));
      await moved("an empty turn", false, () => store.append([]));
      const off = turn("run/b", { ...genesis("run/b"), length: 3 }, 1).append;
      await moved("what is refused", false, () => store.append([off]));
      const end = await ledger.end();
      await store.close();
      const again = await reopen();
      same("its end after opening", await again.ledger?.end(), end);
      same("what was altered", await again.ledger?.look(), []);
      await again.close();
    }),
  },
  {
    name: "finds itself whole by its ledger, and tells where it is behind or beside one that was noted elsewhere",
    check: using(async ({ store }) => {
      const { ledger } = store;
      if (ledger === undefined) return;
      await written(store);
      const early = await ledger.end();
      await appended(store, "run/c", 1, { closed: true });
      const late = await ledger.end();
      if (early === undefined || late === undefined) throw new Error("the ledger has no end");
      for (const known of [undefined, early, late]) same("altered", (await ledger.audit(known)).altered, []);
      const ahead = await ledger.audit({ ...late, commits: late.commits + 2 });
      same("commits that are missing", ahead.lost, [late.commits, late.commits + 2]);
      const beside = await ledger.audit({ ...early, head: late.head });
      ok("another commit in its place", beside.altered.length > 0);
    }),
  },
  {
    name: "prunes closed streams and documents in one commit, and stays whole by its ledger",
    check: using(async ({ store, reopen }) => {
      const { ledger, prune } = store;
      if (prune === undefined) return;
      await written(store);
      await appended(store, "run/c", 2, { closed: true });
      const before = await ledger?.end();
      same(
        "an open stream",
        why(await prune({ streams: ["run/a", "run/b"], documents: [] })),
        "unexpected_seq",
      );
      same("the end after a refusal", await ledger?.end(), before);
      same("what was refused is there", (await records(store, "run/a", 0)).length, 3);
      const wanted = { streams: ["run/a", "run/none"], documents: ["request/b", "none"] } as const;
      same("pruning", why(await prune(wanted)), "ok");
      const after = await ledger?.end();
      same("one commit", (after?.commits ?? 0) - (before?.commits ?? 0), ledger === undefined ? 0 : 1);
      same("pruning again", why(await prune(wanted)), "ok");
      same("the end after pruning again", await ledger?.end(), after);
      same("its records", await records(store, "run/a", 0), []);
      same("its document", await store.get("request/b"), undefined);
      const head = await store.head("run/a");
      same("its head", [head?.length, head?.closed, head?.pruned], [3, true, true]);
      same("another", (await records(store, "run/c", 0)).length, 2);
      await appended(store, "run/d", 1);
      await store.close();
      const again = await reopen();
      same("pruned after opening", (await again.head("run/a"))?.pruned, true);
      same("what was altered", await again.ledger?.look(), []);
      same("by the whole ledger", (await again.ledger?.audit())?.altered, []);
      same("the document again", why(await again.put("request/b", "other")), "ok");
      same("with the document", (await again.ledger?.audit())?.altered, []);
      await again.close();
    }),
  },
  {
    name: "begins a stream later in one commit, and stays whole by its ledger",
    check: using(async ({ store, reopen }) => {
      const { ledger, prune, beginning } = store;
      if (prune === undefined || beginning === undefined) return;
      const stream = "control/main";
      const three = await appended(store, stream, 3);
      const five = await appended(store, stream, 2, { link: three });
      const later = (from: number) => ({
        streams: [],
        documents: [],
        beginnings: [{ stream, from, text: `state after ${from}` }] as const,
      });
      const before = await ledger?.end();
      same("beyond its end", why(await prune(later(6))), "unexpected_seq");
      same("an unknown stream", await beginning("run/none"), undefined);
      same("the end after a refusal", await ledger?.end(), before);
      same("before", await beginning(stream), undefined);
      same("beginning later", why(await prune(later(2))), "ok");
      const after = await ledger?.end();
      same("one commit", (after?.commits ?? 0) - (before?.commits ?? 0), ledger === undefined ? 0 : 1);
      for (const from of [1, 2]) same("the same or earlier again", why(await prune(later(from))), "ok");
      same("the end after that", await ledger?.end(), after);
      same("what it begins with", await beginning(stream), "state after 2");
      for (const from of [0, 1, 2, 4])
        same(
          `records from ${from} on`,
          seqs(await records(store, stream, from)),
          from === 4 ? [4] : [2, 3, 4],
        );
      same("its length", (await store.head(stream))?.length, 5);
      same("its end", (await store.head(stream))?.hash, five.hash);
      await appended(store, stream, 1, { link: five });
      same("all of them", why(await prune(later(6))), "ok");
      same("none is left", seqs(await records(store, stream, 0)), []);
      const six = { length: 6, hash: (await store.head(stream))?.hash ?? "" };
      await appended(store, stream, 2, { link: six });
      await store.close();
      const again = await reopen();
      same("after opening", await again.beginning?.(stream), "state after 6");
      same("records after opening", seqs(await records(again, stream, 0)), [6, 7]);
      same("what was altered", await again.ledger?.look(), []);
      same("by the whole ledger", (await again.ledger?.audit())?.altered, []);
      await again.close();
    }),
  },
  {
    name: "tells what was done to it behind its back",
    check: async (open) => {
      const first = await open();
      const names = Object.keys(first.alterations ?? {});
      await first.store.close();
      await first.dispose?.();
      for (const name of names) await checkLedger(name, await open());
    },
  },
];

function seqs(results: readonly { readonly seq: number }[]): readonly number[] {
  return results.map(({ seq }) => seq);
}

async function checkLedger(name: string, under: StoreUnderTest): Promise<void> {
  try {
    await written(under.store);
    await under.store.close();
    await under.alterations?.[name]?.();
    ok(`${name}: is told`, await isTold(under));
  } finally {
    await under.store.close();
    await under.dispose?.();
  }
}

/** A store may refuse to be opened. */
async function isTold(under: StoreUnderTest): Promise<boolean> {
  const again = await under.reopen().catch(() => undefined);
  if (again === undefined) return true;
  const texts = await foundIn(again);
  await again.close();
  return texts.length > 0;
}

/** By its ledger, and by the chain of each stream. */
async function foundIn(store: Store): Promise<readonly string[]> {
  const { ledger } = store;
  if (ledger === undefined) return [];
  const broken: string[] = [];
  for await (const { stream } of store.streams("all")) {
    const link = await verify(store, stream);
    if (isBreak(link)) broken.push(link.why);
  }
  return [...broken, ...(await ledger.look()), ...(await ledger.audit()).altered];
}

/** The contents that alterations may rely on: two runs and control, one closed, one resting, a document. */
async function written(store: Store): Promise<void> {
  await appended(store, "control/main", 3);
  await appended(store, "run/a", 3, { closed: true });
  const link = await appended(store, "run/b", 2);
  same("a rest", why(await store.append([rest("run/b", link.length, 5_000)])), "ok");
  same("a document", why(await store.put("request/b", "text")), "ok");
}
