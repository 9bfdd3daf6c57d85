// A file for who looks at the page.

/** A table unless `type` says otherwise. */
export function save(name: string, data: string | Blob, type = 'text/csv'): void {
  const link = document.createElement('a');
  const mark = type === 'text/csv' ? ['\ufeff'] : []; // so that spreadsheets read accents
  link.href = URL.createObjectURL(new Blob([...mark, data], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
