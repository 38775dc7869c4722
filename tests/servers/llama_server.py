"""llama.cpp's own HTTP server, as the package xllamacpp carries it, for one test process.

Usage: llama_server.py MODEL.gguf SLOTS CONTEXT_PER_SLOT ALIAS
Prints `listening on http://127.0.0.1:PORT` once the model is loaded, and exits when its standard input is closed: the
server never outlives the test that started it, however that test ends.
"""

import os
import sys

import xllamacpp

path, slots, context, alias = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
params = xllamacpp.CommonParams()
params.model.path = path
params.model_alias = {alias}
params.hostnames = ["127.0.0.1"]
params.port = 0
# The context is shared out among the slots.
params.n_parallel = slots
params.n_ctx = slots * context
params.n_gpu_layers = 0
params.fit_params = False
# Waiting threads sleep: on few cores they would take the time of the test itself.
params.cpuparams.poll = 0
params.cpuparams_batch.poll = 0
params.cpuparams.n_threads = 2
params.cpuparams_batch.n_threads = 2
params.endpoint_metrics = True
params.cache_ram_mib = 0
server = xllamacpp.Server(params)
print("listening on", server.listening_address, flush=True)
sys.stdin.buffer.read()
os._exit(0)
