package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;

/**
 * A here-document of RUN, COPY or ADD.
 *
 * @param name the word that ends it, without quotes; COPY and ADD name the file after it
 * @param expands whether arguments in it are expanded: no part of the word was quoted
 * @param dropsTabs whether leading tabs are dropped ({@code <<-})
 * @param descriptor the number before {@code <<}; 0 where there is none
 * @param content its lines, exactly as in the file, with their line ends
 * @param at its first line
 */
public record Heredoc(String name, boolean expands, boolean dropsTabs, int descriptor, String content, Location at) {}
