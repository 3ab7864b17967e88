import type { ReportData } from '../data.ts';
import { latencySection } from './sections/latency.ts';
import { machineSection } from './sections/machine.ts';
import type { Store } from './state.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
  /** The content, or undefined when the report has no data for it. */
  build(data: ReportData, store: Store): HTMLElement[] | undefined;
}

/** The page from top to bottom. */
export const sections: readonly Section[] = [
  { id: 'latency', title: 'Latency by resolution', build: latencySection },
  { id: 'machine', title: 'Machine and method', build: machineSection },
];
