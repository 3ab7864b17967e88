import { goldenFiles, verifyGoldens } from './goldens.ts';

verifyGoldens(goldenFiles.others);
