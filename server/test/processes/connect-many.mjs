// For each line of its input, a number, opens so many connections that say nothing, and prints how many are open:
// `node connect-many.mjs <port>`.
import { connect } from "node:net";
import { createInterface } from "node:readline";

const port = Number(process.argv[2]);
let open = 0;
let wanted = 0;
createInterface({ input: process.stdin }).on("line", (line) => {
  for (let more = Number(line); more > 0; more--, wanted++) {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      open += 1;
      if (open === wanted) process.stdout.write(`${open}\n`);
    });
    socket.on("error", (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    });
  }
});
