import type { NameTable } from './table.ts';

/** The original ConvNeXt releases (version 1). The first downsampling layer is the stem. */
export const originalConvNeXt: NameTable = {
  release: 'the original ConvNeXt',
  source:
    'https://github.com/facebookresearch/ConvNeXt (048efce), models/convnext.py; timm/models/convnext.py (aa4b5850)',
  beginnings: [
    [/^downsample_layers\.0\./, 'stem.'],
    [/^downsample_layers\.(\d+)\./, 'stages.$1.downsample.'],
    [/^stages\.(\d+)\.(\d+)\./, 'stages.$1.blocks.$2.'],
    [/^norm\./, 'head.norm.'],
    [/^head\./, 'head.fc.'],
  ],
  parts: [
    ['dwconv', 'conv_dw'],
    ['pwconv1', 'mlp.fc1'],
    ['pwconv2', 'mlp.fc2'],
  ],
};
