import { Worker } from "node:worker_threads";

/**
 * The method of Node's `Worker` that receives what a thread sends over Node's own port: standard streams and errors. It
 * has no public name. Where a version of Node has none of this description, nothing is guarded, and the tests of hostile
 * handlers fail on it.
 */
const receiver = Object.getOwnPropertySymbols(Worker.prototype).find(
  ({ description }) => description === "kOnMessage",
);

/**
 * Treats messages on Node's own port as untrusted. A handler can get hold of that port (by `async_hooks` or a debugger of
 * its own thread), and Node throws at a message that it does not know, where nothing can catch it.
 */
export function guardReceiver(worker: Worker, refuse: (wrong: string) => void): void {
  // A chunk of the wrong type, in an unknown encoding or after the end becomes an error of its stream.
  for (const stream of [worker.stdout, worker.stderr])
    stream.on("error", () => refuse("it is no output of a stream"));
  const receive: unknown = receiver && Reflect.get(worker, receiver);
  if (receiver === undefined || typeof receive !== "function") return;
  const guarded = (message: unknown): void => {
    try {
      Reflect.apply(receive, worker, [message]);
    } catch {
      refuse("Node does not know it");
    }
  };
  Object.defineProperty(worker, receiver, { value: guarded });
}
