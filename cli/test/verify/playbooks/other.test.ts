import { keepWhatTheyPromise, other } from "./kept.ts";

keepWhatTheyPromise(other);
