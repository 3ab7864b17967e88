import { UserError } from '../../files/index.ts';
import type { ModelFailure } from './job.ts';

/** Models whose predictions cannot be used. The message gives the reasons in one line. */
export class ModelError extends UserError {
  readonly failures: readonly ModelFailure[];

  constructor(...failures: readonly ModelFailure[]) {
    super(failures.map(({ reason }) => reason).join('; '));
    this.failures = failures;
  }
}
