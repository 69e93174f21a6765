// The least that a bridge is made of, to be put beside its start: express, better-sqlite3 and pino, opened and listening.
import SqliteDatabase from 'better-sqlite3';
import express from 'express';
import { pino } from 'pino';

const [file, logFile] = process.argv.slice(2);
const db = new SqliteDatabase(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(
  'CREATE TABLE IF NOT EXISTS charges (seq INTEGER PRIMARY KEY, order_id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT',
);
const log = pino(pino.destination(logFile));
const app = express();
app.use(express.json());
app.get('/', (_req, res) => void res.json({ ok: true }));
const server = app.listen(0, '127.0.0.1', () => {
  log.info('ready');
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
