import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { invariant } from "@orchlang/kernel";
import type { Append, Appended } from "../../store.ts";
import { connection, type SqliteOptions } from "./open.ts";
import { unpacked, type WriterMessage, type WriterRequest } from "./packed.ts";
import { type Writer, writerOn } from "./writer.ts";

/** The start data of the thread. */
export interface WriterSeat {
  readonly path: string;
  readonly epoch: number;
  readonly options: SqliteOptions;
}

/**
 * The thread that writes a journal. Appends that lie in its port when it is done with the one before are committed
 * together: the slower the disk, the more go with one of its syncs.
 */
function write(port: MessagePort, { path, epoch, options }: WriterSeat): void {
  const db = connection(path, options);
  const writer = writerOn(db, path, epoch);
  const tell = (writerMessage: WriterMessage): void => port.postMessage(writerMessage);
  port.on("message", (first: WriterRequest) => {
    try {
      const all = [first, ...waiting(port)];
      const wanted = all.filter((one) => one !== "close");
      if (wanted.length > 0) tell({ answers: answers(writer, wanted) });
      if (all.length === wanted.length) return;
      db.close();
      port.close();
    } catch (fault) {
      tell({ fault });
      throw fault;
    }
  });
  tell("ready");
}

function waiting(port: MessagePort): readonly WriterRequest[] {
  const writerRequests: WriterRequest[] = [];
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    writerRequests.push(next.message as WriterRequest);
  }
  return writerRequests;
}

/** In order: what comes before a document or a snapshot is written before it. */
function answers(writer: Writer, wanted: readonly Exclude<WriterRequest, "close">[]): readonly Appended[] {
  const results: Appended[] = [];
  let group: (readonly Append[])[] = [];
  const flush = (): void => {
    if (group.length > 0) results.push(...writer.group(group));
    group = [];
  };
  for (const asked of wanted) {
    if ("append" in asked) {
      group.push(unpacked(asked.append));
      continue;
    }
    flush();
    if ("put" in asked) results.push(writer.put(asked.put));
    else if ("prune" in asked) results.push(writer.prune(asked.prune));
    else results.push(writer.keep(asked.keep.stream, asked.keep.text));
  }
  flush();
  return results;
}

invariant(parentPort !== null, "a thread has a port");
write(parentPort, workerData as WriterSeat);
