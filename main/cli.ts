import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { runCommandLine } from './cli/commands.ts';
import { giveFilesThreads } from './file-threads.ts';

giveFilesThreads();

// In a checkout Node keeps what it compiled for the next start. Not in the data folder, which all users of a PC may write: what
// lies in this cache is run.
const built = path.dirname(import.meta.dirname);
if (path.basename(built) === 'dist') enableCompileCache(path.resolve(built, '../node_modules/.cache/puente/code'));

// The `puente` command line. Exit codes: bridge-api.md and each command's own file.
runCommandLine(process.argv.slice(2)).then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    process.stderr.write(`puente: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
