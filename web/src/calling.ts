// Click to call: the phone of who reads calls somebody.
import * as api from './api';
import { board } from './board.svelte';
import { isPhone, loadPhone, phoneState } from './phone.svelte';
import { t } from './words.svelte';

/** Whose phone calls; empty: nobody's. Whoever minds the office may choose one, everybody else has one or has none. */
export const callingUser = (): string =>
  board.may('supervisor') ? board.myPhone : ((board.may('agent') && board.session?.user) || '');

/** The phone in this page calls at once; another one rings, and calls once it is answered. Whether it does. */
export async function call(to: string): Promise<boolean> {
  if (isPhone() && phoneState.line === 'ready') return !!(await (await loadPhone()).phone.dial(to));
  const problem = await api.call(callingUser(), to).then(() => undefined, (refused: api.Problem) => refused);
  if (problem) board.complain(board.words(problem));
  else board.say(t().yourPhoneRings);
  return !problem;
}
