// A journal far larger than the memory it should take, read in a process of its own: each event verified and given.
import { openJournal } from "@orchlang/runtime";
import { run } from "../alone.ts";
import { tell } from "./tell.ts";

const [path = ""] = process.argv.slice(2);
const journal = await openJournal(path);
if ("fault" in journal) throw new Error(journal.message);
const { resident: idle } = tell("idle");

let events = 0;
for await (const _ of journal.events(run)) events += 1;
tell(`${events.toLocaleString("en")} events given one by one, their chain verified`, idle);
await journal.close();
