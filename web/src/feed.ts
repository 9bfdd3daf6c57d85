// The live feed (server-sent events), read by fetch rather than by EventSource: so a refusal has a status, the signs of
// life count, and a connection that has gone silent is noticed.
import { Problem, heard, identity } from './api';

export type FeedEvent = { id: string; name: string; data: unknown };

/** The server sends a sign of life every 15 s. */
const silence = 20_000;
const pauses = [100, 300, 700, 1000, 2000];

type Listener = {
  event(event: FeedEvent): void;
  /** Connected; the first event follows. */
  open(): void;
  lost(): void;
  /** It is of no use to try again. */
  refused(problem: Problem): void;
};

/** One event of the stream; null: a comment, or the field “retry” alone. */
export function parsed(block: string): FeedEvent | null {
  const fields: Record<string, string> = {};
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, '');
  }
  if (fields.data === undefined) return null;
  return { id: fields.id ?? '', name: fields.event ?? 'message', data: JSON.parse(fields.data) };
}

export class Feed {
  private last = '';
  private failures = 0;
  private stopped = false;
  private abort = new AbortController();
  private hurry: (() => void) | null = null;

  constructor(private readonly listener: Listener) {
    window.addEventListener('online', this.tryNow);
    window.addEventListener('offline', this.cut);
    document.addEventListener('visibilitychange', this.tryNow);
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    window.removeEventListener('online', this.tryNow);
    window.removeEventListener('offline', this.cut);
    document.removeEventListener('visibilitychange', this.tryNow);
    this.cut();
  }

  private readonly tryNow = () => this.hurry?.();
  private readonly cut = () => this.abort.abort();

  private async run(): Promise<void> {
    while (!this.stopped) {
      await this.listen().catch((problem: unknown) => {
        const final = problem instanceof Problem && problem.status !== 503 && problem.status < 500;
        if (!final || this.stopped) return;
        this.stopped = true;
        this.listener.refused(problem);
      });
      if (this.stopped) return;
      this.listener.lost();
      await this.pause(pauses[Math.min(this.failures++, pauses.length - 1)]!);
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((done) => {
      this.hurry = done;
      setTimeout(done, ms);
    });
  }

  private async listen(): Promise<void> {
    this.abort = new AbortController();
    const { signal } = this.abort;
    const wake = () => {
      clearTimeout(timer);
      timer = setTimeout(this.cut, silence);
    };
    let timer = setTimeout(this.cut, silence);
    try {
      const resume: Record<string, string> = this.last ? { 'Last-Event-ID': this.last } : {};
      const answer = await fetch('/api/v1/events', { headers: { ...identity(), ...resume }, signal, cache: 'no-store' });
      if (!answer.ok || !answer.body) throw await this.why(answer);
      heard(answer);
      this.listener.open();
      await this.read(answer.body.getReader(), wake);
    } finally {
      clearTimeout(timer);
    }
  }

  private async why(answer: Response): Promise<Problem> {
    const told = await answer.json().catch(() => ({}));
    return new Problem(String(told.code ?? 'unknown'), answer.status, String(told.detail ?? ''));
  }

  private async read(reader: ReadableStreamDefaultReader<Uint8Array>, wake: () => void): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      wake();
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = blocks.pop()!;
      for (const block of blocks) this.take(block);
    }
  }

  private take(block: string): void {
    const event = parsed(block);
    if (!event) return;
    this.last = event.id;
    this.failures = 0;
    this.listener.event(event);
  }
}
