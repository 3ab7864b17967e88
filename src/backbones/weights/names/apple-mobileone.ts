import type { NameTable } from './table.ts';

/** Apple's original MobileOne checkpoints, unfused and fused. `stage0` is the stem. */
export const appleMobileOne: NameTable = {
  release: "Apple's original MobileOne",
  source: 'https://github.com/apple/ml-mobileone (b7f4e6d), mobileone.py',
  beginnings: [
    [/^stage0\./, 'stem.'],
    [/^stage1\./, 'stages.0.'],
    [/^stage2\./, 'stages.1.'],
    [/^stage3\./, 'stages.2.'],
    [/^stage4\./, 'stages.3.'],
    [/^linear\./, 'head.fc.'],
  ],
  parts: [
    ['rbr_conv', 'conv_kxk'],
    ['rbr_scale', 'conv_scale'],
    ['rbr_skip', 'identity'],
    ['se.reduce', 'attn.fc1'],
    ['se.expand', 'attn.fc2'],
  ],
};
