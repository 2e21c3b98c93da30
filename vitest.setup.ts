import fc from "fast-check";

/** The same cases every time, so that a change is judged by itself; `SEED=random` or `SEED=42` searches elsewhere. */
const { SEED = "20261122" } = process.env;
if (SEED !== "random") fc.configureGlobal({ seed: Number(SEED) });
