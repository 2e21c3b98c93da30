import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { DatabaseSync } from "node:sqlite";
import type { CommandDefinition } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { table } from "../render/table.ts";

export const query: CommandDefinition = {
  name: "query",
  summary: "ask an exported journal in SQL",
  arguments: [
    { form: "<folder>", says: "what `orch audit --export FOLDER` has written" },
    { form: "<sql>", says: "a SELECT over `events`, `runs`, `attempts`, `decisions` and `granted`" },
  ],
  options: [],
  formats: ["pretty", "json"],
  examples: ['orch query out/export "select entry, status, count(*) from runs group by 1, 2"'],
  async run({ args: [folder = "", sql = ""], format, terminal: { out } }) {
    const file = join(folder, "events.ndjson");
    if (!existsSync(file))
      throw new UsageError(`There is no ${file}: \`orch audit --export ${folder}\` writes it.`);
    const database = await loaded(file);
    try {
      const rows = answered(database, sql);
      if (format === "json") for (const row of rows) out.json(row);
      else if (rows.length === 0) out.line("no rows");
      else
        out.lines(table([Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(String))]));
    } finally {
      database.close();
    }
    return ExitCode.done;
  },
};

type Row = Readonly<Record<string, string | number | null>>;

function answered(database: DatabaseSync, sql: string): readonly Row[] {
  try {
    return database.prepare(sql).all() as unknown as readonly Row[];
  } catch (error) {
    throw new UsageError(`SQLite says: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** In memory, and for reading alone. */
async function loaded(file: string): Promise<DatabaseSync> {
  const sqlite = await import("node:sqlite");
  const database = new sqlite.DatabaseSync(":memory:");
  database.exec(
    "create table events (stream text, seq integer, at integer, type text, event text, primary key (stream, seq)) strict; begin",
  );
  const insert = database.prepare("insert into events values (?, ?, ?, ?, ?)");
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const { stream, seq, event } = recordIn(line);
    insert.run(stream, seq, event.at, event.t, JSON.stringify(event));
  }
  database.exec(`commit; create index by_type on events (type); ${views}; pragma query_only = 1`);
  return database;
}

interface ExportedRecord {
  readonly stream: string;
  readonly seq: number;
  readonly event: { readonly at: number; readonly t: string };
}

function recordIn(line: string): ExportedRecord {
  try {
    return JSON.parse(line) as ExportedRecord;
  } catch {
    throw new UsageError("events.ndjson has a line that is no JSON: verify it with `orch audit --exported`.");
  }
}

/** Times are ms since 1970. */
const views = `
create view runs as
  select a.event ->> '$.run' as run, a.event ->> '$.entry' as entry, coalesce(c.event ->> '$.status', 'open') as status,
         a.at as started, c.at as ended
  from events a left join events c on c.stream = 'run/' || (a.event ->> '$.run') and c.type = 'Closed'
  where a.stream = 'control/main' and a.type = 'Admitted';
create view attempts as
  select substr(b.stream, 5) as run, b.event ->> '$.capability' as capability, b.event ->> '$.intent.key' as key,
         b.event ->> '$.attempt' as attempt, b.at as began, e.at as ended,
         e.event ->> '$.outcome.failure.class' as failure
  from events b left join events e on e.stream = b.stream and e.type = 'Ended'
    and e.event ->> '$.key' = b.event ->> '$.intent.key' and e.event ->> '$.attempt' = b.event ->> '$.attempt'
  where b.type = 'Began';
create view decisions as
  select seq, at, type as kind, coalesce(event ->> '$.name', event ->> '$.mode') as name, event ->> '$.value' as value,
         event ->> '$.by.id' as by, event ->> '$.why' as why
  from events where stream = 'control/main' and type in ('Set', 'Admission');
create view granted as
  select g.seq, g.at, g.event ->> '$.run' as run, m.value ->> '$.pool' as pool, m.value ->> '$.id' as member
  from events g, json_each(g.event, '$.say.members') m where g.type = 'Granted'`;
