import ai.gpustack.runner.it.PushedImages

assert !new PushedImages(registry, "$namespace/dry-run").digest('cpu12.15-hello1.0-dev')
