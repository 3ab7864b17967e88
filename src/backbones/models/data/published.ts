import type { PublishedModel } from './types.ts';

/**
 * Published facts about each model: input and preprocessing of every weight set, where it is hosted, and
 * the accuracies that timm measured (results/*.csv at commit aa4b5850; [input size, top-1, top-5] in
 * percent). `paper` is table 2 and figure 1 of arXiv 2303.14189, `released` the FastViT repository's own
 * table; a value with `verified: false` was recalled, not read. CMT: README of ggjy/CMT.pytorch.
 */
export const published: Readonly<Record<string, PublishedModel>> = {
  cmt_base: {
    defaultTag: "release-v1",
    default: {"inputSize": 256, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    tags: [
      {"tag": "release-v1", "repository": null, "inputSize": 256, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "url": "github.com/ggjy/CMT.pytorch, release-v1", "accuracy": {"imagenet": [[256, 84.5, null]]}},
    ],
  },
  cmt_small: {
    defaultTag: "release-v1",
    default: {"inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 224, "verified": false}, "parametersM": {"value": 25.1, "verified": false}, "macsG": {"value": 4.0, "verified": false}, "mobileLatencyMs": {"value": 15.6, "verified": true}, "gpuLatencyMs": {"value": 13.8, "verified": true}, "top1": {"value": 83.5, "verified": true}},
    tags: [
      {"tag": "release-v1", "repository": null, "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "url": "github.com/ggjy/CMT.pytorch, release-v1", "accuracy": {"imagenet": [[224, 83.5, null]]}},
    ],
  },
  cmt_ti: {
    defaultTag: "release-v1",
    default: {"inputSize": 160, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 160, "verified": false}, "parametersM": {"value": 9.5, "verified": false}, "macsG": {"value": 0.6, "verified": false}, "mobileLatencyMs": {"value": 3.8, "verified": true}, "gpuLatencyMs": {"value": 4.5, "verified": true}, "top1": {"value": 79.1, "verified": true}},
    tags: [
      {"tag": "release-v1", "repository": null, "inputSize": 160, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "url": "github.com/ggjy/CMT.pytorch, release-v1", "accuracy": {"imagenet": [[160, 79.0, null]]}},
    ],
  },
  cmt_xs: {
    defaultTag: "release-v1",
    default: {"inputSize": 192, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 192, "verified": false}, "parametersM": {"value": 15.2, "verified": false}, "macsG": {"value": 1.5, "verified": false}, "mobileLatencyMs": {"value": 6.3, "verified": true}, "gpuLatencyMs": {"value": 8.3, "verified": true}, "top1": {"value": 81.8, "verified": true}},
    tags: [
      {"tag": "release-v1", "repository": null, "inputSize": 192, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "url": "github.com/ggjy/CMT.pytorch, release-v1", "accuracy": {"imagenet": [[192, 81.8, null]]}},
    ],
  },
  convnext_base: {
    defaultTag: "fb_in22k_ft_in1k",
    default: {"inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "testInputSize": 288, "testCropPct": 1.0},
    paper: {"size": {"value": 224, "verified": false}, "parametersM": {"value": 89.0, "verified": false}, "macsG": {"value": 15.4, "verified": false}, "mobileLatencyMs": {"value": 8.4, "verified": true}, "gpuLatencyMs": {"value": 13.6, "verified": true}, "top1": {"value": 83.8, "verified": true}},
    tags: [
      {"tag": "fb_in22k_ft_in1k", "repository": "timm/convnext_base.fb_in22k_ft_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 288, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[288, 86.302, 98.088], [224, 85.814, 97.856]], "imagenetReal": [[288, 89.873, 98.698], [224, 89.675, 98.542]], "imagenetV2": [[288, 76.96, 93.96], [224, 76.16, 93.35]], "imagenetSketch": [[288, 48.95, 71.705], [224, 48.804, 71.913]], "imagenetA": [[288, 61.253, 86.48], [224, 54.773, 82.573]], "imagenetAClean": [[288, 97.85, 99.67], [224, 97.5, 99.61]], "imagenetR": [[288, 62.243, 76.177], [224, 61.783, 75.82]], "imagenetRClean": [[288, 97.22, 99.76], [224, 96.85, 99.66]]}},
      {"tag": "fb_in1k", "repository": "timm/convnext_base.fb_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 288, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[288, 84.466, 96.982], [224, 83.838, 96.746]], "imagenetReal": [[288, 88.776, 97.923], [224, 88.377, 97.777]], "imagenetV2": [[288, 74.18, 91.67], [224, 73.78, 91.25]], "imagenetSketch": [[224, 38.236, 58.219], [288, 37.313, 57.325]], "imagenetA": [[288, 41.907, 73.84], [224, 36.693, 69.947]], "imagenetAClean": [[288, 96.82, 99.42], [224, 96.44, 99.23]], "imagenetR": [[224, 51.25, 66.12], [288, 51.03, 65.817]], "imagenetRClean": [[288, 96.33, 99.48], [224, 95.94, 99.38]]}},
      {"tag": "fb_in22k_ft_in1k_384", "repository": "timm/convnext_base.fb_in22k_ft_in1k_384", "inputSize": 384, "cropPct": 1.0, "cropMode": "squash", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[384, 86.826, 98.244]], "imagenetReal": [[384, 90.343, 98.796]], "imagenetV2": [[384, 77.79, 94.17]], "imagenetSketch": [[384, 51.551, 74.539]], "imagenetA": [[384, 63.307, 86.827]], "imagenetAClean": [[384, 98.1, 99.65]], "imagenetR": [[384, 64.743, 78.177]], "imagenetRClean": [[384, 97.24, 99.72]]}},
      {"tag": "fb_in22k", "repository": "timm/convnext_base.fb_in22k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 21841, "license": "apache-2.0"},
      {"tag": "clip_laion2b_augreg_ft_in12k_in1k", "repository": "timm/convnext_base.clip_laion2b_augreg_ft_in12k_in1k", "inputSize": 256, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[256, 86.378, 97.976]], "imagenetReal": [[256, 89.805, 98.655]], "imagenetV2": [[256, 76.66, 94.01]], "imagenetSketch": [[256, 59.848, 82.81]], "imagenetA": [[256, 52.507, 82.76]], "imagenetAClean": [[256, 97.6, 99.72]], "imagenetR": [[256, 73.703, 87.303]], "imagenetRClean": [[256, 96.8, 99.68]]}},
      {"tag": "clip_laion2b_augreg_ft_in12k_in1k_384", "repository": "timm/convnext_base.clip_laion2b_augreg_ft_in12k_in1k_384", "inputSize": 384, "cropPct": 1.0, "cropMode": "squash", "interpolation": "bicubic", "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[384, 87.144, 98.228]], "imagenetReal": [[384, 90.358, 98.77]], "imagenetV2": [[384, 77.63, 94.33]], "imagenetSketch": [[384, 60.815, 83.213]], "imagenetA": [[384, 58.84, 85.787]], "imagenetAClean": [[384, 98.05, 99.75]], "imagenetR": [[384, 75.203, 88.48]], "imagenetRClean": [[384, 97.06, 99.69]]}},
      {"tag": "clip_laion2b_augreg_ft_in1k", "repository": "timm/convnext_base.clip_laion2b_augreg_ft_in1k", "inputSize": 256, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[256, 86.184, 97.674]], "imagenetReal": [[256, 89.677, 98.476]], "imagenetV2": [[256, 76.42, 93.58]], "imagenetSketch": [[256, 60.318, 82.719]], "imagenetA": [[256, 48.693, 79.933]], "imagenetAClean": [[256, 97.27, 99.56]], "imagenetR": [[256, 73.447, 87.2]], "imagenetRClean": [[256, 96.58, 99.64]]}},
      {"tag": "clip_laiona_augreg_ft_in1k_384", "repository": "timm/convnext_base.clip_laiona_augreg_ft_in1k_384", "inputSize": 384, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[384, 86.49, 97.96]], "imagenetReal": [[384, 89.999, 98.548]], "imagenetV2": [[384, 77.45, 93.92]], "imagenetSketch": [[384, 59.41, 82.252]], "imagenetA": [[384, 57.173, 84.72]], "imagenetAClean": [[384, 97.61, 99.54]], "imagenetR": [[384, 75.163, 88.52]], "imagenetRClean": [[384, 96.86, 99.69]]}},
      {"tag": "clip_laion2b_augreg_ft_in12k", "repository": "timm/convnext_base.clip_laion2b_augreg_ft_in12k", "inputSize": 256, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "classes": 11821, "license": "apache-2.0"},
      {"tag": "clip_laion2b", "repository": "timm/convnext_base.clip_laion2b", "inputSize": 256, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "classes": 640, "license": "apache-2.0"},
      {"tag": "clip_laion2b_augreg", "repository": "timm/convnext_base.clip_laion2b_augreg", "inputSize": 256, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "classes": 640, "license": "apache-2.0"},
      {"tag": "clip_laiona", "repository": "timm/convnext_base.clip_laiona", "inputSize": 256, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "classes": 640, "license": "apache-2.0"},
      {"tag": "clip_laiona_320", "repository": "timm/convnext_base.clip_laiona_320", "inputSize": 320, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "classes": 640, "license": "apache-2.0"},
      {"tag": "clip_laiona_augreg_320", "repository": "timm/convnext_base.clip_laiona_augreg_320", "inputSize": 320, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "classes": 640, "license": "apache-2.0"},
      {"tag": "dinov3_lvd1689m", "repository": "timm/convnext_base.dinov3_lvd1689m", "inputSize": 224, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 0, "license": "dinov3-license"},
      {"tag": "eupe_lvd1689m", "repository": "timm/convnext_base.eupe_lvd1689m", "inputSize": 256, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 0, "license": "fair-noncommercial-research-license"},
    ],
  },
  convnext_large: {
    defaultTag: "fb_in22k_ft_in1k",
    default: {"inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "testInputSize": 288, "testCropPct": 1.0},
    tags: [
      {"tag": "fb_in22k_ft_in1k", "repository": "timm/convnext_large.fb_in22k_ft_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 288, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[288, 87.012, 98.212], [224, 86.612, 98.036]], "imagenetReal": [[288, 89.891, 98.608], [224, 89.831, 98.512]], "imagenetV2": [[288, 78.07, 94.38], [224, 77.56, 93.97]], "imagenetSketch": [[288, 49.94, 72.208], [224, 49.924, 72.202]], "imagenetA": [[288, 66.333, 88.987], [224, 60.48, 85.147]], "imagenetAClean": [[288, 98.13, 99.75], [224, 97.85, 99.69]], "imagenetR": [[288, 63.94, 77.323], [224, 63.843, 77.267]], "imagenetRClean": [[288, 97.24, 99.72], [224, 97.23, 99.66]]}},
      {"tag": "fb_in1k", "repository": "timm/convnext_large.fb_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 288, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[288, 84.862, 97.21], [224, 84.304, 96.892]], "imagenetReal": [[288, 88.99, 98.044], [224, 88.594, 97.841]], "imagenetV2": [[288, 74.9, 92.08], [224, 74.19, 91.53]], "imagenetSketch": [[224, 40.105, 60.109], [288, 39.468, 59.233]], "imagenetA": [[288, 46.667, 76.733], [224, 41.213, 73.28]], "imagenetAClean": [[288, 97.09, 99.45], [224, 96.76, 99.3]], "imagenetR": [[224, 53.413, 68.067], [288, 53.14, 67.82]], "imagenetRClean": [[288, 96.39, 99.53], [224, 96.04, 99.47]]}},
      {"tag": "fb_in22k_ft_in1k_384", "repository": "timm/convnext_large.fb_in22k_ft_in1k_384", "inputSize": 384, "cropPct": 1.0, "cropMode": "squash", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[384, 87.456, 98.38]], "imagenetReal": [[384, 90.307, 98.666]], "imagenetV2": [[384, 78.7, 94.87]], "imagenetSketch": [[384, 52.732, 74.716]], "imagenetA": [[384, 67.387, 88.88]], "imagenetAClean": [[384, 98.26, 99.75]], "imagenetR": [[384, 66.51, 79.427]], "imagenetRClean": [[384, 97.33, 99.75]]}},
      {"tag": "fb_in22k", "repository": "timm/convnext_large.fb_in22k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 21841, "license": "apache-2.0"},
      {"tag": "dinov3_lvd1689m", "repository": "timm/convnext_large.dinov3_lvd1689m", "inputSize": 224, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 0, "license": "dinov3-license"},
    ],
  },
  convnext_small: {
    defaultTag: "in12k_ft_in1k",
    default: {"inputSize": 224, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "testInputSize": 288, "testCropPct": 1.0},
    paper: {"size": {"value": 224, "verified": false}, "parametersM": {"value": 50.0, "verified": false}, "macsG": {"value": 8.7, "verified": false}, "mobileLatencyMs": {"value": 5.4, "verified": true}, "gpuLatencyMs": {"value": 10.3, "verified": true}, "top1": {"value": 83.1, "verified": true}},
    tags: [
      {"tag": "in12k_ft_in1k", "repository": "timm/convnext_small.in12k_ft_in1k", "inputSize": 224, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 288, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[288, 85.324, 97.554], [224, 85.164, 97.502]], "imagenetReal": [[288, 89.026, 98.23], [224, 88.938, 98.269]], "imagenetV2": [[224, 75.32, 92.8], [288, 74.97, 92.61]], "imagenetSketch": [[224, 44.326, 66.309], [288, 42.681, 64.314]], "imagenetA": [[288, 52.987, 81.307], [224, 47.907, 77.253]], "imagenetAClean": [[288, 97.34, 99.58], [224, 97.21, 99.6]], "imagenetR": [[224, 56.75, 71.06], [288, 55.643, 70.597]], "imagenetRClean": [[288, 96.59, 99.58], [224, 96.57, 99.58]]}},
      {"tag": "in12k_ft_in1k_384", "repository": "timm/convnext_small.in12k_ft_in1k_384", "inputSize": 384, "cropPct": 1.0, "cropMode": "squash", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[384, 86.186, 97.92]], "imagenetReal": [[384, 89.621, 98.45]], "imagenetV2": [[384, 76.35, 93.36]], "imagenetSketch": [[384, 45.717, 67.83]], "imagenetA": [[384, 60.507, 84.813]], "imagenetAClean": [[384, 97.8, 99.65]], "imagenetR": [[384, 58.637, 72.643]], "imagenetRClean": [[384, 96.99, 99.66]]}},
      {"tag": "in12k", "repository": "timm/convnext_small.in12k", "inputSize": 224, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 11821, "license": "apache-2.0"},
      {"tag": "fb_in22k_ft_in1k", "repository": "timm/convnext_small.fb_in22k_ft_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 288, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[288, 85.276, 97.678], [224, 84.582, 97.414]], "imagenetReal": [[288, 89.344, 98.358], [224, 89.15, 98.322]], "imagenetV2": [[288, 75.54, 93.2], [224, 74.8, 92.9]], "imagenetSketch": [[224, 43.611, 66.564], [288, 43.593, 66.447]], "imagenetA": [[288, 51.547, 81.333], [224, 45.147, 77.493]], "imagenetAClean": [[288, 97.35, 99.53], [224, 96.97, 99.41]], "imagenetR": [[288, 57.603, 72.497], [224, 57.303, 72.497]], "imagenetRClean": [[288, 96.87, 99.51], [224, 96.51, 99.49]]}},
      {"tag": "fb_in1k", "repository": "timm/convnext_small.fb_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 288, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[288, 83.704, 96.816], [224, 83.144, 96.432]], "imagenetReal": [[288, 88.413, 98.01], [224, 88.052, 97.784]], "imagenetV2": [[288, 73.57, 91.39], [224, 72.3, 90.86]], "imagenetSketch": [[224, 37.063, 57.128], [288, 36.251, 55.934]], "imagenetA": [[288, 36.787, 70.947], [224, 31.373, 65.987]], "imagenetAClean": [[288, 96.56, 99.34], [224, 96.2, 99.11]], "imagenetR": [[224, 49.54, 64.93], [288, 49.043, 64.77]], "imagenetRClean": [[288, 95.99, 99.43], [224, 95.61, 99.26]]}},
      {"tag": "fb_in22k_ft_in1k_384", "repository": "timm/convnext_small.fb_in22k_ft_in1k_384", "inputSize": 384, "cropPct": 1.0, "cropMode": "squash", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[384, 85.752, 97.878]], "imagenetReal": [[384, 89.927, 98.691]], "imagenetV2": [[384, 76.17, 93.59]], "imagenetSketch": [[384, 46.873, 69.53]], "imagenetA": [[384, 53.16, 81.467]], "imagenetAClean": [[384, 97.62, 99.6]], "imagenetR": [[384, 59.927, 74.267]], "imagenetRClean": [[384, 97.14, 99.64]]}},
      {"tag": "fb_in22k", "repository": "timm/convnext_small.fb_in22k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 21841, "license": "apache-2.0"},
      {"tag": "dinov3_lvd1689m", "repository": "timm/convnext_small.dinov3_lvd1689m", "inputSize": 224, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 0, "license": "dinov3-license"},
      {"tag": "eupe_lvd1689m", "repository": "timm/convnext_small.eupe_lvd1689m", "inputSize": 256, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 0, "license": "fair-noncommercial-research-license"},
    ],
  },
  convnext_tiny: {
    defaultTag: "in12k_ft_in1k",
    default: {"inputSize": 224, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "testInputSize": 288, "testCropPct": 1.0},
    paper: {"size": {"value": 224, "verified": false}, "parametersM": {"value": 29.0, "verified": false}, "macsG": {"value": 4.5, "verified": false}, "mobileLatencyMs": {"value": 3.7, "verified": true}, "gpuLatencyMs": {"value": 6.3, "verified": true}, "top1": {"value": 82.1, "verified": true}},
    tags: [
      {"tag": "in12k_ft_in1k", "repository": "timm/convnext_tiny.in12k_ft_in1k", "inputSize": 224, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 288, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[288, 84.448, 97.328], [224, 84.192, 97.132]], "imagenetReal": [[288, 88.908, 98.303], [224, 88.712, 98.198]], "imagenetV2": [[288, 74.46, 92.6], [224, 74.12, 92.17]], "imagenetSketch": [[224, 40.17, 61.575], [288, 38.883, 59.875]], "imagenetA": [[288, 47.533, 78.973], [224, 38.08, 71.84]], "imagenetAClean": [[288, 97.1, 99.52], [224, 96.74, 99.46]], "imagenetR": [[224, 51.64, 67.717], [288, 51.263, 66.947]], "imagenetRClean": [[288, 96.24, 99.65], [224, 96.19, 99.58]]}},
      {"tag": "in12k_ft_in1k_384", "repository": "timm/convnext_tiny.in12k_ft_in1k_384", "inputSize": 384, "cropPct": 1.0, "cropMode": "squash", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[384, 85.154, 97.634]], "imagenetReal": [[384, 89.491, 98.51]], "imagenetV2": [[384, 74.79, 92.83]], "imagenetSketch": [[384, 41.097, 62.825]], "imagenetA": [[384, 50.12, 79.733]], "imagenetAClean": [[384, 97.33, 99.6]], "imagenetR": [[384, 52.89, 68.4]], "imagenetRClean": [[384, 96.58, 99.66]]}},
      {"tag": "in12k", "repository": "timm/convnext_tiny.in12k", "inputSize": 224, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 11821, "license": "apache-2.0"},
      {"tag": "fb_in22k_ft_in1k", "repository": "timm/convnext_tiny.fb_in22k_ft_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 288, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[224, 82.9, 96.616], [288, 78.95, 94.708]], "imagenetReal": [[224, 88.018, 97.92], [288, 85.437, 96.814]], "imagenetV2": [[224, 72.58, 91.34], [288, 67.57, 87.47]], "imagenetSketch": [[224, 38.458, 60.439], [288, 31.643, 51.768]], "imagenetA": [[224, 36.64, 69.973], [288, 29.307, 56.56]], "imagenetAClean": [[224, 96.24, 99.34], [288, 94.87, 98.55]], "imagenetR": [[224, 50.983, 66.42], [288, 41.37, 55.357]], "imagenetRClean": [[224, 95.74, 99.36], [288, 93.55, 98.62]]}},
      {"tag": "fb_in1k", "repository": "timm/convnext_tiny.fb_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 288, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[288, 82.694, 96.144], [224, 82.066, 95.854]], "imagenetReal": [[288, 87.762, 97.587], [224, 87.309, 97.444]], "imagenetV2": [[288, 71.87, 90.18], [224, 70.93, 89.82]], "imagenetSketch": [[224, 33.825, 53.654], [288, 33.18, 52.668]], "imagenetA": [[288, 29.787, 64.92], [224, 24.107, 59.107]], "imagenetAClean": [[288, 95.78, 99.18], [224, 95.54, 99.0]], "imagenetR": [[224, 47.133, 63.18], [288, 46.53, 63.247]], "imagenetRClean": [[288, 95.21, 99.32], [224, 94.97, 99.21]]}},
      {"tag": "fb_in22k_ft_in1k_384", "repository": "timm/convnext_tiny.fb_in22k_ft_in1k_384", "inputSize": 384, "cropPct": 1.0, "cropMode": "squash", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[384, 84.098, 97.138]], "imagenetReal": [[384, 88.859, 98.29]], "imagenetV2": [[384, 73.36, 91.86]], "imagenetSketch": [[384, 39.798, 61.53]], "imagenetA": [[384, 42.013, 73.533]], "imagenetAClean": [[384, 97.11, 99.5]], "imagenetR": [[384, 52.073, 66.873]], "imagenetRClean": [[384, 96.16, 99.48]]}},
      {"tag": "fb_in22k", "repository": "timm/convnext_tiny.fb_in22k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 21841, "license": "apache-2.0"},
      {"tag": "dinov3_lvd1689m", "repository": "timm/convnext_tiny.dinov3_lvd1689m", "inputSize": 224, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 0, "license": "dinov3-license"},
      {"tag": "eupe_lvd1689m", "repository": "timm/convnext_tiny.eupe_lvd1689m", "inputSize": 256, "cropPct": 1.0, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 0, "license": "fair-noncommercial-research-license"},
    ],
  },
  efficientnet_b0: {
    defaultTag: "ra_in1k",
    default: {"inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    tags: [
      {"tag": "ra_in1k", "repository": "timm/efficientnet_b0.ra_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[224, 77.698, 93.538]], "imagenetReal": [[224, 84.04, 95.967]], "imagenetV2": [[224, 66.15, 86.12]], "imagenetSketch": [[224, 25.017, 42.791]], "imagenetA": [[224, 7.227, 33.96]], "imagenetAClean": [[224, 92.67, 98.08]], "imagenetR": [[224, 36.673, 53.597]], "imagenetRClean": [[224, 92.47, 98.68]]}},
      {"tag": "ra4_e3600_r224_in1k", "repository": "timm/efficientnet_b0.ra4_e3600_r224_in1k", "inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "testInputSize": 256, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[256, 79.364, 94.754], [224, 78.568, 94.34]], "imagenetReal": [[256, 85.439, 96.753], [224, 84.783, 96.451]], "imagenetV2": [[256, 68.59, 87.89], [224, 67.34, 87.14]], "imagenetSketch": [[256, 30.138, 49.024], [224, 29.804, 48.914]], "imagenetA": [[256, 11.64, 40.893], [224, 9.88, 38.12]], "imagenetAClean": [[256, 93.87, 98.39], [224, 93.23, 98.37]], "imagenetR": [[256, 40.117, 56.137], [224, 40.027, 55.783]], "imagenetRClean": [[256, 93.5, 98.83], [224, 93.13, 98.66]]}},
    ],
  },
  efficientnet_b1: {
    defaultTag: "ra4_e3600_r240_in1k",
    default: {"inputSize": 240, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "testInputSize": 288, "testCropPct": 1.0},
    paper: {"size": {"value": 240, "verified": false}, "parametersM": {"value": 7.8, "verified": false}, "macsG": {"value": 0.7, "verified": false}, "mobileLatencyMs": {"value": 2.5, "verified": true}, "gpuLatencyMs": {"value": 3.2, "verified": true}, "top1": {"value": 79.1, "verified": true}},
    tags: [
      {"tag": "ra4_e3600_r240_in1k", "repository": "timm/efficientnet_b1.ra4_e3600_r240_in1k", "inputSize": 240, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "testInputSize": 288, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[288, 81.444, 95.698], [240, 80.404, 95.152]], "imagenetReal": [[288, 87.008, 97.325], [240, 86.205, 96.968]], "imagenetV2": [[288, 70.52, 89.61], [240, 69.51, 89.02]], "imagenetSketch": [[240, 31.634, 50.486], [288, 31.618, 50.63]], "imagenetA": [[288, 15.907, 48.667], [240, 12.427, 43.973]], "imagenetAClean": [[288, 95.32, 98.82], [240, 94.85, 98.71]], "imagenetR": [[288, 43.313, 58.987], [240, 43.04, 59.257]], "imagenetRClean": [[288, 94.54, 99.22], [240, 94.22, 99.09]]}},
      {"tag": "ft_in1k", "repository": "timm/efficientnet_b1.ft_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 256, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[256, 78.806, 94.346], [224, 77.592, 93.636]], "imagenetReal": [[256, 84.617, 96.341], [224, 83.59, 95.77]], "imagenetV2": [[256, 67.61, 87.47], [224, 66.06, 86.53]], "imagenetSketch": [[256, 26.084, 44.047], [224, 25.265, 42.992]], "imagenetA": [[256, 9.947, 37.307], [224, 8.547, 34.147]], "imagenetAClean": [[256, 93.28, 98.24], [224, 92.43, 97.82]], "imagenetR": [[256, 38.17, 54.033], [224, 37.687, 53.87]], "imagenetRClean": [[256, 93.02, 98.71], [224, 92.36, 98.36]]}},
    ],
  },
  efficientnet_b2: {
    defaultTag: "ra_in1k",
    default: {"inputSize": 256, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "testInputSize": 288, "testCropPct": 1.0},
    paper: {"size": {"value": 260, "verified": false}, "parametersM": {"value": 9.2, "verified": false}, "macsG": {"value": 1.0, "verified": false}, "mobileLatencyMs": {"value": 3.5, "verified": true}, "gpuLatencyMs": {"value": 4.1, "verified": true}, "top1": {"value": 80.1, "verified": true}},
    tags: [
      {"tag": "ra_in1k", "repository": "timm/efficientnet_b2.ra_in1k", "inputSize": 256, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 288, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[288, 80.612, 95.32], [256, 79.324, 94.582]], "imagenetReal": [[288, 86.31, 96.99], [256, 85.353, 96.539]], "imagenetV2": [[288, 69.39, 88.64], [256, 68.16, 87.75]], "imagenetSketch": [[288, 30.492, 49.698], [256, 29.643, 48.881]], "imagenetA": [[288, 14.32, 45.827], [256, 13.6, 44.213]], "imagenetAClean": [[288, 94.64, 98.71], [256, 94.02, 98.46]], "imagenetR": [[288, 41.967, 58.303], [256, 41.36, 57.993]], "imagenetRClean": [[288, 94.37, 99.05], [256, 94.1, 99.01]]}},
    ],
  },
  efficientnet_b3: {
    defaultTag: "ra2_in1k",
    default: {"inputSize": 288, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "testInputSize": 320, "testCropPct": 1.0},
    paper: {"size": {"value": 300, "verified": false}, "parametersM": {"value": 12.0, "verified": false}, "macsG": {"value": 1.8, "verified": false}, "mobileLatencyMs": {"value": 7.1, "verified": true}, "gpuLatencyMs": {"value": 5.3, "verified": true}, "top1": {"value": 81.6, "verified": true}},
    tags: [
      {"tag": "ra2_in1k", "repository": "timm/efficientnet_b3.ra2_in1k", "inputSize": 288, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 320, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[320, 82.296, 96.124], [288, 81.472, 95.696]], "imagenetReal": [[320, 87.48, 97.698], [288, 86.827, 97.323]], "imagenetV2": [[320, 71.53, 90.02], [288, 70.76, 89.38]], "imagenetSketch": [[320, 36.414, 56.831], [288, 35.536, 55.92]], "imagenetA": [[320, 23.213, 55.92], [288, 22.667, 55.08]], "imagenetAClean": [[320, 95.72, 99.06], [288, 95.19, 99.04]], "imagenetR": [[320, 48.593, 64.34], [288, 47.967, 63.93]], "imagenetRClean": [[320, 95.16, 99.21], [288, 94.93, 99.17]]}},
    ],
  },
  efficientnet_b4: {
    defaultTag: "ra2_in1k",
    default: {"inputSize": 320, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "testInputSize": 384, "testCropPct": 1.0},
    paper: {"size": {"value": 380, "verified": false}, "parametersM": {"value": 19.0, "verified": false}, "macsG": {"value": 4.2, "verified": false}, "mobileLatencyMs": {"value": 9.9, "verified": true}, "gpuLatencyMs": {"value": 8.3, "verified": true}, "top1": {"value": 82.9, "verified": true}},
    tags: [
      {"tag": "ra2_in1k", "repository": "timm/efficientnet_b4.ra2_in1k", "inputSize": 320, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "testInputSize": 384, "testCropPct": 1.0, "license": "apache-2.0", "accuracy": {"imagenet": [[384, 83.468, 96.574], [320, 82.658, 96.134]], "imagenetReal": [[384, 88.381, 97.944], [320, 87.755, 97.63]], "imagenetV2": [[384, 73.27, 91.32], [320, 72.23, 90.62]], "imagenetSketch": [[320, 39.201, 59.942], [384, 39.134, 59.659]], "imagenetA": [[384, 30.587, 64.347], [320, 28.24, 61.92]], "imagenetAClean": [[384, 96.17, 99.19], [320, 95.74, 99.15]], "imagenetR": [[320, 50.71, 65.99], [384, 50.523, 65.8]], "imagenetRClean": [[384, 95.53, 99.41], [320, 95.41, 99.28]]}},
    ],
  },
  efficientnet_b5: {
    defaultTag: "sw_in12k_ft_in1k",
    default: {"inputSize": 448, "cropPct": 1.0, "cropMode": "squash", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 456, "verified": false}, "parametersM": {"value": 30.0, "verified": false}, "macsG": {"value": 9.9, "verified": false}, "mobileLatencyMs": {"value": 22.1, "verified": true}, "gpuLatencyMs": {"value": 24.2, "verified": true}, "top1": {"value": 83.6, "verified": true}},
    tags: [
      {"tag": "sw_in12k_ft_in1k", "repository": "timm/efficientnet_b5.sw_in12k_ft_in1k", "inputSize": 448, "cropPct": 1.0, "cropMode": "squash", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[448, 85.894, 97.742]], "imagenetReal": [[448, 89.901, 98.572]], "imagenetV2": [[448, 75.76, 93.13]], "imagenetSketch": [[448, 42.87, 65.405]], "imagenetA": [[448, 51.013, 78.667]], "imagenetAClean": [[448, 97.39, 99.55]], "imagenetR": [[448, 54.277, 69.823]], "imagenetRClean": [[448, 96.82, 99.59]]}},
      {"tag": "sw_in12k", "repository": "timm/efficientnet_b5.sw_in12k", "inputSize": 416, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 11821, "license": "apache-2.0"},
    ],
  },
  efficientnet_b6: {
    defaultTag: null,
    default: {"inputSize": 528, "cropPct": 0.942, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 528, "verified": false}, "parametersM": {"value": 43.0, "verified": false}, "macsG": {"value": 19.0, "verified": false}, "gpuLatencyMs": {"value": 44.3, "verified": true}, "top1": {"value": 84.0, "verified": true}},
    tags: [
    ],
  },
  efficientnet_b7: {
    defaultTag: null,
    default: {"inputSize": 600, "cropPct": 0.949, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    tags: [
    ],
  },
  efficientnet_lite0: {
    defaultTag: "ra_in1k",
    default: {"inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    tags: [
      {"tag": "ra_in1k", "repository": "timm/efficientnet_lite0.ra_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[224, 75.488, 92.508]], "imagenetReal": [[224, 82.377, 95.279]], "imagenetV2": [[224, 63.2, 84.35]], "imagenetSketch": [[224, 23.907, 42.135]], "imagenetA": [[224, 3.547, 26.32]], "imagenetAClean": [[224, 91.14, 97.64]], "imagenetR": [[224, 35.69, 53.72]], "imagenetRClean": [[224, 91.27, 98.23]]}},
    ],
  },
  fastvit_ma36: {
    defaultTag: "apple_in1k",
    default: {"inputSize": 256, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 256, "verified": true}, "parametersM": {"value": 42.7, "verified": true}, "macsG": {"value": 7.9, "verified": true}, "mobileLatencyMs": {"value": 4.5, "verified": true}, "gpuLatencyMs": {"value": 6.7, "verified": true}, "top1": {"value": 83.9, "verified": true}},
    released: {"top1": 83.9, "top1Distilled": 84.6, "mobileLatencyMs": 4.6},
    tags: [
      {"tag": "apple_in1k", "repository": "timm/fastvit_ma36.apple_in1k", "inputSize": 256, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 83.884, 96.756]], "imagenetReal": [[256, 88.355, 97.927]], "imagenetV2": [[256, 73.74, 91.58]], "imagenetSketch": [[256, 36.572, 56.521]], "imagenetA": [[256, 34.533, 67.12]], "imagenetAClean": [[256, 96.49, 99.3]], "imagenetR": [[256, 49.52, 63.46]], "imagenetRClean": [[256, 96.01, 99.36]]}},
      {"tag": "apple_dist_in1k", "repository": "timm/fastvit_ma36.apple_dist_in1k", "inputSize": 256, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 84.608, 96.996]], "imagenetReal": [[256, 89.12, 98.149]], "imagenetV2": [[256, 74.44, 91.93]], "imagenetSketch": [[256, 38.386, 58.486]], "imagenetA": [[256, 37.533, 70.973]], "imagenetAClean": [[256, 96.8, 99.33]], "imagenetR": [[256, 51.88, 67.027]], "imagenetRClean": [[256, 96.3, 99.49]]}},
    ],
  },
  fastvit_s12: {
    defaultTag: "apple_in1k",
    default: {"inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 256, "verified": true}, "parametersM": {"value": 8.8, "verified": true}, "macsG": {"value": 1.8, "verified": true}, "mobileLatencyMs": {"value": 1.4, "verified": true}, "gpuLatencyMs": {"value": 2.2, "verified": true}, "top1": {"value": 79.8, "verified": true}},
    released: {"top1": 79.9, "top1Distilled": 81.1, "mobileLatencyMs": 1.4},
    tags: [
      {"tag": "apple_in1k", "repository": "timm/fastvit_s12.apple_in1k", "inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 79.882, 94.798]], "imagenetReal": [[256, 85.45, 96.731]], "imagenetV2": [[256, 68.26, 87.84]], "imagenetSketch": [[256, 28.151, 46.67]], "imagenetA": [[256, 15.027, 45.027]], "imagenetAClean": [[256, 94.22, 98.57]], "imagenetR": [[256, 39.917, 54.777]], "imagenetRClean": [[256, 93.66, 98.73]]}},
      {"tag": "apple_dist_in1k", "repository": "timm/fastvit_s12.apple_dist_in1k", "inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 81.074, 95.278]], "imagenetReal": [[256, 86.735, 97.203]], "imagenetV2": [[256, 69.86, 88.7]], "imagenetSketch": [[256, 30.187, 48.95]], "imagenetA": [[256, 16.987, 49.333]], "imagenetAClean": [[256, 94.87, 98.77]], "imagenetR": [[256, 42.55, 58.16]], "imagenetRClean": [[256, 94.28, 98.99]]}},
    ],
  },
  fastvit_sa12: {
    defaultTag: "apple_in1k",
    default: {"inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 256, "verified": true}, "parametersM": {"value": 10.9, "verified": true}, "macsG": {"value": 1.9, "verified": true}, "mobileLatencyMs": {"value": 1.6, "verified": true}, "gpuLatencyMs": {"value": 2.5, "verified": true}, "top1": {"value": 80.6, "verified": true}},
    released: {"top1": 80.9, "top1Distilled": 81.9, "mobileLatencyMs": 1.6},
    tags: [
      {"tag": "apple_in1k", "repository": "timm/fastvit_sa12.apple_in1k", "inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 80.846, 95.346]], "imagenetReal": [[256, 86.577, 97.21]], "imagenetV2": [[256, 69.67, 88.92]], "imagenetSketch": [[256, 29.68, 48.574]], "imagenetA": [[256, 16.307, 49.387]], "imagenetAClean": [[256, 94.89, 98.86]], "imagenetR": [[256, 42.92, 58.87]], "imagenetRClean": [[256, 94.46, 99.08]]}},
      {"tag": "apple_dist_in1k", "repository": "timm/fastvit_sa12.apple_dist_in1k", "inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 81.838, 95.7]], "imagenetReal": [[256, 87.354, 97.491]], "imagenetV2": [[256, 70.98, 89.22]], "imagenetSketch": [[256, 31.172, 49.989]], "imagenetA": [[256, 21.307, 54.6]], "imagenetAClean": [[256, 95.13, 98.81]], "imagenetR": [[256, 44.11, 59.067]], "imagenetRClean": [[256, 94.7, 99.07]]}},
    ],
  },
  fastvit_sa24: {
    defaultTag: "apple_in1k",
    default: {"inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 256, "verified": true}, "parametersM": {"value": 20.6, "verified": true}, "macsG": {"value": 3.8, "verified": true}, "mobileLatencyMs": {"value": 2.6, "verified": true}, "gpuLatencyMs": {"value": 3.8, "verified": true}, "top1": {"value": 82.6, "verified": true}},
    released: {"top1": 82.7, "top1Distilled": 83.4, "mobileLatencyMs": 2.6},
    tags: [
      {"tag": "apple_in1k", "repository": "timm/fastvit_sa24.apple_in1k", "inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 82.706, 96.278]], "imagenetReal": [[256, 87.649, 97.703]], "imagenetV2": [[256, 72.07, 90.75]], "imagenetSketch": [[256, 34.096, 53.76]], "imagenetA": [[256, 29.0, 62.32]], "imagenetAClean": [[256, 95.91, 99.16]], "imagenetR": [[256, 46.653, 61.633]], "imagenetRClean": [[256, 95.31, 99.31]]}},
      {"tag": "apple_dist_in1k", "repository": "timm/fastvit_sa24.apple_dist_in1k", "inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 83.368, 96.574]], "imagenetReal": [[256, 88.509, 97.944]], "imagenetV2": [[256, 73.16, 91.39]], "imagenetSketch": [[256, 35.216, 54.65]], "imagenetA": [[256, 31.347, 64.72]], "imagenetAClean": [[256, 96.16, 99.21]], "imagenetR": [[256, 47.973, 62.84]], "imagenetRClean": [[256, 95.58, 99.31]]}},
    ],
  },
  fastvit_sa36: {
    defaultTag: "apple_in1k",
    default: {"inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 256, "verified": true}, "parametersM": {"value": 30.4, "verified": true}, "macsG": {"value": 5.6, "verified": true}, "mobileLatencyMs": {"value": 3.5, "verified": true}, "gpuLatencyMs": {"value": 5.2, "verified": true}, "top1": {"value": 83.6, "verified": true}},
    released: {"top1": 83.6, "top1Distilled": 84.2, "mobileLatencyMs": 3.5},
    tags: [
      {"tag": "apple_in1k", "repository": "timm/fastvit_sa36.apple_in1k", "inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 83.502, 96.632]], "imagenetReal": [[256, 88.101, 97.794]], "imagenetV2": [[256, 73.15, 90.96]], "imagenetSketch": [[256, 36.54, 55.994]], "imagenetA": [[256, 33.0, 65.96]], "imagenetAClean": [[256, 96.24, 99.18]], "imagenetR": [[256, 48.203, 62.753]], "imagenetRClean": [[256, 95.62, 99.32]]}},
      {"tag": "apple_dist_in1k", "repository": "timm/fastvit_sa36.apple_dist_in1k", "inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 84.028, 96.85]], "imagenetReal": [[256, 88.784, 98.093]], "imagenetV2": [[256, 73.92, 91.66]], "imagenetSketch": [[256, 37.104, 57.12]], "imagenetA": [[256, 36.413, 69.573]], "imagenetAClean": [[256, 96.35, 99.25]], "imagenetR": [[256, 50.327, 65.713]], "imagenetRClean": [[256, 95.95, 99.37]]}},
    ],
  },
  fastvit_t12: {
    defaultTag: "apple_in1k",
    default: {"inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 256, "verified": true}, "parametersM": {"value": 6.8, "verified": true}, "macsG": {"value": 1.4, "verified": true}, "mobileLatencyMs": {"value": 1.2, "verified": true}, "gpuLatencyMs": {"value": 2.1, "verified": true}, "top1": {"value": 79.2, "verified": true}},
    released: {"top1": 79.3, "top1Distilled": 80.3, "mobileLatencyMs": 1.2},
    tags: [
      {"tag": "apple_in1k", "repository": "timm/fastvit_t12.apple_in1k", "inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 79.276, 94.57]], "imagenetReal": [[256, 85.198, 96.595]], "imagenetV2": [[256, 68.02, 87.7]], "imagenetSketch": [[256, 27.937, 46.389]], "imagenetA": [[256, 13.587, 43.253]], "imagenetAClean": [[256, 93.99, 98.6]], "imagenetR": [[256, 40.08, 55.247]], "imagenetRClean": [[256, 93.5, 98.67]]}},
      {"tag": "apple_dist_in1k", "repository": "timm/fastvit_t12.apple_dist_in1k", "inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 80.364, 95.04]], "imagenetReal": [[256, 86.365, 97.086]], "imagenetV2": [[256, 69.65, 88.29]], "imagenetSketch": [[256, 29.647, 48.513]], "imagenetA": [[256, 15.613, 47.653]], "imagenetAClean": [[256, 94.62, 98.8]], "imagenetR": [[256, 41.83, 57.6]], "imagenetRClean": [[256, 94.1, 99.03]]}},
    ],
  },
  fastvit_t8: {
    defaultTag: "apple_in1k",
    default: {"inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 256, "verified": true}, "parametersM": {"value": 3.6, "verified": true}, "macsG": {"value": 0.7, "verified": true}, "mobileLatencyMs": {"value": 0.8, "verified": true}, "gpuLatencyMs": {"value": 1.7, "verified": false}, "top1": {"value": 75.6, "verified": false}},
    released: {"top1": 76.2, "top1Distilled": 77.2, "mobileLatencyMs": 0.8},
    tags: [
      {"tag": "apple_in1k", "repository": "timm/fastvit_t8.apple_in1k", "inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 76.184, 93.042]], "imagenetReal": [[256, 83.24, 95.828]], "imagenetV2": [[256, 64.69, 85.58]], "imagenetSketch": [[256, 25.85, 44.11]], "imagenetA": [[256, 6.8, 33.453]], "imagenetAClean": [[256, 92.16, 97.89]], "imagenetR": [[256, 37.16, 53.147]], "imagenetRClean": [[256, 91.94, 98.41]]}},
      {"tag": "apple_dist_in1k", "repository": "timm/fastvit_t8.apple_dist_in1k", "inputSize": 256, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "fastvit-license", "accuracy": {"imagenet": [[256, 77.17, 93.274]], "imagenetReal": [[256, 84.149, 96.059]], "imagenetV2": [[256, 65.38, 86.06]], "imagenetSketch": [[256, 25.992, 44.424]], "imagenetA": [[256, 7.747, 34.427]], "imagenetAClean": [[256, 92.54, 98.03]], "imagenetR": [[256, 37.513, 53.863]], "imagenetRClean": [[256, 92.59, 98.43]]}},
    ],
  },
  mobileone_s0: {
    defaultTag: "apple_in1k",
    default: {"inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 224, "verified": false}, "parametersM": {"value": 2.1, "verified": false}, "macsG": {"value": 0.3, "verified": false}, "mobileLatencyMs": {"value": 0.79, "verified": true}, "top1": {"value": 71.4, "verified": true}},
    tags: [
      {"tag": "apple_in1k", "repository": "timm/mobileone_s0.apple_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "mobileone-license", "accuracy": {"imagenet": [[224, 71.398, 89.864]], "imagenetReal": [[224, 78.508, 93.334]], "imagenetV2": [[224, 58.42, 80.07]], "imagenetSketch": [[224, 19.299, 35.336]], "imagenetA": [[224, 2.107, 17.68]], "imagenetAClean": [[224, 88.32, 96.43]], "imagenetR": [[224, 32.98, 51.09]], "imagenetRClean": [[224, 88.77, 97.23]]}},
    ],
  },
  mobileone_s1: {
    defaultTag: "apple_in1k",
    default: {"inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 224, "verified": false}, "parametersM": {"value": 4.8, "verified": false}, "macsG": {"value": 0.8, "verified": false}, "mobileLatencyMs": {"value": 0.89, "verified": true}, "top1": {"value": 75.9, "verified": true}},
    tags: [
      {"tag": "apple_in1k", "repository": "timm/mobileone_s1.apple_in1k", "inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "mobileone-license", "accuracy": {"imagenet": [[224, 75.76, 92.788]], "imagenetReal": [[224, 82.845, 95.523]], "imagenetV2": [[224, 63.06, 84.26]], "imagenetSketch": [[224, 22.832, 39.887]], "imagenetA": [[224, 3.04, 25.027]], "imagenetAClean": [[224, 91.36, 97.77]], "imagenetR": [[224, 37.033, 54.657]], "imagenetRClean": [[224, 91.77, 98.47]]}},
    ],
  },
  mobileone_s2: {
    defaultTag: "apple_in1k",
    default: {"inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 224, "verified": false}, "parametersM": {"value": 7.8, "verified": false}, "macsG": {"value": 1.3, "verified": false}, "mobileLatencyMs": {"value": 1.18, "verified": true}, "top1": {"value": 77.4, "verified": true}},
    tags: [
      {"tag": "apple_in1k", "repository": "timm/mobileone_s2.apple_in1k", "inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "mobileone-license", "accuracy": {"imagenet": [[224, 77.504, 93.664]], "imagenetReal": [[224, 84.192, 96.063]], "imagenetV2": [[224, 65.38, 85.93]], "imagenetSketch": [[224, 26.418, 44.554]], "imagenetA": [[224, 4.48, 28.867]], "imagenetAClean": [[224, 92.83, 98.25]], "imagenetR": [[224, 40.287, 57.993]], "imagenetRClean": [[224, 92.63, 98.68]]}},
    ],
  },
  mobileone_s3: {
    defaultTag: "apple_in1k",
    default: {"inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 224, "verified": false}, "parametersM": {"value": 10.1, "verified": false}, "macsG": {"value": 1.9, "verified": false}, "mobileLatencyMs": {"value": 1.53, "verified": true}, "top1": {"value": 78.1, "verified": true}},
    tags: [
      {"tag": "apple_in1k", "repository": "timm/mobileone_s3.apple_in1k", "inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "mobileone-license", "accuracy": {"imagenet": [[224, 78.002, 93.864]], "imagenetReal": [[224, 84.233, 96.118]], "imagenetV2": [[224, 66.33, 86.36]], "imagenetSketch": [[224, 28.698, 47.539]], "imagenetA": [[224, 6.6, 32.0]], "imagenetAClean": [[224, 92.91, 98.18]], "imagenetR": [[224, 42.3, 59.327]], "imagenetRClean": [[224, 93.0, 98.61]]}},
    ],
  },
  mobileone_s4: {
    defaultTag: "apple_in1k",
    default: {"inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 224, "verified": false}, "parametersM": {"value": 14.8, "verified": false}, "macsG": {"value": 3.0, "verified": false}, "mobileLatencyMs": {"value": 1.9, "verified": true}, "gpuLatencyMs": {"value": 2.6, "verified": true}, "top1": {"value": 79.4, "verified": true}},
    tags: [
      {"tag": "apple_in1k", "repository": "timm/mobileone_s4.apple_in1k", "inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "mobileone-license", "accuracy": {"imagenet": [[224, 79.446, 94.49]], "imagenetReal": [[224, 85.102, 96.437]], "imagenetV2": [[224, 68.15, 87.1]], "imagenetSketch": [[224, 29.439, 47.997]], "imagenetA": [[224, 10.787, 38.453]], "imagenetAClean": [[224, 93.77, 98.25]], "imagenetR": [[224, 42.37, 58.053]], "imagenetRClean": [[224, 93.74, 98.67]]}},
    ],
  },
  poolformer_m36: {
    defaultTag: "sail_in1k",
    default: {"inputSize": 224, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 224, "verified": false}, "parametersM": {"value": 56.0, "verified": false}, "macsG": {"value": 9.1, "verified": false}, "mobileLatencyMs": {"value": 5.9, "verified": true}, "gpuLatencyMs": {"value": 24.4, "verified": true}, "top1": {"value": 82.1, "verified": true}},
    tags: [
      {"tag": "sail_in1k", "repository": "timm/poolformer_m36.sail_in1k", "inputSize": 224, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[224, 82.104, 95.698]], "imagenetReal": [[224, 86.965, 97.139]], "imagenetV2": [[224, 70.86, 89.43]], "imagenetSketch": [[224, 31.463, 50.025]], "imagenetA": [[224, 22.267, 55.147]], "imagenetAClean": [[224, 95.41, 98.84]], "imagenetR": [[224, 43.933, 59.11]], "imagenetRClean": [[224, 95.06, 99.1]]}},
    ],
  },
  poolformer_m48: {
    defaultTag: "sail_in1k",
    default: {"inputSize": 224, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 224, "verified": false}, "parametersM": {"value": 73.0, "verified": false}, "macsG": {"value": 11.9, "verified": false}, "mobileLatencyMs": {"value": 7.6, "verified": true}, "gpuLatencyMs": {"value": 30.2, "verified": true}, "top1": {"value": 82.5, "verified": true}},
    tags: [
      {"tag": "sail_in1k", "repository": "timm/poolformer_m48.sail_in1k", "inputSize": 224, "cropPct": 0.95, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[224, 82.462, 95.968]], "imagenetReal": [[224, 87.232, 97.308]], "imagenetV2": [[224, 71.51, 89.72]], "imagenetSketch": [[224, 31.669, 49.842]], "imagenetA": [[224, 23.68, 56.853]], "imagenetAClean": [[224, 95.64, 98.95]], "imagenetR": [[224, 44.19, 59.163]], "imagenetRClean": [[224, 95.09, 99.11]]}},
    ],
  },
  poolformer_s12: {
    defaultTag: "sail_in1k",
    default: {"inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 224, "verified": true}, "parametersM": {"value": 11.9, "verified": true}, "macsG": {"value": 1.8, "verified": true}, "mobileLatencyMs": {"value": 1.5, "verified": true}, "top1": {"value": 77.2, "verified": true}},
    tags: [
      {"tag": "sail_in1k", "repository": "timm/poolformer_s12.sail_in1k", "inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[224, 77.238, 93.538]], "imagenetReal": [[224, 84.053, 96.174]], "imagenetV2": [[224, 65.53, 86.23]], "imagenetSketch": [[224, 25.654, 44.192]], "imagenetA": [[224, 6.56, 34.227]], "imagenetAClean": [[224, 92.65, 98.18]], "imagenetR": [[224, 38.18, 56.39]], "imagenetRClean": [[224, 92.52, 98.39]]}},
    ],
  },
  poolformer_s24: {
    defaultTag: "sail_in1k",
    default: {"inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 224, "verified": false}, "parametersM": {"value": 21.0, "verified": false}, "macsG": {"value": 3.6, "verified": false}, "mobileLatencyMs": {"value": 2.5, "verified": true}, "gpuLatencyMs": {"value": 15.7, "verified": true}, "top1": {"value": 80.3, "verified": true}},
    tags: [
      {"tag": "sail_in1k", "repository": "timm/poolformer_s24.sail_in1k", "inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[224, 80.294, 95.06]], "imagenetReal": [[224, 86.026, 97.028]], "imagenetV2": [[224, 68.8, 88.25]], "imagenetSketch": [[224, 29.209, 48.122]], "imagenetA": [[224, 14.107, 47.04]], "imagenetAClean": [[224, 94.58, 98.9]], "imagenetR": [[224, 41.763, 58.52]], "imagenetRClean": [[224, 94.43, 99.06]]}},
    ],
  },
  poolformer_s36: {
    defaultTag: "sail_in1k",
    default: {"inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    paper: {"size": {"value": 224, "verified": false}, "parametersM": {"value": 31.0, "verified": false}, "macsG": {"value": 5.2, "verified": false}, "mobileLatencyMs": {"value": 3.5, "verified": true}, "gpuLatencyMs": {"value": 23.7, "verified": true}, "top1": {"value": 81.4, "verified": true}},
    tags: [
      {"tag": "sail_in1k", "repository": "timm/poolformer_s36.sail_in1k", "inputSize": 224, "cropPct": 0.9, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[224, 81.428, 95.442]], "imagenetReal": [[224, 86.643, 97.145]], "imagenetV2": [[224, 70.06, 89.17]], "imagenetSketch": [[224, 30.708, 49.463]], "imagenetA": [[224, 18.293, 52.027]], "imagenetAClean": [[224, 95.11, 98.9]], "imagenetR": [[224, 42.38, 58.807]], "imagenetRClean": [[224, 94.63, 99.03]]}},
    ],
  },
  tf_efficientnet_b0: {
    defaultTag: "ns_jft_in1k",
    default: {"inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    tags: [
      {"tag": "ns_jft_in1k", "repository": "timm/tf_efficientnet_b0.ns_jft_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[224, 78.68, 94.372]], "imagenetReal": [[224, 85.02, 96.492]], "imagenetV2": [[224, 67.74, 87.95]], "imagenetSketch": [[224, 28.908, 48.967]], "imagenetA": [[224, 11.093, 39.907]], "imagenetAClean": [[224, 93.69, 98.63]], "imagenetR": [[224, 46.067, 63.283]], "imagenetRClean": [[224, 93.78, 98.97]]}},
      {"tag": "ap_in1k", "repository": "timm/tf_efficientnet_b0.ap_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[224, 77.1, 93.258]], "imagenetReal": [[224, 83.658, 95.794]], "imagenetV2": [[224, 65.35, 85.51]], "imagenetSketch": [[224, 28.427, 47.553]], "imagenetA": [[224, 5.307, 28.853]], "imagenetAClean": [[224, 92.26, 98.02]], "imagenetR": [[224, 40.397, 56.837]], "imagenetRClean": [[224, 92.62, 98.41]]}},
      {"tag": "aa_in1k", "repository": "timm/tf_efficientnet_b0.aa_in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[224, 76.882, 93.27]], "imagenetReal": [[224, 83.552, 95.758]], "imagenetV2": [[224, 64.34, 85.19]], "imagenetSketch": [[224, 26.479, 45.642]], "imagenetA": [[224, 5.187, 29.053]], "imagenetAClean": [[224, 92.28, 97.99]], "imagenetR": [[224, 38.557, 56.133]], "imagenetRClean": [[224, 92.39, 98.48]]}},
      {"tag": "in1k", "repository": "timm/tf_efficientnet_b0.in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[224, 76.542, 93.008]], "imagenetReal": [[224, 82.591, 95.42]], "imagenetV2": [[224, 63.54, 84.68]], "imagenetSketch": [[224, 22.555, 39.594]], "imagenetA": [[224, 4.413, 26.76]], "imagenetAClean": [[224, 92.08, 97.92]], "imagenetR": [[224, 34.66, 51.163]], "imagenetRClean": [[224, 92.3, 98.55]]}},
    ],
  },
  tf_efficientnet_b1: {
    defaultTag: "ns_jft_in1k",
    default: {"inputSize": 240, "cropPct": 0.882, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    tags: [
      {"tag": "aa_in1k", "repository": "timm/tf_efficientnet_b1.aa_in1k", "inputSize": 240, "cropPct": 0.882, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[240, 78.84, 94.202]], "imagenetReal": [[240, 84.916, 96.364]], "imagenetV2": [[240, 66.83, 86.93]], "imagenetSketch": [[240, 28.884, 47.545]], "imagenetA": [[240, 7.16, 33.027]], "imagenetAClean": [[240, 93.51, 98.36]], "imagenetR": [[240, 40.043, 56.18]], "imagenetRClean": [[240, 93.72, 98.8]]}},
      {"tag": "ap_in1k", "repository": "timm/tf_efficientnet_b1.ap_in1k", "inputSize": 240, "cropPct": 0.882, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "accuracy": {"imagenet": [[240, 79.288, 94.316]], "imagenetReal": [[240, 85.133, 96.411]], "imagenetV2": [[240, 67.49, 87.52]], "imagenetSketch": [[240, 30.433, 49.604]], "imagenetA": [[240, 8.413, 35.147]], "imagenetAClean": [[240, 93.72, 98.37]], "imagenetR": [[240, 42.883, 58.907]], "imagenetRClean": [[240, 93.64, 98.78]]}},
      {"tag": "in1k", "repository": "timm/tf_efficientnet_b1.in1k", "inputSize": 240, "cropPct": 0.882, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[240, 78.546, 94.096]], "imagenetReal": [[240, 84.461, 96.086]], "imagenetV2": [[240, 66.53, 86.69]], "imagenetSketch": [[240, 24.119, 41.52]], "imagenetA": [[240, 6.44, 32.133]], "imagenetAClean": [[240, 93.08, 98.29]], "imagenetR": [[240, 37.03, 53.457]], "imagenetRClean": [[240, 92.94, 98.66]]}},
      {"tag": "ns_jft_in1k", "repository": "timm/tf_efficientnet_b1.ns_jft_in1k", "inputSize": 240, "cropPct": 0.882, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[240, 81.388, 95.756]], "imagenetReal": [[240, 86.688, 97.393]], "imagenetV2": [[240, 70.72, 89.97]], "imagenetSketch": [[240, 34.184, 55.513]], "imagenetA": [[240, 18.907, 51.68]], "imagenetAClean": [[240, 95.14, 99.09]], "imagenetR": [[240, 50.797, 67.887]], "imagenetRClean": [[240, 94.86, 99.25]]}},
    ],
  },
  tf_efficientnet_b2: {
    defaultTag: "ns_jft_in1k",
    default: {"inputSize": 260, "cropPct": 0.89, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    tags: [
      {"tag": "aa_in1k", "repository": "timm/tf_efficientnet_b2.aa_in1k", "inputSize": 260, "cropPct": 0.89, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[260, 80.074, 94.906]], "imagenetReal": [[260, 85.881, 96.855]], "imagenetV2": [[260, 68.44, 88.04]], "imagenetSketch": [[260, 30.028, 49.608]], "imagenetA": [[260, 9.68, 38.88]], "imagenetAClean": [[260, 94.4, 98.6]], "imagenetR": [[260, 42.243, 58.223]], "imagenetRClean": [[260, 94.21, 99.02]]}},
      {"tag": "ap_in1k", "repository": "timm/tf_efficientnet_b2.ap_in1k", "inputSize": 260, "cropPct": 0.89, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "accuracy": {"imagenet": [[260, 80.3, 95.032]], "imagenetReal": [[260, 85.979, 96.821]], "imagenetV2": [[260, 68.77, 88.32]], "imagenetSketch": [[260, 32.675, 52.253]], "imagenetA": [[260, 10.453, 39.707]], "imagenetAClean": [[260, 94.51, 98.62]], "imagenetR": [[260, 44.813, 60.767]], "imagenetRClean": [[260, 94.29, 98.95]]}},
      {"tag": "in1k", "repository": "timm/tf_efficientnet_b2.in1k", "inputSize": 260, "cropPct": 0.89, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[260, 79.612, 94.714]], "imagenetReal": [[260, 85.39, 96.592]], "imagenetV2": [[260, 67.18, 87.51]], "imagenetSketch": [[260, 26.471, 44.778]], "imagenetA": [[260, 8.413, 36.32]], "imagenetAClean": [[260, 94.13, 98.45]], "imagenetR": [[260, 39.63, 56.187]], "imagenetRClean": [[260, 93.74, 98.93]]}},
      {"tag": "ns_jft_in1k", "repository": "timm/tf_efficientnet_b2.ns_jft_in1k", "inputSize": 260, "cropPct": 0.89, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[260, 82.412, 96.238]], "imagenetReal": [[260, 87.57, 97.651]], "imagenetV2": [[260, 72.31, 91.01]], "imagenetSketch": [[260, 36.11, 57.496]], "imagenetA": [[260, 24.213, 57.547]], "imagenetAClean": [[260, 95.74, 99.12]], "imagenetR": [[260, 53.497, 70.363]], "imagenetRClean": [[260, 95.51, 99.34]]}},
    ],
  },
  tf_efficientnet_b3: {
    defaultTag: "ns_jft_in1k",
    default: {"inputSize": 300, "cropPct": 0.904, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    tags: [
      {"tag": "aa_in1k", "repository": "timm/tf_efficientnet_b3.aa_in1k", "inputSize": 300, "cropPct": 0.904, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[300, 81.648, 95.724]], "imagenetReal": [[300, 86.846, 97.297]], "imagenetV2": [[300, 70.41, 89.29]], "imagenetSketch": [[300, 32.917, 52.933]], "imagenetA": [[300, 16.76, 49.24]], "imagenetAClean": [[300, 95.01, 98.91]], "imagenetR": [[300, 45.08, 60.707]], "imagenetRClean": [[300, 94.92, 99.09]]}},
      {"tag": "ap_in1k", "repository": "timm/tf_efficientnet_b3.ap_in1k", "inputSize": 300, "cropPct": 0.904, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "accuracy": {"imagenet": [[300, 81.842, 95.614]], "imagenetReal": [[300, 87.209, 97.393]], "imagenetV2": [[300, 71.06, 89.35]], "imagenetSketch": [[300, 37.085, 57.26]], "imagenetA": [[300, 17.133, 49.573]], "imagenetAClean": [[300, 95.36, 98.9]], "imagenetR": [[300, 50.11, 65.313]], "imagenetRClean": [[300, 95.0, 99.08]]}},
      {"tag": "in1k", "repository": "timm/tf_efficientnet_b3.in1k", "inputSize": 300, "cropPct": 0.904, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[300, 80.878, 95.308]], "imagenetReal": [[300, 86.346, 96.923]], "imagenetV2": [[300, 68.38, 88.6]], "imagenetSketch": [[300, 28.574, 48.006]], "imagenetA": [[300, 12.56, 43.24]], "imagenetAClean": [[300, 94.63, 98.77]], "imagenetR": [[300, 41.907, 58.123]], "imagenetRClean": [[300, 94.28, 99.12]]}},
      {"tag": "ns_jft_in1k", "repository": "timm/tf_efficientnet_b3.ns_jft_in1k", "inputSize": 300, "cropPct": 0.904, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[300, 84.054, 96.926]], "imagenetReal": [[300, 88.469, 98.027]], "imagenetV2": [[300, 73.81, 91.79]], "imagenetSketch": [[300, 39.5, 61.426]], "imagenetA": [[300, 35.667, 67.76]], "imagenetAClean": [[300, 96.38, 99.35]], "imagenetR": [[300, 57.4, 72.427]], "imagenetRClean": [[300, 96.1, 99.47]]}},
    ],
  },
  tf_efficientnet_b4: {
    defaultTag: "ns_jft_in1k",
    default: {"inputSize": 380, "cropPct": 0.922, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    tags: [
      {"tag": "aa_in1k", "repository": "timm/tf_efficientnet_b4.aa_in1k", "inputSize": 380, "cropPct": 0.922, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[380, 83.04, 96.298]], "imagenetReal": [[380, 87.969, 97.737]], "imagenetV2": [[380, 72.18, 90.51]], "imagenetSketch": [[380, 34.115, 54.212]], "imagenetA": [[380, 25.92, 59.973]], "imagenetAClean": [[380, 95.97, 99.17]], "imagenetR": [[380, 47.057, 62.877]], "imagenetRClean": [[380, 95.59, 99.32]]}},
      {"tag": "ap_in1k", "repository": "timm/tf_efficientnet_b4.ap_in1k", "inputSize": 380, "cropPct": 0.922, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "accuracy": {"imagenet": [[380, 83.246, 96.392]], "imagenetReal": [[380, 88.353, 97.897]], "imagenetV2": [[380, 72.76, 91.04]], "imagenetSketch": [[380, 40.476, 61.746]], "imagenetA": [[380, 25.813, 59.573]], "imagenetAClean": [[380, 96.17, 99.28]], "imagenetR": [[380, 53.113, 68.3]], "imagenetRClean": [[380, 95.5, 99.38]]}},
      {"tag": "in1k", "repository": "timm/tf_efficientnet_b4.in1k", "inputSize": 380, "cropPct": 0.922, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[380, 82.598, 96.132]], "imagenetReal": [[380, 87.612, 97.592]], "imagenetV2": [[380, 71.21, 90.02]], "imagenetSketch": [[380, 29.885, 49.048]], "imagenetA": [[380, 22.68, 56.267]], "imagenetAClean": [[380, 95.82, 99.06]], "imagenetR": [[380, 43.487, 59.59]], "imagenetRClean": [[380, 95.5, 99.28]]}},
      {"tag": "ns_jft_in1k", "repository": "timm/tf_efficientnet_b4.ns_jft_in1k", "inputSize": 380, "cropPct": 0.922, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[380, 85.156, 97.482]], "imagenetReal": [[380, 89.382, 98.367]], "imagenetV2": [[380, 75.53, 92.85]], "imagenetSketch": [[380, 43.444, 65.464]], "imagenetA": [[380, 51.04, 79.067]], "imagenetAClean": [[380, 96.98, 99.58]], "imagenetR": [[380, 61.107, 76.063]], "imagenetRClean": [[380, 96.71, 99.64]]}},
    ],
  },
  tf_efficientnet_b5: {
    defaultTag: "ns_jft_in1k",
    default: {"inputSize": 456, "cropPct": 0.934, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    tags: [
      {"tag": "aa_in1k", "repository": "timm/tf_efficientnet_b5.aa_in1k", "inputSize": 456, "cropPct": 0.934, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[456, 83.696, 96.712]], "imagenetReal": [[456, 88.402, 97.933]], "imagenetV2": [[456, 73.28, 91.07]], "imagenetSketch": [[456, 35.475, 56.199]], "imagenetA": [[456, 29.707, 62.733]], "imagenetAClean": [[456, 96.48, 99.23]], "imagenetR": [[456, 47.843, 63.953]], "imagenetRClean": [[456, 95.89, 99.36]]}},
      {"tag": "ap_in1k", "repository": "timm/tf_efficientnet_b5.ap_in1k", "inputSize": 456, "cropPct": 0.934, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "accuracy": {"imagenet": [[456, 84.258, 96.984]], "imagenetReal": [[456, 88.949, 98.185]], "imagenetV2": [[456, 74.39, 91.92]], "imagenetSketch": [[456, 41.392, 62.12]], "imagenetA": [[456, 34.4, 67.147]], "imagenetAClean": [[456, 96.71, 99.45]], "imagenetR": [[456, 53.943, 69.23]], "imagenetRClean": [[456, 96.09, 99.54]]}},
      {"tag": "in1k", "repository": "timm/tf_efficientnet_b5.in1k", "inputSize": 456, "cropPct": 0.934, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[456, 83.17, 96.534]], "imagenetReal": [[456, 87.978, 97.931]], "imagenetV2": [[456, 72.47, 90.9]], "imagenetSketch": [[456, 30.35, 49.771]], "imagenetA": [[456, 23.44, 57.48]], "imagenetAClean": [[456, 96.08, 99.3]], "imagenetR": [[456, 43.66, 60.177]], "imagenetRClean": [[456, 95.84, 99.4]]}},
      {"tag": "ns_jft_in1k", "repository": "timm/tf_efficientnet_b5.ns_jft_in1k", "inputSize": 456, "cropPct": 0.934, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[456, 86.096, 97.744]], "imagenetReal": [[456, 89.662, 98.488]], "imagenetV2": [[456, 76.67, 93.5]], "imagenetSketch": [[456, 45.615, 67.854]], "imagenetA": [[456, 59.92, 84.28]], "imagenetAClean": [[456, 97.47, 99.64]], "imagenetR": [[456, 62.883, 77.71]], "imagenetRClean": [[456, 96.9, 99.64]]}},
      {"tag": "ra_in1k", "repository": "timm/tf_efficientnet_b5.ra_in1k", "inputSize": 456, "cropPct": 0.934, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[456, 83.834, 96.764]], "imagenetReal": [[456, 88.304, 97.914]], "imagenetV2": [[456, 73.34, 91.37]], "imagenetSketch": [[456, 38.354, 59.93]], "imagenetA": [[456, 31.12, 64.52]], "imagenetAClean": [[456, 96.39, 99.33]], "imagenetR": [[456, 49.487, 65.597]], "imagenetRClean": [[456, 95.98, 99.46]]}},
    ],
  },
  tf_efficientnet_b6: {
    defaultTag: "ns_jft_in1k",
    default: {"inputSize": 528, "cropPct": 0.942, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    tags: [
      {"tag": "aa_in1k", "repository": "timm/tf_efficientnet_b6.aa_in1k", "inputSize": 528, "cropPct": 0.942, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[528, 84.124, 96.89]], "imagenetReal": [[528, 88.77, 98.068]], "imagenetV2": [[528, 73.86, 91.67]], "imagenetSketch": [[528, 34.062, 54.564]], "imagenetA": [[528, 34.973, 67.36]], "imagenetAClean": [[528, 96.68, 99.37]], "imagenetR": [[528, 47.157, 63.053]], "imagenetRClean": [[528, 96.29, 99.54]]}},
      {"tag": "ap_in1k", "repository": "timm/tf_efficientnet_b6.ap_in1k", "inputSize": 528, "cropPct": 0.942, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "accuracy": {"imagenet": [[528, 84.794, 97.138]], "imagenetReal": [[528, 89.338, 98.283]], "imagenetV2": [[528, 75.38, 92.3]], "imagenetSketch": [[528, 41.117, 62.377]], "imagenetA": [[528, 40.373, 71.373]], "imagenetAClean": [[528, 97.11, 99.61]], "imagenetR": [[528, 53.607, 68.57]], "imagenetRClean": [[528, 96.35, 99.54]]}},
      {"tag": "ns_jft_in1k", "repository": "timm/tf_efficientnet_b6.ns_jft_in1k", "inputSize": 528, "cropPct": 0.942, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[528, 86.476, 97.864]], "imagenetReal": [[528, 89.771, 98.527]], "imagenetV2": [[528, 77.16, 93.84]], "imagenetSketch": [[528, 47.708, 69.897]], "imagenetA": [[528, 61.853, 85.027]], "imagenetAClean": [[528, 97.62, 99.58]], "imagenetR": [[528, 65.463, 79.46]], "imagenetRClean": [[528, 97.02, 99.71]]}},
    ],
  },
  tf_efficientnet_b7: {
    defaultTag: "ns_jft_in1k",
    default: {"inputSize": 600, "cropPct": 0.949, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
    tags: [
      {"tag": "aa_in1k", "repository": "timm/tf_efficientnet_b7.aa_in1k", "inputSize": 600, "cropPct": 0.949, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[600, 84.424, 96.908]], "imagenetReal": [[600, 88.793, 98.055]], "imagenetV2": [[600, 73.88, 91.72]], "imagenetSketch": [[600, 32.068, 52.133]], "imagenetA": [[600, 37.787, 69.427]], "imagenetAClean": [[600, 96.54, 99.31]], "imagenetR": [[600, 45.46, 61.763]], "imagenetRClean": [[600, 96.07, 99.46]]}},
      {"tag": "ap_in1k", "repository": "timm/tf_efficientnet_b7.ap_in1k", "inputSize": 600, "cropPct": 0.949, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "accuracy": {"imagenet": [[600, 85.132, 97.256]], "imagenetReal": [[600, 89.429, 98.335]], "imagenetV2": [[600, 75.97, 92.91]], "imagenetSketch": [[600, 41.459, 62.872]], "imagenetA": [[600, 45.267, 74.013]], "imagenetAClean": [[600, 97.21, 99.54]], "imagenetR": [[600, 53.313, 68.907]], "imagenetRClean": [[600, 96.35, 99.6]]}},
      {"tag": "ns_jft_in1k", "repository": "timm/tf_efficientnet_b7.ns_jft_in1k", "inputSize": 600, "cropPct": 0.949, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[600, 86.85, 98.08]], "imagenetReal": [[600, 90.159, 98.606]], "imagenetV2": [[600, 77.94, 94.33]], "imagenetSketch": [[600, 47.724, 69.603]], "imagenetA": [[600, 67.187, 88.533]], "imagenetAClean": [[600, 97.9, 99.72]], "imagenetR": [[600, 67.023, 81.087]], "imagenetRClean": [[600, 97.2, 99.7]]}},
      {"tag": "ra_in1k", "repository": "timm/tf_efficientnet_b7.ra_in1k", "inputSize": 600, "cropPct": 0.949, "cropMode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": 1000, "accuracy": {"imagenet": [[600, 84.926, 97.22]], "imagenetReal": [[600, 89.09, 98.192]], "imagenetV2": [[600, 74.46, 92.13]], "imagenetSketch": [[600, 41.439, 63.059]], "imagenetA": [[600, 42.267, 72.52]], "imagenetAClean": [[600, 97.0, 99.52]], "imagenetR": [[600, 52.347, 68.2]], "imagenetRClean": [[600, 96.61, 99.53]]}},
    ],
  },
  tf_efficientnet_lite0: {
    defaultTag: "in1k",
    default: {"inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]},
    tags: [
      {"tag": "in1k", "repository": "timm/tf_efficientnet_lite0.in1k", "inputSize": 224, "cropPct": 0.875, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[224, 74.846, 92.18]], "imagenetReal": [[224, 81.957, 95.162]], "imagenetV2": [[224, 62.65, 84.18]], "imagenetSketch": [[224, 24.392, 42.489]], "imagenetA": [[224, 3.053, 22.827]], "imagenetAClean": [[224, 91.1, 97.54]], "imagenetR": [[224, 36.033, 53.487]], "imagenetRClean": [[224, 91.36, 98.09]]}},
    ],
  },
  tf_efficientnet_lite1: {
    defaultTag: "in1k",
    default: {"inputSize": 240, "cropPct": 0.882, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]},
    tags: [
      {"tag": "in1k", "repository": "timm/tf_efficientnet_lite1.in1k", "inputSize": 240, "cropPct": 0.882, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[240, 76.674, 93.232]], "imagenetReal": [[240, 83.344, 95.649]], "imagenetV2": [[240, 64.58, 85.39]], "imagenetSketch": [[240, 25.526, 43.614]], "imagenetA": [[240, 4.48, 28.32]], "imagenetAClean": [[240, 92.59, 98.04]], "imagenetR": [[240, 36.687, 53.733]], "imagenetRClean": [[240, 92.3, 98.52]]}},
    ],
  },
  tf_efficientnet_lite2: {
    defaultTag: "in1k",
    default: {"inputSize": 260, "cropPct": 0.89, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]},
    tags: [
      {"tag": "in1k", "repository": "timm/tf_efficientnet_lite2.in1k", "inputSize": 260, "cropPct": 0.89, "cropMode": "center", "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[260, 77.47, 93.756]], "imagenetReal": [[260, 84.111, 96.069]], "imagenetV2": [[260, 65.33, 86.02]], "imagenetSketch": [[260, 24.569, 42.263]], "imagenetA": [[260, 5.36, 31.0]], "imagenetAClean": [[260, 92.68, 98.24]], "imagenetR": [[260, 36.92, 53.39]], "imagenetRClean": [[260, 92.71, 98.55]]}},
    ],
  },
  tf_efficientnet_lite3: {
    defaultTag: "in1k",
    default: {"inputSize": 300, "cropPct": 0.904, "cropMode": "center", "interpolation": "bilinear", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]},
    tags: [
      {"tag": "in1k", "repository": "timm/tf_efficientnet_lite3.in1k", "inputSize": 300, "cropPct": 0.904, "cropMode": "center", "interpolation": "bilinear", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[300, 79.808, 94.908]], "imagenetReal": [[300, 85.744, 96.889]], "imagenetV2": [[300, 67.93, 87.7]], "imagenetSketch": [[300, 28.765, 47.48]], "imagenetA": [[300, 9.587, 39.147]], "imagenetAClean": [[300, 94.2, 98.64]], "imagenetR": [[300, 40.64, 56.75]], "imagenetRClean": [[300, 94.16, 98.96]]}},
    ],
  },
  tf_efficientnet_lite4: {
    defaultTag: "in1k",
    default: {"inputSize": 380, "cropPct": 0.92, "cropMode": "center", "interpolation": "bilinear", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]},
    tags: [
      {"tag": "in1k", "repository": "timm/tf_efficientnet_lite4.in1k", "inputSize": 380, "cropPct": 0.92, "cropMode": "center", "interpolation": "bilinear", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "classes": 1000, "license": "apache-2.0", "accuracy": {"imagenet": [[380, 81.54, 95.668]], "imagenetReal": [[380, 86.803, 97.254]], "imagenetV2": [[380, 70.32, 89.2]], "imagenetSketch": [[380, 30.838, 50.4]], "imagenetA": [[380, 17.96, 50.293]], "imagenetAClean": [[380, 94.89, 99.02]], "imagenetR": [[380, 42.873, 57.723]], "imagenetRClean": [[380, 94.9, 99.12]]}},
    ],
  },
};
