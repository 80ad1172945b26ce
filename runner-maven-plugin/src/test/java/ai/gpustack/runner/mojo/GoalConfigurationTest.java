package ai.gpustack.runner.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.mojo.GoalConfiguration.Given;
import ai.gpustack.runner.source.Problem;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.DuplicateMojoDescriptorException;
import org.apache.maven.plugin.descriptor.DuplicateParameterException;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.Parameter;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GoalConfigurationTest {

    private static final ExpressionEvaluator REPLACES = new ExpressionEvaluator() {
        @Override
        public Object evaluate(String expression) {
            return expression.equals("${env.PUSH}") ? "nope" : expression;
        }

        @Override
        public File alignToBaseDirectory(File file) {
            return file;
        }
    };

    private static Parameter parameter(String name, String type) {
        var parameter = new Parameter();
        parameter.setName(name);
        parameter.setType(type);
        parameter.setExpression(name.equals("builders") ? null : "${runner." + name + "}");
        return parameter;
    }

    private static Xpp3Dom xml(String text) throws IOException, XmlPullParserException {
        return Xpp3DomBuilder.build(new StringReader("<configuration>" + text + "</configuration>"));
    }

    /** What Maven makes of a POM: of the goal's own parameters, those that it doesn't give have their property's expression. */
    private static GoalConfiguration configuration(String resolved, String ofPlugin, String ofExecution)
            throws IOException, XmlPullParserException, DuplicateParameterException, DuplicateMojoDescriptorException {
        var goal = new MojoDescriptor();
        goal.setGoal("build");
        goal.addParameter(parameter("push", "boolean"));
        goal.addParameter(parameter("force", "boolean"));
        goal.addParameter(parameter("retries", "java.lang.String"));
        goal.addParameter(parameter("builders", "java.util.List"));
        var other = new MojoDescriptor();
        other.setGoal("plan");
        other.addParameter(parameter("format", "java.lang.String"));
        var descriptor = new PluginDescriptor();
        descriptor.addMojo(goal);
        descriptor.addMojo(other);
        goal.setPluginDescriptor(descriptor);
        var plugin = new Plugin();
        plugin.setConfiguration(xml(ofPlugin));
        var bound = new PluginExecution();
        bound.setId("images");
        bound.setConfiguration(xml(ofExecution));
        plugin.addExecution(bound);
        var execution = new MojoExecution(goal, "images");
        execution.setConfiguration(xml(resolved));
        return GoalConfiguration.of(execution, Optional.of(plugin), REPLACES);
    }

    private static List<String> problems(GoalConfiguration configuration, Map<String, String> user) {
        var properties = new Properties();
        properties.putAll(user);
        return PropertyCheck.ofConfiguration(configuration, properties).stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void what_has_its_propertys_expression_is_not_given_there() throws Exception {
        assertThat(configuration(
                                "<push>yes</push><force>${runner.force}</force><retries>${runner.retries}</retries>",
                                "<push>yes</push>",
                                "")
                        .given())
                .containsExactly(Map.entry("runner.push", new Given("push", "yes", true)));
    }

    @Test
    void a_switch_that_maven_would_take_for_false_is_an_error() throws Exception {
        assertThat(problems(configuration("<push>yes</push><force>${env.PUSH}</force>", "", ""), Map.of()))
                .containsExactly(
                        "<force>nope</force> in the POM: error: neither true nor false; write <force>true</force>, or"
                                + " leave it out",
                        "<push>yes</push> in the POM: error: neither true nor false; write <push>true</push>, or leave"
                                + " it out");
        assertThat(problems(configuration("<push>true</push>", "", ""), Map.of()))
                .isEmpty();
    }

    @Test
    void an_option_that_changes_nothing_as_the_configuration_wins_is_an_error() throws Exception {
        GoalConfiguration three = configuration("<retries>3</retries>", "<retries>3</retries>", "");
        assertThat(problems(three, Map.of("runner.retries", "5")))
                .containsExactly("-Drunner.retries: error: changes nothing, as <retries> in the plugin's configuration"
                        + " in the POM wins; leave one of them out, or make it a property there, <runner.retries>,"
                        + " over which -D wins");
        assertThat(problems(three, Map.of("runner.retries", "3", "runner.push", "true")))
                .isEmpty();
    }

    @Test
    void an_element_that_no_goal_knows_is_an_error() throws Exception {
        assertThat(problems(
                        configuration("", "<pusch>true</pusch><format>json</format>", "<builders/><retrys>3</retrys>"),
                        Map.of()))
                .containsExactly(
                        "<pusch> in the POM: error: this plugin has no parameter 'pusch'; did you mean 'push'?"
                                + " known: builders, force, format, push, retries",
                        "<retrys> in the POM: error: this plugin has no parameter 'retrys'; did you mean 'retries'?"
                                + " known: builders, force, format, push, retries");
    }
}
