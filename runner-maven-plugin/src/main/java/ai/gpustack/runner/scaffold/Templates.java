package ai.gpustack.runner.scaffold;

import java.util.Optional;

/** The files for a new backend or service. They build, pass their own tests, and say what has to be replaced. */
final class Templates {

    /** The first lines of a Dockerfile, its arguments and the stage that services share. */
    private static final String RUNTIME = """
            # Runner images for {backend}.
            #
            # Package logic:
            # 1. Stage runtime: on a Debian base, install {backend} and what every service here needs.
            # 2. Stage {service}: install {service}.
            #
            # Arguments:
            # - {BACKEND}_VERSION: REQUIRED. Version of {backend}. Its first two parts are the backend's version in tags.
            # - {BACKEND}_BASE_IMAGE: OPTIONAL. The image to start from, with apt.
            # - {SERVICE}_VERSION: REQUIRED. Version of {service}.

            # {BACKEND}_VERSION is the version of {backend}; its first two parts are the backend's version in tags. REQUIRED
            ARG {BACKEND}_VERSION={backendValue}
            # {BACKEND}_BASE_IMAGE is the image to start from. OPTIONAL
            ARG {BACKEND}_BASE_IMAGE={baseImage}

            # {SERVICE}_VERSION is the version of {service}. REQUIRED
            ARG {SERVICE}_VERSION={serviceValue}

            #
            # Stage runtime
            #
            FROM ${{BACKEND}_BASE_IMAGE} AS runtime
            SHELL ["/bin/bash", "-eo", "pipefail", "-c"]

            ARG TARGETPLATFORM
            ARG TARGETOS
            ARG TARGETARCH

            ARG {BACKEND}_VERSION

            # The line that writes /etc/{backend}-release stands for the installation of {backend}: replace it.
            RUN <<EOT
                export DEBIAN_FRONTEND=noninteractive
                apt-get update
                apt-get install -y --no-install-recommends ca-certificates tini
                rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log

                echo "{backend} ${{BACKEND}_VERSION} for ${TARGETARCH}" >/etc/{backend}-release
            EOT
            """;

    private static final String BANNER = """
            #
            # Stage {service}
            #
            """;

    private static final String STAGE = """
            FROM runtime AS {service}
            SHELL ["/bin/bash", "-eo", "pipefail", "-c"]

            ARG TARGETPLATFORM
            ARG TARGETOS
            ARG TARGETARCH

            ARG {SERVICE}_VERSION

            {root}# This program stands for {service}: replace it by what installs {service}, and test that in {service}.test.yml.
            RUN <<EOT
                printf '#!/bin/sh\\necho "{service} %s"\\n' "${{SERVICE}_VERSION}" >/usr/local/bin/{service}
                chmod 755 /usr/local/bin/{service}
            EOT

            {user}WORKDIR /
            ENTRYPOINT ["tini", "--"]
            """;

    private static final String ARGUMENT = """
            # {SERVICE}_VERSION is the version of {service}. REQUIRED
            ARG {SERVICE}_VERSION={serviceValue}
            """;

    private static final String SMOKE_TESTS = """
            # Smoke tests of the {service} image for {backend}: what it has to do before it may be promoted.
            schemaVersion: 2.0.0

            commandTests:
              - name: tells its version
                command: {service}
                args: [--version]
                expectedOutput: ['^{service} \\S']
              - name: the init is there
                command: tini
                args: [--version]
                expectedOutput: ['^tini version ']

            metadataTest:
              entrypoint: [tini, --]
              workdir: /
            """;

    private final Addition addition;

    Templates(Addition addition) {
        this.addition = addition;
    }

    /** A Dockerfile for the backend, with the service's stage. */
    String dockerfile(String backendValue, Optional<String> baseImage, String serviceValue) {
        String text = RUNTIME.replace("{backendValue}", backendValue)
                .replace("{baseImage}", baseImage.orElse("debian:bookworm-slim"))
                .replace("{serviceValue}", serviceValue);
        return fill(text) + "\n" + stage(true, Optional.empty());
    }

    /** The service's stage. {@code user}: whom the stage runtime leaves the image to, if that isn't root. */
    String stage(boolean banner, Optional<String> user) {
        String root = user.map(name -> "USER root\n\n").orElse("");
        String back = user.map(name -> "USER " + name + "\n").orElse("");
        return fill((banner ? BANNER : "") + STAGE.replace("{root}", root).replace("{user}", back));
    }

    /** The service's version as a global argument. */
    String argument(String serviceValue) {
        return fill(ARGUMENT.replace("{serviceValue}", serviceValue));
    }

    /** What the header says of the service's stage. */
    String step() {
        return fill("Stage {service}: install {service}.");
    }

    /** What the header says of the service's version. */
    String description() {
        return fill("{SERVICE}_VERSION: REQUIRED. Version of {service}.");
    }

    String smokeTests() {
        return fill(SMOKE_TESTS);
    }

    private String fill(String template) {
        return template.replace("{BACKEND}_VERSION", addition.backendVersion())
                .replace("{BACKEND}", addition.backendVersion().replaceFirst("_VERSION$", ""))
                .replace("{SERVICE}_VERSION", addition.serviceVersion())
                .replace("{backend}", addition.backend())
                .replace("{service}", addition.service());
    }
}
