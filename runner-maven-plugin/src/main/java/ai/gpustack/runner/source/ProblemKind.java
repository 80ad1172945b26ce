package ai.gpustack.runner.source;

import java.util.Arrays;
import java.util.Optional;

/**
 * What can be wrong: the one list of it. Each kind has an id that stays, and a page {@code docs/rules/ID.md}. RUN0xx are the
 * convention of Dockerfiles, which a comment can silence; RUN1xx the matrix and the plan; RUN2xx what Docker would refuse; RUN9xx
 * the comments that silence.
 */
public enum ProblemKind {
    /** No steps in the header of a Dockerfile. */
    HEADER("RUN001", Severity.WARNING, "The header tells the package logic in steps"),
    /** An argument that the header doesn't name. */
    DESCRIPTION("RUN002", Severity.WARNING, "The header describes each global argument"),
    /** An argument that is neither REQUIRED nor OPTIONAL. */
    MARK("RUN003", Severity.WARNING, "Each global argument is marked REQUIRED or OPTIONAL"),
    /** An argument that nothing uses. */
    UNUSED("RUN004", Severity.WARNING, "A global argument that nothing uses is marked (PLACEHOLDER)"),
    /** An argument among those of another group. */
    ORDER("RUN005", Severity.WARNING, "Common arguments come first, then the backend's, then the services'"),
    /** A comment at the end of an ARG line. */
    TRAILING_COMMENT("RUN006", Severity.WARNING, "An argument's comment is on the line above it"),
    /** A service's stage that stands above runtime, or without it. */
    STAGES("RUN007", Severity.WARNING, "The stage runtime comes first, then the services' stages"),
    /** A stage without the convention's SHELL. */
    SHELL("RUN008", Severity.WARNING, "A stage that runs commands does so in bash, with -e and pipefail"),
    /** A here-document whose commands may fail unnoticed. */
    UNCHECKED("RUN009", Severity.ERROR, "A heredoc of several commands ends when one of them fails"),
    /** A stage that doesn't know its platform. */
    TARGET("RUN010", Severity.WARNING, "A stage that runs commands declares TARGETPLATFORM, TARGETOS and TARGETARCH"),
    /** Commands chained on one line. */
    CHAIN("RUN011", Severity.WARNING, "Several commands in one RUN are a heredoc"),
    /** A service's stage that ends in another directory. */
    WORKDIR("RUN012", Severity.WARNING, "A service's stage ends with WORKDIR /"),
    /** A service's stage that ends with another entry point. */
    ENTRYPOINT("RUN013", Severity.WARNING, "A service's stage ends with ENTRYPOINT [\"tini\", \"--\"]"),

    /** The matrix file. */
    MATRIX("RUN101", Severity.ERROR, "matrix.yml says what it has to say, and nothing else"),
    /** An option that names something that isn't there. */
    OPTION("RUN102", Severity.ERROR, "An option names something that there is"),
    /** A backend without a Dockerfile. */
    NO_DOCKERFILE("RUN103", Severity.ERROR, "There is a Dockerfile for each service"),
    /** A Dockerfile without the service's stage. */
    NO_STAGE("RUN104", Severity.ERROR, "There is a stage for each service"),
    /** A version without a value. */
    NO_VERSION("RUN105", Severity.ERROR, "The versions that name an image have values"),
    /** A rule's argument that the Dockerfile doesn't declare. */
    UNDECLARED("RUN106", Severity.ERROR, "A rule gives only arguments that the Dockerfile declares"),
    /** A version, a variant or a length that no tag can have. */
    ILLEGAL_TAG("RUN107", Severity.ERROR, "A tag can be made of versions and variant"),
    /** Two images with one tag. */
    COLLISION("RUN108", Severity.ERROR, "No two images have one tag"),
    /** A Dockerfile that nothing is built from. */
    SHADOWED("RUN109", Severity.WARNING, "Something is built from each Dockerfile"),
    /** A rule that is left out. */
    LEFT_OUT("RUN110", Severity.NOTICE, "Each rule stands for images"),
    /** A file of smoke tests. */
    SMOKE_TESTS("RUN111", Severity.ERROR, "The smoke tests can be understood"),
    /** The file of pinned base images. */
    LOCK_FILE("RUN112", Severity.ERROR, "bases.lock says which digest a base image has, and nothing else"),
    /** A base image that isn't pinned where others are. */
    UNLOCKED("RUN113", Severity.WARNING, "Where there is a bases.lock, every base image is in it"),
    /** A pinned base image that no image needs. */
    UNUSED_LOCK("RUN114", Severity.WARNING, "Something is built on each base image in bases.lock"),
    /** A pinned base image that BuildKit can't tell from a stage. */
    STAGE_LIKE_BASE("RUN115", Severity.ERROR, "No stage has the name of a base image in bases.lock"),

    /** What Docker refuses in a Dockerfile. */
    DOCKERFILE("RUN201", Severity.ERROR, "A Dockerfile is one that Docker reads"),
    /** A comment at the end of an ARG line that sets arguments. */
    TRAILING_VALUE("RUN202", Severity.ERROR, "A comment at the end of an ARG line sets no argument"),
    /** What is copied from the build context. */
    CONTEXT("RUN203", Severity.ERROR, "The build context can be read, and holds what is copied"),

    /** A comment that silences without a reason, or isn't understood. */
    SILENCE_WITHOUT_REASON("RUN901", Severity.ERROR, "A comment that silences a rule gives a reason"),
    /** A comment that silences what can't be silenced. */
    SILENCE_OF_UNKNOWN("RUN902", Severity.ERROR, "A comment silences a rule that there is and that can be silenced"),
    /** A comment that silences nothing. */
    SILENCE_OF_NOTHING("RUN903", Severity.WARNING, "A comment that silences a rule is needed");

    private final String id;
    private final Severity severity;
    private final String title;

    ProblemKind(String id, Severity severity, String title) {
        this.id = id;
        this.severity = severity;
        this.title = title;
    }

    /** {@return the id by which people and files name it; it never changes its meaning} */
    public String id() {
        return id;
    }

    /** {@return how much a problem of this kind matters, as a rule} */
    public Severity severity() {
        return severity;
    }

    /** {@return what is demanded, as a sentence without a full stop} */
    public String title() {
        return title;
    }

    /** {@return whether a comment in the Dockerfile can silence it: it is a convention, and the image can be built} */
    public boolean canBeSilenced() {
        return id.startsWith("RUN0");
    }

    /**
     * Finds a kind.
     *
     * @param id its id
     * @return the kind; empty if there is none with this id
     */
    public static Optional<ProblemKind> withId(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
    }
}
