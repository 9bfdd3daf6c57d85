// A part of the past, newest first, that grows with older entries and with what happens now.
import * as api from '../api';
import { Problem } from '../api';
import { board } from '../board.svelte';
import type { EndedCall, Past } from '../shapes';

const pageSize = 100;
/** As many as one question may bring. */
const most = 1000;

export type Entry = { kind: 'parks'; id: number; park: Past } | { kind: 'calls'; id: number; call: EndedCall };

/** Entries older than `before`, at most so many. */
export async function entries(kind: api.Kind, filter: api.Filter, limit = pageSize, before?: number): Promise<Entry[]> {
  const wanted = { ...filter, limit, ...(before ? { before } : {}) };
  if (kind === 'parks') return (await api.parks(wanted)).map((park) => ({ kind, id: park.id, park }));
  return (await api.endedCalls(wanted)).map((call) => ({ kind, id: call.id, call }));
}

/** All of a filter, as one file with one head. */
export async function wholeCsv(kind: api.Kind, filter: api.Filter): Promise<string> {
  let text = '';
  for (let before: number | undefined; ; ) {
    const page = await api.csv(kind, { ...filter, limit: most, ...(before ? { before } : {}) });
    const lines = page.trimEnd().split('\r\n');
    text += text ? lines.slice(1).map((line) => `${line}\r\n`).join('') : page;
    const ids = lines.slice(1).map((line) => Number(/^\d+/.exec(line)?.[0])).filter(Boolean);
    if (ids.length < most) return text;
    before = Math.min(...ids);
  }
}

type Answer = { rows: Entry[]; more: boolean };

export class PastList {
  rows = $state.raw<Entry[] | null>(null);
  more = $state(false);
  problem = $state('');
  private asked = 0;
  /** The question that the rows answer. */
  private answered = '';

  /** The newest ones; of the rows that are there, those that answer the same question stay. */
  async load(kind: api.Kind, filter: api.Filter): Promise<void> {
    const question = JSON.stringify([kind, filter]);
    await this.ask(question, async () => {
      const page = await entries(kind, filter);
      const last = page.at(-1)?.id ?? 0;
      const kept = question === this.answered ? (this.rows ?? []).filter((row) => row.id < last) : [];
      return { rows: [...page, ...kept], more: kept.length ? this.more : page.length === pageSize };
    });
  }

  async older(kind: api.Kind, filter: api.Filter): Promise<void> {
    const question = JSON.stringify([kind, filter]);
    if (question !== this.answered) return; // the newest ones of it come first
    await this.ask(question, async () => {
      const rows = this.rows ?? [];
      const page = await entries(kind, filter, pageSize, rows.at(-1)?.id);
      return { rows: [...rows, ...page], more: page.length === pageSize };
    });
  }

  /** Only the answer to the last question counts. */
  private async ask(question: string, answer: () => Promise<Answer>): Promise<void> {
    const mine = ++this.asked;
    try {
      const { rows, more } = await answer();
      if (mine !== this.asked) return;
      [this.rows, this.more, this.problem, this.answered] = [rows, more, '', question];
    } catch (why) {
      if (mine === this.asked) this.problem = board.words(why as Problem);
    }
  }
}
