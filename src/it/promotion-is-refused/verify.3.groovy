import ai.gpustack.runner.it.PushedImages

released = new PushedImages(registry, "$namespace/promotion-is-refused").digest('cpu12.15-hello1.0')
context.released = released
assert released
