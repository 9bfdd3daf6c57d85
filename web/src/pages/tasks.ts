// Orders about call-back tasks. Each names the task as it was seen: what somebody else has done meanwhile stays.
import { answered } from '../api';
import type { Task } from '../shapes';

export type Act = 'take' | 'done' | 'drop' | 'reopen';

const path = (task: Task) => `/api/v1/tasks/${task.id}`;
const meant = (task: Task) => ({ 'If-Match': `"task-${task.id}-${task.version}"` });

/** The task as it is then. `user`: in whose name; empty: in one's own. */
export const act = async (task: Task, what: Act, user: string): Promise<Task> =>
  (await answered('POST', `${path(task)}/${what}`, user ? { user } : {}, meant(task))).json();
export const write = async (task: Task, note: string): Promise<Task> =>
  (await answered('PATCH', path(task), { note: note || null }, meant(task))).json();
export const call = (task: Task, from: string) => answered('POST', `${path(task)}/call`, { from }, meant(task));
/** The latest that are done or dropped. */
export const over = async (): Promise<Task[]> =>
  (await (await answered('GET', '/api/v1/tasks?state=done,dropped&limit=50')).json()).tasks;
