// A journal far larger than the memory it should take, read in a process of its own: verified, then each event given.
import { openJournal } from "@orchlang/runtime";
import { run } from "../alone.ts";
import { tell } from "./tell.ts";

const [path = ""] = process.argv.slice(2);
const journal = await openJournal(path);
if ("fault" in journal) throw new Error(journal.message);
const { resident: idle } = tell("idle");

const found = await journal.verify(run);
if (!("whole" in found) || !found.whole) throw new Error(JSON.stringify(found));
tell(`${found.events.toLocaleString("en")} events, their chain verified`, idle);

let events = 0;
for await (const _ of journal.events(run)) events += 1;
tell(`${events.toLocaleString("en")} events given one by one`, idle);
await journal.close();
