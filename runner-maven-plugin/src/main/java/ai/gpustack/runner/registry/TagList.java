package ai.gpustack.runner.registry;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A page of a repository's tags (OCI distribution specification, "Listing Tags"). */
final class TagList {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A link of RFC 8288, as registries write it. */
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;[^,]*\\brel=\"?next\"?");

    private TagList() {}

    /** The tags of a page; none if it is no such page. */
    static List<String> tags(byte[] page) {
        try {
            return StreamSupport.stream(JSON.readTree(page).path("tags").spliterator(), false)
                    .filter(JsonNode::isString)
                    .map(JsonNode::asString)
                    .toList();
        } catch (JacksonException e) {
            return List.of();
        }
    }

    /**
     * Where the page after a page is.
     *
     * @param page the page's own address
     * @param headers of its answer
     * @return the address; empty where there is no further page, or it is at another host
     */
    static Optional<URI> next(URI page, HttpHeaders headers) {
        return headers.allValues("Link").stream()
                .map(NEXT::matcher)
                .filter(Matcher::find)
                .flatMap(link -> resolved(page, link.group(1)).stream())
                .filter(next -> page.getAuthority().equals(next.getAuthority()))
                .filter(next -> page.getScheme().equals(next.getScheme()))
                .filter(next -> !page.equals(next))
                .findFirst();
    }

    private static Optional<URI> resolved(URI page, String link) {
        try {
            return Optional.of(page.resolve(link));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
