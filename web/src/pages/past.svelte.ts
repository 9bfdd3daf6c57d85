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

export class PastList {
  rows = $state.raw<Entry[] | null>(null);
  more = $state(false);
  problem = $state('');
  private asked = 0;

  /** `anew`: for other filters, so that nothing of what is there stays. */
  async load(kind: api.Kind, filter: api.Filter, anew: boolean): Promise<void> {
    await this.ask(async () => {
      const page = await entries(kind, filter);
      const last = page.at(-1)?.id ?? 0;
      const kept = anew ? [] : (this.rows ?? []).filter((row) => row.kind === kind && row.id < last);
      if (!kept.length) this.more = page.length === pageSize;
      return [...page, ...kept];
    });
  }

  async older(kind: api.Kind, filter: api.Filter): Promise<void> {
    await this.ask(async () => {
      const rows = this.rows ?? [];
      const page = await entries(kind, filter, pageSize, rows.at(-1)?.id);
      this.more = page.length === pageSize;
      return [...rows, ...page];
    });
  }

  /** Only the answer to the last question counts. */
  private async ask(question: () => Promise<Entry[]>): Promise<void> {
    const mine = ++this.asked;
    try {
      const rows = await question();
      if (mine === this.asked) [this.rows, this.problem] = [rows, ''];
    } catch (why) {
      if (mine === this.asked) this.problem = board.words(why as Problem);
    }
  }
}
