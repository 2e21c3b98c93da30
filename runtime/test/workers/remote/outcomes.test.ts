import type { HandlerOutput } from "../../../src/workers/output.ts";
import { openPool, type PoolOptions } from "../../../src/workers/pool.ts";
import type { Session } from "../../../src/workers/remote/desk.ts";
import { RemoteWorkers } from "../../../src/workers/remote/desk.ts";
import { RemoteWorker } from "../../../src/workers/remote/worker.ts";
import type { Job, Workers } from "../../../src/world/world.ts";
import { stillClock, workersAre } from "../jobs.ts";

/* Workers elsewhere give the outcomes that threads of one's own give: the same cases, over a connection. */

workersAre((_clock, options: PoolOptions) => remotely(options));

/** Both sides in one process; each message is a text that arrives later. */
function remotely({ output = () => undefined, ...options }: PoolOptions): Workers {
  const clock = stillClock();
  const desk = new RemoteWorkers({ pools: ["gpu"], leaseMs: 600_000, failuresMax: 1_000, clock });
  const originals = new Map<string, Job>();
  const original = (job: Job): Job => originals.get(`${job.key}/${job.attempt}`) ?? job;
  desk.writesTo(({ job, ...line }) => output(job === undefined ? line : { job: original(job), ...line }));
  let worker: RemoteWorker | undefined;
  const pool = openPool(clock, { ...options, output: (line: HandlerOutput) => worker?.output(line) });
  const places: Record<string, string> = {};
  const code: Record<string, string> = {};
  const told = (): RemoteWorker => {
    if (worker !== undefined) return worker;
    const hello = {
      worker: "w1",
      process: "1",
      offers: [{ pool: "gpu", capacity: 8, fields: {} }],
      code,
      version: "1",
    };
    worker = new RemoteWorker({ clock, workers: pool, places, hello, refused: () => undefined });
    return worker;
  };
  const connect = (): void => {
    const side = told();
    let session: Session | undefined;
    const later = (call: () => void): void => void setImmediate(call);
    session = desk.connect(
      { send: (text) => later(() => side.receive(text)), close: () => undefined },
      { token: "t", clearance: "personal", pools: ["gpu"] },
    );
    side.connected({ send: (text) => later(() => session?.receive(text)), close: () => undefined });
  };
  return {
    equip(given) {
      for (const [name, place] of Object.entries(given)) desk.equip({ [name]: { ...place, code: name } });
      pool.equip(given);
    },
    start(jobs, report) {
      for (const { capability, place } of jobs) {
        places[capability] = place;
        code[capability] = place;
      }
      connect();
      const held = [{ pool: "gpu", id: "w1/1", fence: 1 }];
      for (const job of jobs) originals.set(`${job.key}/${job.attempt}`, job);
      desk.start(
        jobs.map((job) => ({ ...job, held })),
        (job, result) => report(original(job), result),
      );
    },
    abort: (key, attempt) => desk.abort(key, attempt),
    onSign: (listen) => desk.onSign(listen),
    close: async () => {
      await desk.close();
      worker?.close();
      await pool.close();
    },
  };
}

await import("../outcomes.test.ts");
