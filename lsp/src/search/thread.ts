import { Worker } from "node:worker_threads";
import type { Search } from "../requests.ts";
import type { Told, Wanted } from "./here.ts";

const isSource = import.meta.url.endsWith(".ts");

/** The file that a thread begins with, unless the server was bundled into another. */
export const searchEntry = new URL(isSource ? "./entry.ts" : "./entry.js", import.meta.url);

/**
 * Searches in a thread of its own, so that the server goes on answering.
 *
 * @param entry what the thread begins with: it calls `searchHere`.
 * @param hear is told now and then how many runs were tried.
 * @returns nothing once `signal` says that it is not wanted any more: the thread is ended in the middle.
 * @throws what the thread has thrown.
 */
export function searchInThread(
  entry: URL,
  wanted: Wanted,
  hear: (runs: number) => void,
  signal: AbortSignal,
): Promise<Search | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, {
      workerData: wanted,
      ...(isSource ? { execArgv: ["--conditions=orch-source"] } : {}),
      // The protocol's channel belongs to the server alone.
      stdout: true,
    });
    const end = (): void => void worker.terminate();
    signal.addEventListener("abort", end, { once: true });
    worker.on("message", (told: Told) => {
      if (signal.aborted) return;
      if ("runs" in told) hear(told.runs);
      else resolve(told.search);
    });
    worker.on("error", reject);
    worker.on("exit", () => {
      signal.removeEventListener("abort", end);
      resolve(undefined);
    });
    if (signal.aborted) end();
  });
}
