// Loaded first by what runs in a utility process. Electron only warns there of a failure that nobody caught in a promise, where
// Node ends: a bridge that failed so while it started would stand there for ever, neither ready nor gone.
process.on('unhandledRejection', (reason) => {
  // Out of this listener it is an uncaught exception: printed whole, and the end.
  throw reason instanceof Error ? reason : new Error(String(reason));
});
