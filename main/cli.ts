import { runCommandLine } from './cli/commands.ts';

// The `puente` command line. Exit codes: bridge-api.md and each command's own file.
runCommandLine(process.argv.slice(2)).then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    process.stderr.write(`puente: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
