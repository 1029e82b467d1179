const WIDTH = 28;

/** Shows how far something is: a bar on a terminal, a line for every tenth elsewhere. `part` runs from 0 to 1. */
export type Progress = (label: string, part: number, detail: string) => void;

/** A progress bar on standard error; each label has its own line. */
export function progressBar(stream: { readonly isTTY?: boolean; write(text: string): unknown } = process.stderr): Progress {
  let last = '';
  let told = -1;
  return (label, part, detail) => {
    const done = Math.max(0, Math.min(1, part));
    const begins = label !== last;
    if (begins) [last, told] = [label, -1];
    if (stream.isTTY) {
      const bar = '█'.repeat(Math.round(done * WIDTH)).padEnd(WIDTH, '░');
      stream.write(`${begins ? '' : '\r'}${label} ${bar} ${Math.floor(100 * done)} % ${detail}\u001b[K${done === 1 ? '\n' : ''}`);
      return;
    }
    const tenth = Math.floor(done * 10);
    if (tenth > told) stream.write(`${label} ${10 * (told = tenth)} % ${detail}\n`);
  };
}
