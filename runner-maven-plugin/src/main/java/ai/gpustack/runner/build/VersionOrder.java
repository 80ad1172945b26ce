package ai.gpustack.runner.build;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Versions as people order them: numbers by value, so that 0.10 is above 0.9; words below numbers, and below nothing at all, so
 * that 1.0rc1 and 1.0.dev2 are below 1.0.
 */
enum VersionOrder implements Comparator<String> {
    /** The order. */
    INSTANCE;

    private static final Pattern PART = Pattern.compile("\\d+|[a-zA-Z]+");

    @Override
    public int compare(String one, String other) {
        List<String> parts = parts(one);
        List<String> otherParts = parts(other);
        for (int i = 0; i < Math.max(parts.size(), otherParts.size()); i++) {
            int order = part(i < parts.size() ? parts.get(i) : "", i < otherParts.size() ? otherParts.get(i) : "");
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int part(String one, String other) {
        int order = Integer.compare(rank(one), rank(other));
        if (order != 0) {
            return order;
        }
        return rank(one) == 2 ? new BigInteger(one).compareTo(new BigInteger(other)) : one.compareTo(other);
    }

    private static int rank(String part) {
        return part.isEmpty() ? 1 : Character.isDigit(part.charAt(0)) ? 2 : 0;
    }

    private static List<String> parts(String version) {
        return PART.matcher(version).results().map(MatchResult::group).toList();
    }
}
