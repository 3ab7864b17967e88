import type { RecordLine, RunData } from '../../src/results/index.ts';
import { sampleLatency, sampleRun } from '../results/samples.ts';

/** Names that somebody could give a model, a file or an error message. */
export const HOSTILE: readonly string[] = [
  '<script>window.hacked = true</script>',
  '</script><script>window.hacked = true</script>',
  '<img src=x onerror="window.hacked = true">',
  '"><b onclick=alert(1)>x</b>',
  "' onmouseover='window.hacked = true",
  '<!-- <script> -->',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant to be none.
  '${window.hacked = true}',
  'javascript:window.hacked=true',
  '=HYPERLINK("http://evil.example","x")',
  '[link](javascript:window.hacked=true) | **bold** `code`',
  'שלום עולם مرحبا بالعالم',
  '\u202egnp.exe\u202c',
  'line\nbreak\u2028and\u0007bell\u0000zero',
  'x'.repeat(10_000),
  '👩‍👩‍👧‍👦'.repeat(50),
  '__proto__',
  'constructor',
  '',
];

/** A run in which everything that is named is named like that. */
export function hostileRun(): RunData {
  const records: RecordLine[] = HOSTILE.flatMap((text): RecordLine[] => [
    sampleLatency({ model: text, runtime: text, provider: text }, 10, { weights: text }),
    { type: 'failed', cell: { model: text }, reason: text, startedAt: text },
    {
      type: 'claim',
      id: text,
      claim: text,
      source: text,
      metric: text,
      published: 1,
      verdict: 'unresolved',
      note: text,
    },
    { type: 'verdict', cell: text, metric: text, base: text, verdict: 'unresolved', note: text },
    {
      type: 'history',
      series: text,
      metric: text,
      unit: text,
      environment: text,
      points: [{ at: '2026-01-01', value: 1 }],
      changes: [{ at: '2026-01-01', ratio: 1.1, commit: text }],
    },
  ]);
  const environment = sampleRun().environment;
  const all = HOSTILE.join(' ');
  const run = sampleRun({
    id: all,
    suite: { name: all, seed: 1, text: all },
    command: [...HOSTILE],
    environment: {
      ...environment,
      cpu: { ...environment.cpu, model: all },
      os: { ...environment.os, name: all },
      versions: Object.fromEntries(HOSTILE.map((text) => [text, text])),
    },
    models: Object.fromEntries(
      HOSTILE.map((text) => [text, { family: text, published: [], studies: [], pairs: [] }]),
    ),
    skipped: HOSTILE.map((text) => ({ what: text, why: text })),
  });
  return { folder: '.', run, records, lines: records.map((_, at) => at + 2), problems: [...HOSTILE] };
}
