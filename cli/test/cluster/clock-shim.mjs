// Loaded ahead of a node of the tests: SIGUSR2 sets its wall clock an hour ahead, then an hour back, and so on.
const real = Date.now;
let offset = 0;
let next = 3_600_000;
Date.now = () => real() + offset;
process.on("SIGUSR2", () => {
  offset = next;
  next = -next;
});
