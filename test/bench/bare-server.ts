// What the product is put beside, each a process of its own: `echo` answers at once; `insert`, the naive product, after one durable
// insert a request; `group` after one commit of the inserts of all requests of a turn of the event loop.
import SqliteDatabase from 'better-sqlite3';
import express, { type Response } from 'express';
import type { AddressInfo } from 'node:net';

const [mode, file] = process.argv.slice(2);
const app = express();
app.use(express.json());
if (mode === 'echo') app.post('/', (req, res) => void res.status(201).json(req.body));
else {
  // The product's own settings.
  const db = new SqliteDatabase(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE charges (seq INTEGER PRIMARY KEY, order_id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT');
  const insert = db.prepare<[string, string]>('INSERT INTO charges (order_id, body) VALUES (?, ?)');
  const add = (body: { order_id: string }): void => void insert.run(body.order_id, JSON.stringify(body));
  let waiting: { body: { order_id: string }; res: Response }[] = [];
  const addGroup = db.transaction((group: typeof waiting) => group.forEach(({ body }) => add(body)));
  const commit = (): void => {
    const group = waiting;
    waiting = [];
    addGroup.immediate(group);
    for (const { body, res } of group) res.status(201).json(body);
  };
  app.post('/', (req, res) => {
    const body = req.body as { order_id: string };
    if (mode === 'insert') {
      add(body);
      res.status(201).json(body);
      return;
    }
    waiting.push({ body, res });
    if (waiting.length === 1) setImmediate(commit);
  });
}
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
