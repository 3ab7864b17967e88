import type { ReportData } from '../data.ts';
import { ablationsSection } from './sections/ablations.ts';
import { accuracySection } from './sections/accuracy.ts';
import { answerSection } from './sections/answer.ts';
import { claimsSection } from './sections/claims.ts';
import { historySection } from './sections/history.ts';
import { latencySection } from './sections/latency.ts';
import { machineSection } from './sections/machine.ts';
import { robustnessSection } from './sections/robustness.ts';
import type { Store } from './state.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
  /** The content, or undefined when the report has no data for it. */
  build(data: ReportData, store: Store): HTMLElement[] | undefined;
}

/** The page from top to bottom. */
export const sections: readonly Section[] = [
  { id: 'answer', title: 'Answer', build: answerSection },
  { id: 'latency', title: 'Latency by resolution', build: latencySection },
  { id: 'accuracy', title: 'Accuracy against latency', build: accuracySection },
  { id: 'robustness', title: 'Robustness', build: robustnessSection },
  { id: 'ablations', title: 'Ablations', build: ablationsSection },
  { id: 'claims', title: 'Claims', build: claimsSection },
  { id: 'history-section', title: 'History', build: historySection },
  { id: 'machine', title: 'Machine and method', build: machineSection },
];
