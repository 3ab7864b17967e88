"""Times imagecorruptions (bethgelab) for test/bench/corruptions.ts: one JSON request and one answer per line.

A request names a corruption, a severity, a size and a number of calls; the answer is the CPU time of each call in
milliseconds. Images come as raw RGB files named on the command line, as size=path.
"""
import json
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")

# Names that newer releases of the peer's own dependencies removed.
np.float_ = getattr(np, "float_", np.float64)
try:
    import skimage.filters

    plain_gaussian = skimage.filters.gaussian

    def gaussian(image, *args, multichannel=None, **kwargs):
        if multichannel is not None:
            kwargs["channel_axis"] = -1 if multichannel else None
        return plain_gaussian(image, *args, **kwargs)

    try:
        plain_gaussian(np.zeros((8, 8, 3)), 1, multichannel=True)
    except TypeError:
        skimage.filters.gaussian = gaussian
except ImportError:
    pass

import cv2  # noqa: E402
from imagecorruptions import corrupt  # noqa: E402

cv2.setNumThreads(1)

images = {}
for argument in sys.argv[1:]:
    size, path = argument.split("=", 1)
    images[int(size)] = np.fromfile(path, dtype=np.uint8).reshape(int(size), int(size), 3)

print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    image = images[request["size"]]
    times = []
    for _ in range(request["calls"]):
        start = time.process_time_ns()
        np.asarray(corrupt(image, corruption_name=request["corruption"], severity=request["severity"]))
        times.append((time.process_time_ns() - start) / 1e6)
    print(json.dumps(times), flush=True)
