import ai.gpustack.runner.it.Machine

Machine.hasEngineAnd(registry)
