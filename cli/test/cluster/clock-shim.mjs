// Loaded ahead of a node of the tests: SIGUSR2 sets its wall clock 20 s ahead, then 20 s back, and so on.
const real = Date.now;
let offset = 0;
let next = 20_000;
Date.now = () => real() + offset;
process.on("SIGUSR2", () => {
  offset = next;
  next = -next;
});
