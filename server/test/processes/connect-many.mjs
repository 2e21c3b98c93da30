// Opens so many connections that say nothing, prints how many are open, and stays: `node connect-many.mjs <port> <count>`.
import { connect } from "node:net";

const [port, count] = process.argv.slice(2).map(Number);
let open = 0;
const next = () => {
  const socket = connect(port, "127.0.0.1");
  socket.on("connect", () => {
    open += 1;
    if (open === count) process.stdout.write(`${open}\n`);
  });
  socket.on("error", (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
};
// A backlog has some hundred places.
let begun = 0;
const some = () => {
  for (let n = 0; n < 100 && begun < count; n++, begun++) next();
  if (begun < count) setImmediate(some);
};
some();
