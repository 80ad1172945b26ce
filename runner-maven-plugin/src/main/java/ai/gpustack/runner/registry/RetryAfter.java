package ai.gpustack.runner.registry;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** How long a server asks not to be asked again: RFC 9110, section 10.2.3. */
final class RetryAfter {

    /** No server is obeyed longer. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private RetryAfter() {}

    /** What an answer of 429 or 503 asks for; empty if it asks for nothing, or has another status. */
    static Optional<Duration> of(HttpResponse<?> answer) {
        return answer.statusCode() == 429 || answer.statusCode() == 503
                ? answer.headers().firstValue("Retry-After").flatMap(value -> parse(value.strip(), Instant.now()))
                : Optional.empty();
    }

    /** Seconds, or a date; never less than nothing nor more than {@link #LONGEST}. */
    static Optional<Duration> parse(String value, Instant now) {
        if (value.matches("\\d{1,9}")) {
            return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(value))));
        }
        try {
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(bounded(Duration.between(now, then)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
