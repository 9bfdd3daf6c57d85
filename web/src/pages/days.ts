// Days as people mean them, here and now, as the API wants them: times in UTC. Pure.

/** "2026-11-29" of a moment, in local time. */
export function dayOf(ms: number): string {
  const at = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** When a local day begins, or the one so many days later. Empty stays empty. */
export function utcOf(day: string, later = 0): string {
  const at = new Date(`${day}T00:00:00`);
  if (Number.isNaN(at.getTime())) return '';
  at.setDate(at.getDate() + later);
  return at.toISOString().replace(/\.\d+/, '');
}
