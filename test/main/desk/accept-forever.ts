// Accepts orders in groups until it is killed; prints the number of each that was answered, a line a turn of the event loop. With
// `too-early` it answers as soon as a group is written, whether it is on the disk or not: what a test must notice.
import { openDoor, order } from './door.ts';

const [file = '', size = '1', groups = 'Infinity', answers] = process.argv.slice(2);
const { accept, store } = openDoor(file, { tooEarly: answers === 'too-early' });
for (let group = 0; group < Number(groups); group += 1)
  await Promise.all(
    Array.from({ length: Number(size) }, async (_, index) => {
      const accepted = await accept(order(`G-${group}-${index}`));
      if (accepted.kind === 'created') process.stdout.write(`${accepted.charge.order_id}\n`);
    }),
  );
store.close();
