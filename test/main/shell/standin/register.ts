import Module from 'node:module';
import * as standin from './electron.ts';

// Loaded before the shell: `require('electron')` answers with the stand-in.
const loader = Module as unknown as { _load: (name: string, ...rest: unknown[]) => unknown };
const load = loader._load;
loader._load = function (this: unknown, name, ...rest) {
  return name === 'electron' ? standin : load.call(this, name, ...rest);
};
