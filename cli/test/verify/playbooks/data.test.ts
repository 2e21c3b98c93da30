import { keepWhatTheyPromise } from "./kept.ts";

keepWhatTheyPromise(["compiler/test/corpus/programs/data"]);
