process.exit(4);
export function never(): void {}
