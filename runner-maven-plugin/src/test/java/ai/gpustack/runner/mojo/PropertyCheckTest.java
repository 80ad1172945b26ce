package ai.gpustack.runner.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.source.Problem;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PropertyCheckTest {

    private static Properties properties(Map<String, String> values) {
        var properties = new Properties();
        properties.putAll(values);
        return properties;
    }

    private static List<String> problems(String name) {
        return problems(name, "true");
    }

    private static List<String> problems(String name, String value) {
        return PropertyCheck.ofUser(properties(Map.of(name, value))).stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void a_switch_that_is_neither_true_nor_false_is_an_error_as_maven_would_take_it_for_false() {
        assertThat(problems("runner.dryRun", "yes"))
                .containsExactly("-Drunner.dryRun=yes: error: neither true nor false; write -Drunner.dryRun or"
                        + " -Drunner.dryRun=true, or leave it out");
        assertThat(problems("runner.push", "false")).isEmpty();
        assertThat(problems("runner.push", "true")).isEmpty();
    }

    @Test
    void an_empty_selector_is_an_error_as_it_would_select_everything() {
        assertThat(problems("backend", ""))
                .containsExactly("-Dbackend=: error: names nothing; name at least one, or leave -Dbackend out for all");
        assertThat(problems("tag", " , ")).hasSize(1);
        assertThat(problems("platform", "linux/amd64")).isEmpty();
    }

    @Test
    void an_empty_value_is_an_error_as_it_would_send_images_elsewhere() {
        assertThat(problems("runner.registry", ""))
                .containsExactly("-Drunner.registry=: error: is empty; give it a value, or leave it out");
        assertThat(problems("runner.namespace", " ")).hasSize(1);
        assertThat(problems("runner.arg.CUDA_ARCHS", "")).isEmpty();
    }

    @Test
    void a_family_without_a_name_is_told_how_its_name_goes_on() {
        assertThat(problems("runner.secret", "x"))
                .containsExactly(
                        "-Drunner.secret: error: this plugin has no property 'runner.secret'; its name goes on:"
                                + " runner.secret.NAME");
    }

    @Test
    void every_boolean_parameter_is_known_as_a_switch() {
        var switches = new TreeSet<String>();
        for (Class<?> mojo : List.of(
                RunnerMojo.class,
                PlanningMojo.class,
                WritingMojo.class,
                BasesMojo.class,
                ValidateMojo.class,
                PlanMojo.class,
                BuildMojo.class,
                ManifestMojo.class,
                TestMojo.class,
                VerifyMojo.class,
                PromoteMojo.class,
                AddMojo.class)) {
            for (Field field : mojo.getDeclaredFields()) {
                if (field.getType() == boolean.class) {
                    switches.add(field.getName());
                }
            }
        }
        assertThat(PropertyNames.SWITCHES).hasSize(switches.size());
    }

    @Test
    void values_of_a_prefix_are_found_by_name() {
        Properties given =
                properties(Map.of("runner.arg.A", "1", "runner.arg.B.C", "2", "runner.argA", "3", "runner.arg.", "4"));

        assertThat(new NamedProperties(given).withPrefix("runner.arg."))
                .containsExactly(Map.entry("A", "1"), Map.entry("B.C", "2"));
    }

    @Test
    void the_command_line_wins_over_the_pom() {
        Properties pom = properties(Map.of("runner.arg.A", "pom", "runner.arg.B", "pom"));
        Properties user = properties(Map.of("runner.arg.A", "user"));

        assertThat(new NamedProperties(pom, user).withPrefix("runner.arg."))
                .containsExactly(Map.entry("A", "user"), Map.entry("B", "pom"));
    }

    @Test
    void a_pom_may_have_properties_that_begin_alike_but_a_slip_of_the_finger_is_asked_about() {
        Properties pom = properties(Map.of(
                "runner.image", "theirs",
                "runner.pushh", "true",
                "runner.force", "yes",
                "runner.registry", "localhost:5000",
                "runner.context.models", "models",
                "runner.lable.org.x", "x",
                "runner.args.CUDA_VERSION", "12",
                "runner.label.", "x"));

        assertThat(PropertyCheck.ofPom(pom).stream().map(Problem::toString))
                .satisfiesExactly(
                        args -> assertThat(args)
                                .isEqualTo("<runner.args.CUDA_VERSION> in the POM: warning: this plugin has no property"
                                        + " 'runner.args.CUDA_VERSION'; did you mean 'runner.arg.CUDA_VERSION'?"),
                        force -> assertThat(force)
                                .isEqualTo(
                                        "<runner.force>yes</runner.force> in the POM: error: neither true nor false; write"
                                                + " <runner.force>true</runner.force>, or leave it out"),
                        label -> assertThat(label).endsWith("; its name goes on: runner.label.NAME"),
                        lable -> assertThat(lable).endsWith("; did you mean 'runner.label.org.x'?"),
                        push -> assertThat(push)
                                .startsWith("<runner.pushh> in the POM: warning: this plugin has no property"
                                        + " 'runner.pushh'; did you mean 'runner.push'?"));
    }

    @Test
    void an_unknown_property_of_this_plugin_is_an_error_with_a_suggestion() {
        assertThat(problems("runner.pusch"))
                .singleElement()
                .satisfies(
                        p -> assertThat(p)
                                .startsWith(
                                        "-Drunner.pusch: error: this plugin has no property 'runner.pusch'; did you mean 'runner.push'?"));
    }

    @Test
    void a_near_miss_of_a_selector_is_an_error_as_it_would_select_everything() {
        assertThat(List.of("backends", "Backend", "bakend", "services", "platforms", "tags", "tagg"))
                .allSatisfy(name -> assertThat(problems(name))
                        .singleElement()
                        .satisfies(p -> assertThat(p).contains("'" + name + "' selects nothing; did you mean '-D")));
    }

    @Test
    void other_properties_are_nobody_elses_business() {
        assertThat(List.of(
                        "skipTests",
                        "revision",
                        "env.PATH",
                        "maven.repo.local",
                        "user.name",
                        "stage",
                        "target",
                        "tab2"))
                .allSatisfy(name -> assertThat(problems(name)).isEmpty());
    }

    @Test
    void every_property_name_is_known() throws IllegalAccessException {
        var names = new ArrayList<String>();
        for (Field field : PropertyNames.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                names.add((String) field.get(null));
            }
        }
        assertThat(names)
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(problems(name.endsWith(".") ? name + "X" : name))
                        .isEmpty());
    }
}
