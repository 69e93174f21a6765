import type { News } from '../contract/desk.ts';
import type { Lang } from '../contract/faults.ts';
import type { StatusView } from '../contract/status.ts';
import type { JournalLine } from '../store/journal.ts';
import type { Store } from '../store/store.ts';
import type { Views } from './views.ts';

interface NewsDeps {
  readonly store: Store;
  readonly views: Views;
  readonly status: (lang: Lang) => StatusView;
  readonly onListenerError: (error: unknown) => void;
}

/** Turns committed journal lines into what SSE, long polls and outputs hear of. The journal is the only source. */
export function createNews({ store, views, status, onListenerError }: NewsDeps) {
  const listeners = new Set<(news: News) => void>();

  /** Lines → news. A charge is shown as it stands now; after it the terminal it is on, since that changed with it. */
  function read(lines: readonly JournalLine[], lang: Lang): News[] {
    const terminals = new Map<string, number>();
    const news: News[] = [];
    for (const line of lines) {
      if (line.chargeId === null) {
        news.push({ seq: line.seq, event: 'bridge', status: status(lang), ...alertOf(line, lang) });
        continue;
      }
      const charge = store.charges.get(line.chargeId);
      if (!charge) continue;
      news.push({ seq: line.seq, event: 'charge', charge: views.charge(charge, lang) });
      terminals.set(charge.terminalId, line.seq);
      if (line.kind === 'moved' && typeof line.data['from'] === 'string') terminals.set(line.data['from'], line.seq);
    }
    for (const terminalId of terminals.keys())
      news.push({ seq: lines.at(-1)?.seq ?? 0, event: 'terminal', terminal: views.terminal(terminalId, lang) });
    return news;
  }

  function alertOf(line: JournalLine, lang: Lang) {
    const alert = line.kind === 'alert' ? store.alerts.open().find((each) => each.id === line.data['id']) : undefined;
    return alert ? { alert: views.alert(alert, lang) } : {};
  }

  store.onCommit((lines) => {
    if (listeners.size === 0) return;
    try {
      for (const news of read(lines, 'es')) for (const listener of listeners) tell(listener, news);
    } catch (error) {
      onListenerError(error);
    }
  });

  function tell(listener: (news: News) => void, news: News): void {
    try {
      listener(news);
    } catch (error) {
      onListenerError(error);
    }
  }

  return {
    /** Something about a terminal that stands in no journal of this bridge: another till has it now, or waits for it. */
    tellTerminal(terminalId: string): void {
      if (listeners.size === 0) return;
      const seq = store.journal.lastSeq();
      const news: News = { seq, event: 'terminal', terminal: views.terminal(terminalId, 'es'), unwritten: true };
      for (const listener of listeners) tell(listener, news);
    },
    since: (seq: number, limit: number, lang: Lang): News[] => read(store.journal.since(seq, limit), lang),
    subscribe(listener: (news: News) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
