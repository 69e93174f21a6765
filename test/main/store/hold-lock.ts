import { lockFolder } from '../../../main/store/lock.ts';

/** Takes the lock of a folder and keeps it until it is killed. */
lockFolder(process.argv[2] ?? '');
process.send?.('held');
setInterval(() => undefined, 60_000);
