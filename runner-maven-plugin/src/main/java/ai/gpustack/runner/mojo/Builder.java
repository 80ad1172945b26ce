package ai.gpustack.runner.mojo;

/** A platform's builder, in a POM: {@code <builder><platform>linux/arm64</platform><name>farm</name></builder>}. */
public final class Builder {

    /** The platform: {@code linux/arm64}. */
    private String platform;

    /** The buildx builder's name. */
    private String name;

    /** A builder that Maven fills. */
    public Builder() {}

    String platform() {
        return platform == null ? "" : platform.strip();
    }

    String name() {
        return name == null ? "" : name.strip();
    }
}
