import { commands, findCommand } from './cli/commands.ts';

/** The `puente` command line. Exit codes: bridge-api.md and each command's own file. */
async function main(): Promise<void> {
  const [name = 'help', ...args] = process.argv.slice(2);
  const command = findCommand(name);
  if (!command) {
    process.stderr.write(`puente: no existe el comando «${name}». Comandos: ${Object.keys(commands).join(', ')}.\n`);
    process.exitCode = 3;
    return;
  }
  process.exitCode = await (await command.load())(args);
}

main().catch((error: unknown) => {
  process.stderr.write(`puente: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
