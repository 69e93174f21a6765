// What the product is put beside, each a process of its own: `echo` answers at once, `insert` after one durable insert.
import SqliteDatabase from 'better-sqlite3';
import express from 'express';
import type { AddressInfo } from 'node:net';

const [mode, file] = process.argv.slice(2);
const app = express();
app.use(express.json());
if (mode === 'echo') app.post('/', (req, res) => void res.status(201).json(req.body));
else {
  const db = new SqliteDatabase(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE charges (seq INTEGER PRIMARY KEY, order_id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT');
  const insert = db.prepare<[string, string]>('INSERT INTO charges (order_id, body) VALUES (?, ?)');
  app.post('/', (req, res) => {
    const body = req.body as { order_id: string };
    insert.run(body.order_id, JSON.stringify(body));
    res.status(201).json(body);
  });
}
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
