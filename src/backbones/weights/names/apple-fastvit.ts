import type { NameTable } from './table.ts';

/**
 * Apple's original FastViT checkpoints, unfused and `_reparam`. `network` is one flat list of block lists,
 * downsamplers and, where stage 3 attends, its position encoding, so that the last block list is number 6 or 7.
 */
export const appleFastVit: NameTable = {
  release: "Apple's original FastViT",
  source: 'https://github.com/apple/ml-fastvit (8af5928), compared with timm tensor by tensor',
  beginnings: [
    [/^patch_embed\.(\d+)\./, 'stem.$1.'],
    [/^network\.0\.(\d+)\./, 'stages.0.blocks.$1.'],
    [/^network\.1\.proj\./, 'stages.1.downsample.proj.'],
    [/^network\.2\.(\d+)\./, 'stages.1.blocks.$1.'],
    [/^network\.3\.proj\./, 'stages.2.downsample.proj.'],
    [/^network\.4\.(\d+)\./, 'stages.2.blocks.$1.'],
    [/^network\.5\.proj\./, 'stages.3.downsample.proj.'],
    [/^network\.6\.pe\./, 'stages.3.pos_emb.pos_enc.'],
    [/^network\.6\.reparam_conv\./, 'stages.3.pos_emb.reparam_conv.'],
    [/^network\.[67]\.(\d+)\./, 'stages.3.blocks.$1.'],
    [/^conv_exp\./, 'final_conv.'],
    [/^head\./, 'head.fc.'],
  ],
  parts: [
    ['rbr_conv', 'conv_kxk'],
    ['rbr_scale', 'conv_scale'],
    ['rbr_skip', 'identity'],
    ['lkb_origin', 'large_conv'],
    ['lkb_reparam', 'reparam_conv'],
    ['convffn', 'mlp'],
    ['se.reduce', 'se.fc1'],
    ['se.expand', 'se.fc2'],
    ['layer_scale', 'layer_scale.gamma'],
    ['layer_scale_1', 'layer_scale_1.gamma'],
    ['layer_scale_2', 'layer_scale_2.gamma'],
  ],
};
