package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;

/**
 * A parser directive: a comment of the form {@code # name=value} at the very top of the file.
 *
 * @param name {@code syntax}, {@code escape} or {@code check}
 * @param value its value
 * @param at where it is
 */
public record Directive(String name, String value, Location at) {}
