// A thousand agents at once, in a process of their own: each has taken a turn and waits for a person.
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { compile } from "@orchlang/compiler";
import { createOrchestrator, openSqliteStore, type Registration } from "@orchlang/runtime";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { tell } from "./tell.ts";

const agents = 1_000;
const [folder = "."] = process.argv.slice(2);

const program = `module bench.agents
import std.people { Approval }
role librarian
type Turn = look { title: String } | order { title: String }
          | reply { text: String }
llm decide(wish: String, seen: [String] size 0..6) -> Turn {
  prompt "\${wish} \${seen}"
  tokens  <= 4_000
  cost    <= $0.02
  latency <= 30s
}
tool look_up(title: String) -> { copies: Int in 0..999 } pure <= 10s
human may_order(title: String) -> Approval { ask librarian  show "\${title}?" }
plan serve(wish: String) -> String {
  step talk = for state from { seen: [], said: none } up to 6 until state.said is some {
    step turn = decide(wish, seen: state.seen.take(6))
    match turn {
      look {
        step book = look_up(turn.title)
        yield { seen: state.seen + ["\${turn.title}: \${book.copies}"], said: none }
      }
      order {
        step may = may_order(turn.title) { timeout 1d }
        yield { seen: state.seen + ["ordered"], said: turn.title }
      }
      reply { yield { seen: state.seen, said: turn.text } }
    }
  }
  return talk.said ?? ""
}
`;

const host = {
  read: () => ({ text: program }),
  standard: standardModule,
  standardModules,
};
const compiled = compile({ files: ["agents.orch"], root: "." }, host);
const plan = compiled.plan("bench.agents.serve");
if (plan === undefined) throw new Error(compiled.diagnostics.map(({ message }) => message).join("\n"));

const capabilities: readonly Registration[] = [
  {
    name: "bench.agents.decide",
    handler: ({ seen }: { readonly seen: readonly string[] }) =>
      seen.length === 0 ? { case: "look", title: "Emma" } : { case: "order", title: "Emma" },
  },
  { name: "bench.agents.look_up", handler: () => ({ copies: 0 }) },
] as unknown as readonly Registration[];

const store = openSqliteStore(join(folder, "waiting-agents.db"), { mode: "write", command: "bench" });
if ("fault" in store) throw new Error(store.message);
const orchestrator = await createOrchestrator({ store, capabilities });
if ("fault" in orchestrator) throw new Error(orchestrator.message);
const user = { id: "bench", roles: ["bench.agents.librarian"], consents: ["*"] };
/** As `orch serve` does: what the compiler, or turns, left over is no part of what waits. */
function collect(): void {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as unknown as (options: object) => void;
  gc({ type: "major", execution: "sync", flavor: "last-resort" });
}
collect();
const { resident: idle } = tell("idle");
const begun = async (_: unknown, index: number): Promise<void> => {
  const input = { wish: `the book ${index}` };
  const started = await orchestrator.start({ plan, input, user, root: folder });
  if ("refused" in started) throw new Error(started.message);
  const rest = await orchestrator.rest(started.run);
  if (rest.status !== "waiting") throw new Error(`an agent ended as ${JSON.stringify(rest)}`);
};
await Promise.all(Array.from({ length: agents }, begun));
tell(`${agents.toLocaleString("en")} agents wait`, idle);
collect();
tell(`${agents.toLocaleString("en")} agents wait, garbage collected`, idle);
await orchestrator.close();
