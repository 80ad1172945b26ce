package ai.gpustack.runner.release;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.WholeFile;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.JsonTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.EnumNaming;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** The receipts of a folder: one JSON file for each digest, platform and source. Several threads may write. */
public final class Receipts {

    private static final JsonMapper JSON = mapper();

    private final Path folder;

    /**
     * A folder of receipts.
     *
     * @param folder where they are; made when the first is written
     */
    public Receipts(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a receipt, in place of an older one for the same digest, platform and source. A reader sees the old or the new
     * one, never half of it.
     *
     * @param receipt the receipt
     * @return its file
     */
    public Path write(Receipt receipt) {
        Path file = file(receipt.digest(), receipt.platform(), receipt.source());
        try {
            WholeFile.write(file, JSON.writeValueAsString(receipt) + "\n");
            return file;
        } catch (IOException e) {
            throw new BrokenEnvironment(
                    "can't write the receipt " + file + ": " + e.getMessage(), "make room, or the folder writable", e);
        }
    }

    /**
     * The receipt for a platform of a digest: of the registry's image if there is one, else of the loaded one.
     *
     * @param digest the digest of the index
     * @param platform the platform
     * @return the receipt; empty if there's none
     * @throws InvalidInput if the file is no receipt
     */
    public Optional<Receipt> find(String digest, Platform platform) {
        return Stream.of(Subject.Source.values())
                .map(source -> file(digest, platform, source))
                .filter(Files::exists)
                .findFirst()
                .map(Receipts::read);
    }

    /**
     * All receipts.
     *
     * @return them, in the order of their files' names
     * @throws InvalidInput if one of the files is no receipt
     */
    public List<Receipt> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Receipts::read)
                    .toList();
        } catch (IOException e) {
            throw new BrokenEnvironment("can't list " + folder + ": " + e.getMessage(), "make it readable", e);
        }
    }

    /**
     * Where a receipt is.
     *
     * @param receipt the receipt
     * @return its file, whether or not it was written yet
     */
    public Path file(Receipt receipt) {
        return file(receipt.digest(), receipt.platform(), receipt.source());
    }

    private Path file(String digest, Platform platform, Subject.Source source) {
        String suffix = source == Subject.Source.LOADED ? "-loaded" : "";
        return folder.resolve(digest.replace(':', '-') + "-" + platform.tagSuffix() + suffix + ".json");
    }

    /**
     * The receipt that a file holds.
     *
     * @param file the file
     * @return the receipt; empty if there is no such file
     * @throws InvalidInput if the file is no receipt
     */
    static Optional<Receipt> at(Path file) {
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    private static Receipt read(Path file) {
        try {
            return JSON.readValue(Files.readAllBytes(file), Receipt.class);
        } catch (IOException e) {
            throw new BrokenEnvironment(
                    "can't read the receipt " + file + ": " + e.getMessage(), "make it readable", e);
        } catch (JacksonException e) {
            throw new InvalidInput(
                    List.of(JsonTrouble.of(file.toString(), "receipt", e, "remove it and run runner:test again")));
        }
    }

    private static JsonMapper mapper() {
        var platforms = new SimpleModule()
                .addSerializer(Platform.class, new PlatformWriter())
                .addDeserializer(Platform.class, new PlatformReader());
        var indent = new DefaultIndenter("  ", "\n");
        return JsonMapper.builder()
                .addModule(platforms)
                .addMixIn(Subject.Source.class, LowerCase.class)
                .addMixIn(Check.Kind.class, LowerCase.class)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .defaultPrettyPrinter(
                        new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent))
                .build();
    }

    @EnumNaming(EnumNamingStrategies.LowerCaseStrategy.class)
    private interface LowerCase {}

    private static final class PlatformWriter extends ValueSerializer<Platform> {
        @Override
        public void serialize(Platform platform, JsonGenerator json, SerializationContext context) {
            json.writeString(platform.toString());
        }
    }

    private static final class PlatformReader extends ValueDeserializer<Platform> {
        @Override
        public Platform deserialize(JsonParser json, DeserializationContext context) {
            String text = json.getValueAsString("");
            return Platform.parse(text)
                    .orElseGet(() -> context.reportInputMismatch(Platform.class, "'%s' is no platform", text));
        }
    }
}
