import ai.gpustack.runner.it.PushedImages

context.released = new PushedImages(registry, "$namespace/promotion-is-refused").digest('cpu12.15-hello1.0')
assert context.released
