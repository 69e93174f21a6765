// Accepts orders in groups until it is killed; prints the number of each that was answered.
import { openDoor, order } from './door.ts';

const [file = '', size = '1', groups = 'Infinity'] = process.argv.slice(2);
const { accept, store } = openDoor(file);
for (let group = 0; group < Number(groups); group += 1)
  await Promise.all(
    Array.from({ length: Number(size) }, async (_, index) => {
      const accepted = await accept(order(`G-${group}-${index}`));
      if (accepted.kind === 'created') process.stdout.write(`${accepted.charge.order_id}\n`);
    }),
  );
store.close();
