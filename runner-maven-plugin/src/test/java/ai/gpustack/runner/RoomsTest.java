package ai.gpustack.runner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RoomsTest {

    /** In the order in which data flows. */
    private static final List<String> ROOMS = List.of(
            "source",
            "process",
            "matrix",
            "dockerfile",
            "plan",
            "lint",
            "scaffold",
            "buildx",
            "engine",
            "registry",
            "build",
            "release",
            "catalog",
            "report",
            "mojo");

    private static final String ROOT = "ai.gpustack.runner";

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void a_room_imports_only_from_rooms_above_it() {
        for (int i = 0; i < ROOMS.size(); i++) {
            String[] below = ROOMS.subList(i + 1, ROOMS.size()).stream()
                    .map(room -> ROOT + "." + room + "..")
                    .toArray(String[]::new);
            if (below.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + "." + ROOMS.get(i) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(below)
                        .allowEmptyShould(true)
                        .check(ALL);
            }
        }
    }

    @Test
    void every_class_is_in_a_room() {
        assertThat(ALL.stream()
                        .map(c -> c.getPackageName())
                        .map(name -> name.substring(ROOT.length() + 1))
                        .collect(Collectors.toSet()))
                .isSubsetOf(ROOMS)
                .hasSizeGreaterThan(8);
    }

    @Test
    void only_goals_know_maven() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".mojo..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.maven..")
                .check(ALL);
    }

    @Test
    void only_process_starts_programs() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".process..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class)
                .check(ALL);
    }

    @Test
    void there_is_no_static_mutable_state() {
        fields().that().areStatic().should().haveModifier(JavaModifier.FINAL).check(ALL);
    }
}
