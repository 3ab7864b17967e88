import type { NameTable } from './table.ts';

/**
 * The original PoolFormer releases (version 1). `network` alternates block lists and downsamplers.
 *
 * The names fit and so do the shapes, but the original normalises before its global pooling and timm, like the
 * graph here, after it: the logits differ slightly from the original code's (they are those of timm's own
 * conversion of the same release).
 */
export const originalPoolFormer: NameTable = {
  release: 'the original PoolFormer',
  source:
    'https://github.com/sail-sg/poolformer (a075575), models/poolformer.py; timm/models/metaformer.py (aa4b5850)',
  beginnings: [
    [/^patch_embed\.proj\./, 'stem.conv.'],
    [/^network\.0\.(\d+)\./, 'stages.0.blocks.$1.'],
    [/^network\.1\.proj\./, 'stages.1.downsample.conv.'],
    [/^network\.2\.(\d+)\./, 'stages.1.blocks.$1.'],
    [/^network\.3\.proj\./, 'stages.2.downsample.conv.'],
    [/^network\.4\.(\d+)\./, 'stages.2.blocks.$1.'],
    [/^network\.5\.proj\./, 'stages.3.downsample.conv.'],
    [/^network\.6\.(\d+)\./, 'stages.3.blocks.$1.'],
    [/^norm\./, 'head.norm.'],
    [/^head\./, 'head.fc.'],
  ],
  parts: [
    ['layer_scale_1', 'layer_scale1.scale'],
    ['layer_scale_2', 'layer_scale2.scale'],
  ],
};
