import type { Paint } from "@orchlang/language";
import picocolors from "picocolors";
import { outliveOutput } from "./broken-output.ts";

/** Results go to `out`, progress and complaints to `err`. */
export interface Terminal {
  readonly out: Sink;
  readonly err: Sink;
  /** Whether a person can be asked: standard input and error are both a TTY. */
  readonly interactive: boolean;
}

export interface Sink {
  write(text: string): void;
  line(text?: string): void;
  readonly paint: Paint;
  readonly isTTY: boolean;
  readonly columns: number;
}

export function openTerminal(options: { readonly color: boolean }): Terminal {
  outliveOutput();
  return {
    out: sink(process.stdout, options.color),
    err: sink(process.stderr, options.color),
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  };
}

function sink(stream: NodeJS.WriteStream, color: boolean): Sink {
  const forced = process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== "0";
  const colored = color && !process.env.NO_COLOR && (stream.isTTY === true || forced);
  return {
    write: (text) => void stream.write(text),
    line: (text = "") => void stream.write(`${text}\n`),
    paint: paintWith(colored),
    isTTY: stream.isTTY === true,
    columns: Math.max(40, Math.min(stream.columns ?? 100, 120)),
  };
}

/** Colour means one thing each: red wrong, yellow doubtful, green proved or done, blue a place, dim to be skipped. */
function paintWith(colored: boolean): Paint {
  const colors = picocolors.createColors(colored);
  return {
    wrong: colors.red,
    doubtful: colors.yellow,
    done: colors.green,
    place: colors.blue,
    dim: colors.dim,
    strong: colors.bold,
  };
}
