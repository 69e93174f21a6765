// A port process whose driver hangs from the start.
setInterval(() => undefined, 1000);
process.on('disconnect', () => process.exit(0));
