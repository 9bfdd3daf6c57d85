// The file of settings on the server: shown with marks in the place of secrets, checked, saved.
import { answered, reload } from '../api';

export type SettingsFile = { file: string; text: string; unwritable: string | null; etag: string };
export type Finding = { line: number | null; column: number | null; what: string; text: string };
export type KeyChange = { key: string; before: string | null; after: string | null; secret: boolean };
export type Change = {
  what: 'added' | 'removed' | 'changed' | 'reordered';
  section: string | null;
  name: string | null;
  settings: KeyChange[];
};
export type Checked = { good: boolean; problems: Finding[]; warnings: string[]; changes: Change[]; at_next_start: string[] };

const path = '/api/v1/settings';
const of = (etag: string) => ({ 'If-Match': etag });

export async function settingsFile(): Promise<SettingsFile> {
  const answer = await answered('GET', path);
  return { ...((await answer.json()) as Omit<SettingsFile, 'etag'>), etag: answer.headers.get('ETag') ?? '' };
}

export const check = async (text: string, etag: string): Promise<Checked> =>
  (await answered('POST', `${path}/check`, { text }, of(etag))).json() as Promise<Checked>;

/** Where the text before is kept; null: nothing was different. */
export const save = async (text: string, etag: string): Promise<string | null> =>
  ((await (await answered('PUT', path, { text }, of(etag))).json()) as { backup: string | null }).backup;

export { reload };
