import ai.gpustack.runner.it.Machine

String base = "$registry/$namespace/base:1"
Machine.pushImage(new File(basedir, 'base'), base, 'linux/amd64,linux/arm64', 'FROM debian:bookworm-slim\nLABEL edition=first\n')
for (folder in ['pack', 'broken']) {
    def dockerfile = new File(basedir, "$folder/cpu/Dockerfile")
    dockerfile.text = dockerfile.text.replace('@BASE@', base)
}
true
