import { operators } from '../src/backbones/operators/index.ts';
import { markdownTable } from './markdown-table.ts';

/** Writes the table of docs/operators.md: what each registered operator supports. */
export function coverageTable(): string {
  const head = ['operator', 'meaning', 'shape', 'MACs', 'evaluation', 'ONNX', 'tfjs', 'gradient'];
  const rows = operators.map(({ op, summary, macs, onnx, tfjs, gradient }) => [
    `\`${op}\``,
    summary,
    'yes',
    macs === 0 ? '0' : 'counted',
    'yes',
    onnx.plain === undefined && onnx.channelsLast === undefined ? 'yes' : 'best, plain',
    supports(tfjs),
    supports(gradient),
  ]);
  return markdownTable(head, rows);
}

function supports(capability: object | { readonly unsupported: string }): string {
  return 'unsupported' in capability ? `no: ${capability.unsupported}` : 'yes';
}
