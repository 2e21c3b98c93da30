/**
 * A server that is a process, connected by pipes (Model Context Protocol 2025-06-18, "stdio"). Its output is read line
 * by line with bounded length; the client library would buffer without limit until a line ends.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { getDefaultEnvironment } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { type JSONRPCMessage, JSONRPCMessageSchema } from "@modelcontextprotocol/sdk/types.js";
import { limits } from "../../limits.ts";
import { nodeClock, systemHands } from "../../world/node.ts";
import { droppedLines, newFlood, readLines } from "../output.ts";
import type { ServerSettings } from "./servers.ts";

export interface PipeEvents {
  /** A line that it wrote beside its messages. */
  said(line: string): void;
  /** A message is longer than anybody reads: the server was ended. */
  tooLarge(): void;
  /** It writes much that is no message: the server was ended. */
  unreadable(): void;
}

export class Pipes implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #settings: Extract<ServerSettings, { command: string }>;
  readonly #folder: string;
  readonly #events: PipeEvents;
  readonly #ended = Promise.withResolvers<void>();
  #child: ChildProcess | undefined;
  #unread = 0;

  constructor(settings: Extract<ServerSettings, { command: string }>, folder: string, events: PipeEvents) {
    this.#settings = settings;
    this.#folder = folder;
    this.#events = events;
  }

  start(): Promise<void> {
    const { command, args = [], env = {} } = this.#settings;
    const child = spawn(command, [...args], {
      env: { ...getDefaultEnvironment(), ...env },
      stdio: ["pipe", "pipe", "pipe"],
      cwd: this.#folder,
      windowsHide: true,
    });
    this.#child = child;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    child.on("spawn", resolve);
    child.on("error", (error) => {
      reject(error);
      this.onerror?.(error);
    });
    child.on("close", () => {
      this.#ended.resolve();
      this.onclose?.();
    });
    for (const pipe of [child.stdin, child.stdout, child.stderr])
      pipe.on("error", (error) => this.onerror?.(error));
    readLines(child.stdout, limits.outputBytesMax, {
      line: (text) => this.#hear(text),
      tooLong: () => {
        this.#events.tooLarge();
        // It may go on writing for as long as it lives.
        child.kill("SIGKILL");
      },
    });
    const { said } = this.#events;
    const flood = newFlood(systemHands.steady);
    const say = (line: string): void => {
      if (!flood.take(line.length)) return;
      const dropped = flood.dropped();
      if (dropped > 0) said(droppedLines(dropped));
      said(line);
    };
    readLines(child.stderr, limits.logCharsMax, {
      line: say,
      tooLong: () => say(`a line of more than ${limits.logCharsMax} bytes was dropped`),
    });
    return promise;
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#child?.stdin;
    if (stdin === undefined || stdin === null) throw new Error("Not connected");
    if (!stdin.write(`${JSON.stringify(message)}\n`))
      await Promise.race([new Promise((resolve) => stdin.once("drain", resolve)), this.#ended.promise]);
  }

  /** By the end of its input; what does not go by that is asked to, and ended. */
  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    child.stdin?.end();
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      await this.#endsIn(limits.abortGraceMs);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
    }
  }

  async #endsIn(ms: number): Promise<void> {
    const grace = Promise.withResolvers<void>();
    const clock = nodeClock();
    const forget = clock.wake(clock.now() + ms, grace.resolve);
    await Promise.race([this.#ended.promise, grace.promise]);
    forget();
  }

  #hear(line: string): void {
    if (this.#unread > limits.unreadLinesMax) return;
    try {
      this.onmessage?.(JSONRPCMessageSchema.parse(JSON.parse(line)));
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      this.#unread += 1;
      if (this.#unread <= limits.unreadLinesMax) return;
      this.#events.unreadable();
      this.#child?.kill("SIGKILL");
    }
  }
}
