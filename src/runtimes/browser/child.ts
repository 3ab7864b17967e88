import { serve } from '../serve.ts';
import { browserEngine } from './engine.ts';

/** The entry of the child that `browserRuntime().start` forks. */
serve(browserEngine());
