import { spawn } from 'node:child_process';
import path from 'node:path';
import { defaultDataFolder } from '../data-folder.ts';
import { readArguments, UsageError } from './arguments.ts';
import { AnswerLostError, BridgeUnreachableError, createBridgeClient } from './bridge-client.ts';
import type { Run } from './commands.ts';
import { describeRefusal } from './output.ts';

/** `puente open [--print]`: opens the window in the system's browser by a link that works once. */
export const runOpen: Run = async (args) => {
  try {
    const { values } = readArguments(args, { print: { type: 'boolean' }, data: { type: 'string' } });
    const client = createBridgeClient(path.resolve(values.data ?? defaultDataFolder(process.env)), process.env);
    const answer = await client.call('POST', '/v1/ui/links', {});
    if (answer.status !== 200 && answer.status !== 201) {
      process.stderr.write(`puente open: ${describeRefusal(answer)}\n`);
      return 1;
    }
    const { url } = answer.body as { url: string };
    if (values.print || !openInBrowser(url)) process.stdout.write(`${url}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof BridgeUnreachableError || error instanceof AnswerLostError))
      throw error;
    process.stderr.write(`puente open: ${error.message}\n`);
    return error instanceof UsageError ? 3 : 1;
  }
};

/** False where there is no desktop to open a browser on: the address is then printed instead. */
export function openInBrowser(url: string, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env['CI']) return false;
  if (process.platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return false;
  const [command, ...args] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler', url]
      : process.platform === 'darwin'
        ? ['open', url]
        : ['xdg-open', url];
  const child = spawn(command ?? 'xdg-open', args, { detached: true, stdio: 'ignore' });
  child.on('error', () => process.stdout.write(`${url}\n`));
  child.unref();
  return true;
}
