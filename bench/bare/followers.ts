import { connect } from "node:net";

/** The frames that many clients of a live channel got: how late each came, ms, and how many did not come. */
export interface Followed {
  readonly late: readonly number[];
  readonly lost: number;
}

/** Gives up on frames that have not come after so long without one, ms. */
const silenceMs = 10_000;
/** Of each so many frames the lateness is kept: reading them all would measure this process. */
const keptOf = 20;

const [url = "", authorization = "", clients = "0", frames = "0"] = process.argv.slice(2);
const { hostname, port, host, pathname } = new URL(url);
const wanted = Number(clients) * Number(frames);
const late: number[] = [];
let got = 0;
let last = performance.now();

/** A WebSocket (RFC 6455) that counts its text frames, and does nothing else. */
function follow(): Promise<void> {
  const socket = connect(Number(port), hostname);
  socket.write(
    `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${btoa("0123456789abcdef")}\r\n` +
      `Authorization: ${authorization}\r\n\r\n`,
  );
  let rest: Buffer = Buffer.alloc(0);
  let isOpen = false;
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.on("data", (data) => {
      rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
      const end = isOpen ? 0 : rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      if (!isOpen) {
        if (!rest.subarray(0, end).includes(" 101 ")) reject(new Error(String(rest)));
        rest = rest.subarray(end + 4);
        isOpen = true;
        resolve();
      }
      rest = rest.subarray(taken(rest));
    });
  });
}

/** Takes the whole frames; returns how many bytes they are. */
function taken(bytes: Buffer): number {
  let at = 0;
  while (bytes.length >= at + 4) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const head = short < 126 ? 2 : 4;
    const length = short < 126 ? short : bytes.readUInt16BE(at + 2);
    if (bytes.length < at + head + length) break;
    if (bytes[at] === 0x81) counted(bytes.subarray(at + head, at + head + length));
    at += head + length;
  }
  return at;
}

function counted(frame: Buffer): void {
  got += 1;
  last = performance.now();
  if (got % keptOf !== 0) return;
  const { at } = JSON.parse(frame.toString()) as { readonly at: number };
  late.push(Date.now() - at);
}

for (let n = 0; n < Number(clients); n++) await follow();
process.send?.("connected");
last = performance.now();
const look = setInterval(() => {
  if (got < wanted && performance.now() - last < silenceMs) return;
  clearInterval(look);
  process.send?.({ late, lost: wanted - got } satisfies Followed);
}, 100);
