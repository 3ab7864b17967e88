"""Trains in PyTorch what test/bench/train.ts hands over: one JSON request a line, one answer a line.

Arguments: a graph as JSON, and a file of float32 values with the state (in the order of its parameters), then the
images [N, 3, H, W], then the targets [N, classes]. A request {"steps": n} makes n steps; the answer has their CPU
seconds and the loss of the last. Every node is the PyTorch call that a module of that kind makes.
"""
import json
import math
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
graph = json.load(open(sys.argv[1]))
values = torch.frombuffer(bytearray(open(sys.argv[2], "rb").read()), dtype=torch.float32)
recipe = graph["recipe"]
taken = 0


def take(shape):
    global taken
    size = math.prod(shape)
    taken += size
    return values[taken - size : taken].clone().reshape(shape)


state = {p["name"]: take(p["shape"]) for p in graph["parameters"]}
learnable = [p["name"] for p in graph["parameters"] if p["role"] == "learnable"]
for name in learnable:
    state[name].requires_grad_(True)
images = take(graph["images"])
targets = take(graph["targets"])


def padded(x, padding):
    top, left, bottom, right = padding
    if top == bottom and left == right:
        return x, (top, left)
    return F.pad(x, (left, right, top, bottom)), (0, 0)


def parameter(node, key):
    return state[node[key]] if key in node else None


def linear(x, weight, bias):
    if x.dim() == 2:
        return F.linear(x, weight, bias)
    return F.conv2d(x, weight[:, :, None, None], bias)


def attention(node, made):
    heads = node["heads"]
    q, k, v = (made[node[key]].flatten(2).unflatten(1, (heads, -1)) for key in ("query", "key", "value"))
    scores = q.transpose(-2, -1) @ k * node["scale"]
    if "bias" in node:
        scores = scores + state[node["bias"]]
    return (v @ scores.softmax(-1).transpose(-2, -1)).flatten(1, 2).reshape(node["shape"])


def layer_norm(x, weight, bias, epsilon):
    if x.dim() == 2:
        return F.layer_norm(x, x.shape[1:], weight, bias, epsilon)
    return F.layer_norm(x.permute(0, 2, 3, 1), x.shape[1:2], weight, bias, epsilon).permute(0, 3, 1, 2)


ACTIVATIONS = {"relu": F.relu, "relu6": F.relu6, "gelu": F.gelu, "silu": F.silu, "sigmoid": torch.sigmoid}


def run(node, made):
    op = node["op"]
    x = made.get(node.get("input"))
    weight, bias = parameter(node, "weight"), parameter(node, "bias")
    if op == "conv":
        x, padding = padded(x, node["padding"])
        return F.conv2d(x, weight, bias, node["stride"], padding, 1, node["groups"])
    if op == "linear":
        return linear(x, weight, bias)
    if op == "batch_norm":
        return F.batch_norm(
            x, state[node["mean"]], state[node["variance"]], weight, bias, True, 0.1, node["epsilon"]
        )
    if op == "layer_norm":
        return layer_norm(x, weight, bias, node["epsilon"])
    if op == "group_norm":
        return F.group_norm(x, node["groups"], weight, bias, node["epsilon"])
    if op == "scale":
        return x * weight.reshape(-1, *[1] * (x.dim() - 2))
    if op == "activation":
        return ACTIVATIONS[node["kind"]](x)
    if op == "average_pool":
        x, padding = padded(x, node["padding"])
        return F.avg_pool2d(x, node["kernel"], node["stride"], padding, False, node["countPadding"])
    if op == "global_average_pool":
        return x.mean((2, 3), keepdim=node["keepPositions"])
    if op == "sum":
        terms = [made[term["value"]] if term["sign"] > 0 else -made[term["value"]] for term in node["terms"]]
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        return total
    if op == "multiply":
        return made[node["a"]] * made[node["b"]]
    if op == "slice":
        return x[:, node["start"] : node["end"]]
    if op == "attention":
        return attention(node, made)
    raise ValueError(op)


def forward(x):
    made = {graph["nodes"][0]["id"]: x}
    for node in graph["nodes"][1:]:
        made[node["id"]] = run(node, made)
    return made[graph["output"]]


decayed = [state[name] for name in learnable if state[name].numel() != state[name].shape[0]]
plain = [state[name] for name in learnable if state[name].numel() == state[name].shape[0]]
groups = [{"params": decayed, "weight_decay": recipe["weightDecay"]}, {"params": plain, "weight_decay": 0.0}]
optimizer = torch.optim.AdamW(groups, lr=recipe["learningRate"], eps=1e-8, foreach=True)
learned = [state[name] for name in learnable]
average = [tensor.detach().clone() for tensor in learned]


def step():
    optimizer.zero_grad(set_to_none=True)
    loss = F.cross_entropy(forward(images), targets)
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        torch._foreach_mul_(average, recipe["averageDecay"])
        torch._foreach_add_(average, learned, alpha=1 - recipe["averageDecay"])
    return float(loss)


print(json.dumps({"torch": torch.__version__}), flush=True)
for line in sys.stdin:
    steps = json.loads(line)["steps"]
    begun = time.process_time()
    for _ in range(steps):
        loss = step()
    print(json.dumps({"seconds": time.process_time() - begun, "loss": loss}), flush=True)
