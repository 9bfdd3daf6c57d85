// The text that an admin works on, and what the server says about it. It stays while the reader looks at other pages.
import { Problem } from '../api';
import { board } from '../board.svelte';
import * as api from './api';

const pause = 400; // ms after the last key

class Draft {
  file = $state.raw<api.SettingsFile | null>(null);
  text = $state('');
  checked = $state.raw<api.Checked | null>(null);
  checking = $state(false);
  busy = $state(false);
  /** Somebody has changed the file since it was read here. */
  outdated = $state(false);
  /** Why the file isn't shown, or the last order came to nothing. */
  trouble = $state('');
  /** What became of the last order. */
  done = $state.raw<{ at: number; backup: string | null; later: string[]; bad: string[] } | null>(null);
  private asked = 0;
  private whose: string | null | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  get changed(): boolean {
    return this.file !== null && this.text !== this.file.text;
  }

  /** Reads the file; what was written here is lost. */
  async load(): Promise<void> {
    try {
      await this.take(await api.settingsFile());
    } catch (why) {
      this.fail(why as Problem);
    }
  }

  private async take(file: api.SettingsFile): Promise<void> {
    this.file = file;
    this.text = file.text;
    this.outdated = false;
    this.trouble = '';
    await this.check();
  }

  /** What somebody has written is for nobody else: it goes when they sign out, or another signs in. */
  mind(): void {
    if (board.session && this.whose === undefined) this.whose = board.session.name;
    const left = board.access === 'ask' && board.why === '';
    if (!left && (!board.session || board.session.name === this.whose)) return;
    this.whose = board.session?.name;
    clearTimeout(this.timer);
    this.asked++;
    this.file = null;
    this.text = '';
    this.checked = null;
    this.checking = this.outdated = false;
    this.trouble = '';
    this.done = null;
  }

  /** Has it changed on the server? Nothing that was written here is touched. */
  async look(): Promise<void> {
    if (this.busy || this.outdated || document.hidden) return;
    if (!this.file) return this.load();
    try {
      const now = await api.settingsFile();
      if (this.busy || now.etag === this.file.etag) return;
      if (this.changed) this.outdated = true;
      else await this.take(now);
    } catch (why) {
      if (!this.changed) this.fail(why as Problem);
    }
  }

  typed(): void {
    this.done = null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.check(), pause);
  }

  async check(): Promise<void> {
    if (!this.file || this.outdated) return;
    clearTimeout(this.timer);
    const asked = ++this.asked;
    this.checking = true;
    try {
      const said = await api.check(this.text, this.file.etag);
      if (asked === this.asked) this.checked = said;
    } catch (why) {
      if (asked === this.asked) this.fail(why as Problem);
    }
    if (asked === this.asked) this.checking = false;
  }

  async save(): Promise<void> {
    if (!this.file) return;
    this.busy = true;
    this.trouble = '';
    this.done = null;
    try {
      const backup = await api.save(this.text, this.file.etag);
      const { later, bad } = await this.reload();
      await this.load(); // marks stand for what is in the file now
      this.done = { at: Date.now(), backup, later, bad };
    } catch (why) {
      this.fail(why as Problem);
      await this.check();
    }
    this.busy = false;
  }

  private async reload(): Promise<{ later: string[]; bad: string[] }> {
    try {
      return { later: (await api.reload()).at_next_start, bad: [] };
    } catch (why) {
      const problem = why as Problem;
      return { later: [], bad: problem.problems.length ? problem.problems : [board.words(problem)] };
    }
  }

  private fail(problem: Problem): void {
    if (problem.code === 'another_text') this.outdated = true;
    else this.trouble = board.words(problem);
  }
}

export const draft = new Draft();

$effect.root(() => {
  $effect(() => draft.mind());
});

window.addEventListener('beforeunload', (event) => draft.changed && event.preventDefault());
