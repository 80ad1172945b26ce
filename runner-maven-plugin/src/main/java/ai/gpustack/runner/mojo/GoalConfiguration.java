package ai.gpustack.runner.mojo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.Parameter;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * What stands in the plugin's {@code <configuration>} in the POM, as far as it is for one goal. Maven lets it win over {@code -D}, takes
 * every word but {@code true} for false, and before 3.9 says nothing of an element that no goal knows.
 *
 * @param given what is given there, by the parameter's property
 * @param unknown elements that are no goal's parameters, sorted
 * @param parameters the parameters of all goals, sorted
 */
record GoalConfiguration(Map<String, Given> given, List<String> unknown, List<String> parameters) {

    /** Nothing. */
    static final GoalConfiguration NONE = new GoalConfiguration(Map.of(), List.of(), List.of());

    /**
     * What a parameter is given.
     *
     * @param element the parameter's name
     * @param value its value, without what is still to be replaced in it
     * @param isSwitch whether it is true or false
     */
    record Given(String element, String value, boolean isSwitch) {}

    /**
     * What there is for a goal.
     *
     * @param execution the goal
     * @param plugin the plugin as the POM has it; empty where there is none, or it isn't mentioned there
     * @param evaluator knows what expressions stand for
     */
    static GoalConfiguration of(MojoExecution execution, Optional<Plugin> plugin, ExpressionEvaluator evaluator) {
        Map<String, Given> given = new LinkedHashMap<>();
        for (Parameter parameter : execution.getMojoDescriptor().getParameters()) {
            String expression = Optional.ofNullable(parameter.getExpression()).orElse("");
            Optional<String> value = Optional.ofNullable(
                            execution.getConfiguration().getChild(parameter.getName()))
                    .map(Xpp3Dom::getValue)
                    .filter(text -> !text.equals(expression));
            if (expression.startsWith("${") && value.isPresent()) {
                given.put(
                        expression.substring(2, expression.length() - 1),
                        new Given(
                                parameter.getName(),
                                evaluated(value.get(), evaluator),
                                parameter.getType().equals("boolean")));
            }
        }
        List<String> parameters = execution.getMojoDescriptor().getPluginDescriptor().getMojos().stream()
                .map(MojoDescriptor::getParameters)
                .flatMap(Collection::stream)
                .map(Parameter::getName)
                .distinct()
                .sorted()
                .toList();
        return new GoalConfiguration(given, unknown(execution, plugin, parameters), parameters);
    }

    private static String evaluated(String value, ExpressionEvaluator evaluator) {
        try {
            return String.valueOf(evaluator.evaluate(value));
        } catch (ExpressionEvaluationException e) {
            return value;
        }
    }

    private static List<String> unknown(MojoExecution execution, Optional<Plugin> plugin, List<String> parameters) {
        var containers = new ArrayList<ConfigurationContainer>();
        plugin.ifPresent(there -> {
            containers.add(there);
            Optional.ofNullable(there.getExecutionsAsMap().get(execution.getExecutionId()))
                    .ifPresent(containers::add);
        });
        return containers.stream()
                .map(ConfigurationContainer::getConfiguration)
                .filter(Xpp3Dom.class::isInstance)
                .flatMap(dom -> Arrays.stream(((Xpp3Dom) dom).getChildren()))
                .map(Xpp3Dom::getName)
                .filter(name -> !parameters.contains(name))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .toList();
    }
}
