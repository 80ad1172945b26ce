package ai.gpustack.runner.source;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the known name that somebody most likely meant. */
public final class Nearest {

    /** More names than a person reads on one line. */
    private static final int MANY = 15;

    private Nearest() {}

    /**
     * The known name nearest to a word.
     *
     * @param word what was written
     * @param known the names there are
     * @return the nearest by edit distance, if it differs in at most a third of its letters (at least two)
     */
    public static Optional<String> to(String word, Collection<String> known) {
        String wanted = word.toLowerCase(Locale.ROOT);
        int limit = Math.max(2, wanted.length() / 3);
        var distance = new LevenshteinDistance(limit);
        return known.stream()
                .filter(name -> distance.apply(wanted, name.toLowerCase(Locale.ROOT)) >= 0)
                .min(Comparator.comparingInt(name -> distance.apply(wanted, name.toLowerCase(Locale.ROOT))));
    }

    /**
     * How many letters have to be added, removed or replaced to make one word of the other.
     *
     * @param one a word
     * @param other another word
     * @return the edit distance, whatever the letters' case
     */
    public static int distance(String one, String other) {
        return LevenshteinDistance.getDefaultInstance()
                .apply(one.toLowerCase(Locale.ROOT), other.toLowerCase(Locale.ROOT));
    }

    /**
     * How to mend an unknown name, as a sentence.
     *
     * @param word what was written
     * @param known the names there are, in the order in which they shall be listed
     * @return {@code did you mean 'cuda'? known: cann, cpu, cuda}; where one was probably meant and there are many, only that
     */
    public static String mend(String word, Collection<String> known) {
        String list = known.isEmpty() ? "there are none" : "known: " + String.join(", ", known);
        return to(word, known)
                .map(name -> "did you mean '" + name + "'?" + (known.size() > MANY ? "" : " " + list))
                .orElse(list);
    }
}
