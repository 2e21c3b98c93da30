import {
  type DataCallback,
  type Disposable,
  type Message,
  StreamMessageReader,
} from "vscode-languageserver/node";

/** An editor's message, and how long after the previous one it arrived, in ms. A recording has a line of JSON for each. */
export interface Heard {
  readonly after: number;
  readonly message: Message;
}

/** Reads what an editor says, and notes each message before it is heard. */
export class RecordingReader extends StreamMessageReader {
  readonly #note: (heard: Heard) => void;
  readonly #now: () => number;

  /** @param now the time, in ms, of which only differences are noted. */
  constructor(
    from: NodeJS.ReadableStream,
    note: (heard: Heard) => void,
    now: () => number = () => performance.now(),
  ) {
    super(from);
    this.#note = note;
    this.#now = now;
  }

  override listen(hear: DataCallback): Disposable {
    let last = this.#now();
    return super.listen((message) => {
      const now = this.#now();
      this.#note({ after: Math.round(now - last), message });
      last = now;
      hear(message);
    });
  }
}
