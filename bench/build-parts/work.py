"""The work that is measured: sample projects of many platform images, written into a folder."""
import shutil
from pathlib import Path

BACKENDS = ["cuda", "rocm", "cann", "musa"]
SERVICES = ["vllm", "sglang", "voxbox", "mindie", "llamacpp", "lmdeploy", "tgi", "mlx"]
# Stands in the steps' text, so that their cache can be told from what others have in the same builder, and removed.
MARK = "runner-bench-build"
# The service whose last step fails where BROKEN says so.
BROKEN_SERVICE = SERVICES[-1]

# Numbers from a seed: the same bytes on every machine, which don't compress, so that pushing them is work.
STEP = """RUN <<EOF
    # {mark}
    mkdir -p /opt/{name}
    perl -e 'srand($ARGV[0]); print pack("L*", map {{ int rand 2**32 }} 1..262144) for 1..$ARGV[1]' \\
        "$(echo "{backend}-{name}-${{SALT}}" | cksum | cut -d" " -f1)" {mebibytes} > /opt/{name}/{file}
    sha256sum /opt/{name}/{file} | tee /opt/{name}/{file}.sha256
EOF
"""
CHECK = """RUN <<EOF
    # {mark}
    sha256sum --check /opt/{name}/*.sha256
    echo "{name} ${{{argument}}} on ${{TARGETPLATFORM}}" > /opt/{name}/VERSION
    {last}
EOF
"""


def dockerfile(backend, services):
    """A runtime stage of two layers (4 MiB), and a stage for each service of three more (3 MiB)."""
    lines = [f"# {backend}: a stage for the runtime, then one for each service."]
    lines += [f"ARG {backend.upper()}_VERSION=1.0"]
    lines += [f"ARG {service.upper()}_VERSION=1.0" for service in services]
    lines += ["# SALT makes new layers of all steps: what is built with another one isn't in any cache.", "ARG SALT="]
    lines += [f"# BROKEN makes the last step of {BROKEN_SERVICE} fail.", "ARG BROKEN="]
    for stage in ["runtime"] + services:
        is_runtime = stage == "runtime"
        argument = f"{(backend if is_runtime else stage).upper()}_VERSION"
        broken = stage == BROKEN_SERVICE
        lines += ["", f"FROM {'debian:bookworm-slim' if is_runtime else 'runtime'} AS {stage}"]
        lines += ['SHELL ["/bin/bash", "-eo", "pipefail", "-c"]', "ARG TARGETPLATFORM", f"ARG {argument}", "ARG SALT"]
        for file, mebibytes in [("libraries", 3), ("headers", 1)] if is_runtime else [("server", 2), ("weights", 1)]:
            lines += [STEP.format(mark=MARK, name=stage, backend=backend, file=file, mebibytes=mebibytes)]
        if not is_runtime:
            lines += ["ARG BROKEN"] if broken else []
            last = f'if [ "${{BROKEN}}" = {backend} ]; then echo "broken on purpose" >&2; exit 1; fi' if broken else "true"
            lines += [CHECK.format(mark=MARK, name=stage, argument=argument, last=last)]
            lines += ["WORKDIR /", f'ENTRYPOINT ["cat", "/opt/{stage}/VERSION"]']
    return "\n".join(lines) + "\n"


def write_options(root):
    """The JVM's options, as the release project in pack/ has them, for all projects below a folder."""
    (root / ".mvn").mkdir(parents=True)
    shutil.copy(Path(__file__).parents[2] / "pack" / ".mvn" / "jvm.config", root / ".mvn")


def write_builds(root, platform, backends, services):
    """A project of `backends` x `services` platform images."""
    rules = [f"platforms: [{platform}]", "rules:"]
    for backend in BACKENDS[:backends]:
        chosen = SERVICES[: services - 1] + [BROKEN_SERVICE]
        folder = root / "pack" / backend
        folder.mkdir(parents=True)
        (folder / "Dockerfile").write_text(dockerfile(backend, chosen))
        rules += [f"  - backend: {backend}", f"    services: [{', '.join(chosen)}]"]
    (root / "matrix.yml").write_text("\n".join(rules) + "\n")


def write_versions(root, platform, images):
    """A project of `images` platform images, a multiple of 10: versions of five services on two backends."""
    rules = [f"platforms: [{platform}]", "rules:"]
    for backend in BACKENDS[:2]:
        folder = root / "pack" / backend
        folder.mkdir(parents=True)
        (folder / "Dockerfile").write_text(dockerfile(backend, SERVICES[:5]))
        for service in SERVICES[:5]:
            versions = ", ".join(f"{i // 10}.{i % 10}" for i in range(images // 10))
            rules += [
                f"  - backend: {backend}",
                f"    services: [{service}]",
                f"    args: {{{service.upper()}_VERSION: [{versions}]}}",
            ]
    (root / "matrix.yml").write_text("\n".join(rules) + "\n")
