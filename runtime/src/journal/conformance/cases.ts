import type { StreamId } from "@orchlang/kernel";
import { genesis, isBreak } from "../chain.ts";
import { verify } from "../recover.ts";
import type { Append, Record } from "../store.ts";
import { ledgerCases } from "./ledger.ts";
import {
  appended,
  gathered,
  heads,
  ok,
  records,
  rest,
  type StoreCase,
  same,
  turn,
  using,
  why,
} from "./under-test.ts";

/**
 * The conformance suite for stores, case by case, for authors of stores and any test framework. Each case opens its own
 * storage.
 *
 *     for (const { name, check } of storeConformance) test(name, () => check(openMine));
 */
export const storeConformance: readonly StoreCase[] = [
  ...ledgerCases,
  {
    name: "gives back what was appended, in order, from any place",
    check: using(async ({ store }) => {
      await appended(store, "run/a", 5);
      await appended(store, "run/b", 2);
      const all = await records(store, "run/a", 0);
      same(
        "the seqs",
        all.map(({ seq }) => seq),
        [0, 1, 2, 3, 4],
      );
      same("the first body", all[0]?.body, '{"at":1000,"n":0,"t":"Woke"}');
      same("the stream of a record", all[0]?.stream, "run/a");
      same(
        "from 3",
        (await records(store, "run/a", 3)).map(({ seq }) => seq),
        [3, 4],
      );
      same("from its end", await records(store, "run/a", 5), []);
      same("a stream that is not there", await records(store, "run/none", 0), []);
    }),
  },
  {
    name: "gives long streams in pages, the same as one by one",
    check: using(async ({ store }) => {
      await appended(store, "run/long", 1_500);
      const paged: Record[] = [];
      for await (const page of store.pages("run/long", 700)) paged.push(...page);
      same("the pages", paged, await records(store, "run/long", 700));
      same("how many", paged.length, 800);
      same("the chain", isBreak(await verify(store, "run/long")), false);
    }),
  },
  {
    name: "knows a stream's head: its length, its last hash, whether more may come",
    check: using(async ({ store }) => {
      const link = await appended(store, "run/a", 3);
      same("the head", await store.head("run/a"), { stream: "run/a", ...link, closed: false });
      await appended(store, "run/a", 1, { link, closed: true });
      const head = await store.head("run/a");
      same("closed", [head?.length, head?.closed], [4, true]);
      same("no stream", await store.head("run/none"), undefined);
    }),
  },
  {
    name: "lists streams in order of their first event: all, the open ones, those whose id begins so",
    check: using(async ({ store }) => {
      await appended(store, "run/b", 1);
      await appended(store, "run/a", 1, { closed: true });
      await appended(store, "control/main", 1);
      const names = async (which: "open" | "all", beginning?: string): Promise<readonly string[]> =>
        (await heads(store, which, beginning)).map(({ stream }) => stream);
      same("all", await names("all"), ["run/b", "run/a", "control/main"]);
      same("open", await names("open"), ["run/b", "control/main"]);
      same("runs", await names("all", "run/"), ["run/b", "run/a"]);
      same("open runs that begin so", await names("open", "run/a"), []);
    }),
  },
  {
    name: "refuses an append behind or ahead of the stream, and keeps nothing of the turn",
    check: using(async ({ store }) => {
      const link = await appended(store, "run/b", 1);
      const good = turn("run/a", genesis("run/a"), 2).append;
      for (const expected of [0, 2]) {
        const off = turn("run/b", { ...link, length: expected }, 1).append;
        same(`expected ${expected}`, why(await store.append([good, off])), "unexpected_seq");
      }
      same("nothing is kept", [await store.head("run/a"), await records(store, "run/a", 0)], [undefined, []]);
      same("the turn alone", why(await store.append([good])), "ok");
    }),
  },
  {
    name: "takes all appends of a turn at once, each in its stream",
    check: using(async ({ store }) => {
      const streams: readonly StreamId[] = ["run/a", "run/b", "control/main"];
      same(
        "the turn",
        why(await store.append(streams.map((one) => turn(one, genesis(one), 2).append))),
        "ok",
      );
      for (const one of streams) same(one, (await records(store, one, 0)).length, 2);
      same("an empty turn", why(await store.append([])), "ok");
    }),
  },
  {
    name: "knows which streams rest, and until when, as long as nothing comes",
    check: using(async ({ store, reopen }) => {
      const link = await appended(store, "run/a", 2);
      const other = await appended(store, "run/b", 1, { due: null });
      // In words: that nothing was said is something else than null.
      const dueOf = async (stream: StreamId, of = store): Promise<string> =>
        `${(await of.head(stream))?.due}`;
      same("nothing was said", await dueOf("run/a"), "undefined");
      same("what rests until it is told something", await dueOf("run/b"), "null");
      same("a rest", why(await store.append([rest("run/a", 2, 5_000)])), "ok");
      same("the head", await store.head("run/a"), { stream: "run/a", ...link, closed: false, due: 5_000 });
      same("elsewhere", why(await store.append([rest("run/a", 1, 1)])), "unexpected_seq");
      same("of no stream", why(await store.append([rest("run/none", 0, 1)])), "ok");
      same("no stream", await store.head("run/none"), undefined);
      same("another time", why(await store.append([rest("run/a", 2, 6_000.5)])), "ok");
      await appended(store, "run/b", 1, { link: other });
      same("after more came", await dueOf("run/b"), "undefined");
      await store.close();
      const again = await reopen();
      same(
        "after opening",
        [await dueOf("run/a", again), await dueOf("run/b", again)],
        ["6000.5", "undefined"],
      );
      same("all that wait", await gathered(again.due()), [{ stream: "run/a", due: 6_000.5 }]);
      await appended(again, "run/a", 1, { link });
      same("all, after more came", await gathered(again.due()), []);
      await again.close();
    }),
  },
  {
    name: "gives those that wait for time, the soonest first: open ones, and of nothing else",
    check: using(async ({ store }) => {
      const many = 600;
      const streamOf = (n: number): StreamId => `run/${n}`;
      // Neither in the order in which they come nor in that of their names; two at a time are due together.
      const dueOf = (n: number): number => 1_000 + Math.floor(((n * 7) % many) / 2);
      const appendOf = (n: number): Append => {
        const { append } = turn(streamOf(n), genesis(streamOf(n)), 1);
        return { ...append, due: dueOf(n) };
      };
      const atOnce = 20;
      for (let from = 0; from < many; from += atOnce) {
        const turnOf = Array.from({ length: atOnce }, (_, n) => appendOf(from + n));
        same("appending", why(await store.append(turnOf)), "ok");
      }
      await appended(store, "run/over", 1, { due: 1, closed: true });
      await appended(store, "run/told", 1, { due: null });
      await appended(store, "run/busy", 1);
      const dues = await gathered(store.due());
      same(
        "when",
        dues.map(({ due }) => due),
        Array.from({ length: many }, (_, n) => dueOf(n)).sort((one, other) => one - other),
      );
      same("which", new Set(dues.map(({ stream }) => stream)).size, many);
      const wrong = dues.filter(({ stream, due }) => due !== dueOf(Number(stream.slice("run/".length))));
      same("in another's place", wrong, []);
      for await (const { stream } of store.due()) {
        same("the first", stream, dues[0]?.stream);
        break;
      }
    }),
  },
  {
    name: "shuts an older writer out, as soon as there is a newer",
    check: using(async ({ store, reopen }) => {
      const link = await appended(store, "run/a", 2);
      // A store may also refuse to be opened twice; then nothing can interleave either.
      const next = await reopen().catch(() => undefined);
      if (next === undefined) return;
      ok("the epoch rises", (next.epoch ?? 0) > (store.epoch ?? 0));
      const more = turn("run/a", link, 1).append;
      same("the older writer", why(await store.append([more])), "stale_epoch");
      same("a rest of the older writer", why(await store.append([rest("run/a", 2, 1)])), "stale_epoch");
      same("a document of the older writer", why(await store.put("x", "y")), "stale_epoch");
      same("the newer writer", why(await next.append([more])), "ok");
      await next.close();
    }),
  },
  {
    name: "has everything again after it was closed and opened",
    check: using(async ({ store, reopen }) => {
      const link = await appended(store, "run/a", 4);
      await store.put("plan", "text");
      await store.close();
      await store.close();
      const again = await reopen();
      same("the head", await again.head("run/a"), { stream: "run/a", ...link, closed: false });
      same("the records", (await records(again, "run/a", 0)).length, 4);
      same("the document", await again.get("plan"), "text");
      same("what comes next", why(await again.append([turn("run/a", link, 1).append])), "ok");
      await again.close();
    }),
  },
  {
    name: "keeps the first text under a document's id",
    check: using(async ({ store }) => {
      same("nothing yet", await store.get("x"), undefined);
      same("the first", why(await store.put("x", "first")), "ok");
      same("the second", why(await store.put("x", "second")), "ok");
      same("what is kept", await store.get("x"), "first");
    }),
  },
  {
    name: "keeps the documents of an append with its records, and none of one that it refuses",
    check: using(async ({ store, reopen }) => {
      const { append, link } = turn("run/a", genesis("run/a"), 1);
      const documents = (text: string) => ["x", "y"].map((id) => ({ id, text }));
      const off = turn("run/b", { ...link, length: 1 }, 1).append;
      same(
        "refused",
        why(await store.append([{ ...append, documents: documents("none") }, off])),
        "unexpected_seq",
      );
      same("nothing of it", [await store.get("x"), await store.get("y")], [undefined, undefined]);
      same("taken", why(await store.append([{ ...append, documents: documents("first") }])), "ok");
      const more = turn("run/a", link, 1).append;
      same("once more", why(await store.append([{ ...more, documents: documents("second") }])), "ok");
      same("what is kept", [await store.get("x"), await store.get("y")], ["first", "first"]);
      same("the records", (await records(store, "run/a", 0)).length, 2);
      await store.close();
      const again = await reopen();
      same("opened again", await again.get("y"), "first");
      await again.close();
    }),
  },
  {
    name: "keeps bodies byte for byte: quotes, line breaks, characters of every plane",
    check: using(async ({ store }) => {
      const text = 'a "quote" \\ \u0000 \n \u2028 é 漢 🫖';
      const { append, link } = turn("run/a", genesis("run/a"), 1, { text });
      same("the append", why(await store.append([append])), "ok");
      same("the body", (await records(store, "run/a", 0))[0]?.body, append.records[0]?.body);
      same("the chain", await verify(store, "run/a"), link);
    }),
  },
  {
    name: "reads while it is written: what is there is there, in order",
    check: using(async ({ store }) => {
      let link = await appended(store, "run/a", 600);
      const seen: number[] = [];
      for await (const { seq } of store.read("run/a", 0)) {
        seen.push(seq);
        if (seq === 10) link = await appended(store, "run/a", 10, { link });
      }
      same(
        "in order",
        seen.slice(0, 600),
        Array.from({ length: 600 }, (_, seq) => seq),
      );
      same("the length", link.length, 610);
    }),
  },
];
