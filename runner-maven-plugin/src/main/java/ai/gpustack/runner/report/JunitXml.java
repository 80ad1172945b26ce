package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.report.Outcome.Trouble;
import ai.gpustack.runner.report.Outcome.Verdict;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A report as JUnit XML, which CI systems show as tests: a suite for each goal, in {@code build} a case for each platform
 * image.
 *
 * <p>What was never started is an {@code <error>}: Jenkins, GitLab and the test reporters for GitHub count {@code <skipped>} as
 * nothing wrong, and an image that was asked for and isn't there is wrong. {@code <skipped>} is what says nothing about the
 * image: tests of a platform that this machine can't run, and what was withheld because of a failure that has a case of
 * its own.
 *
 * <p>Only what Surefire, Jenkins' two readers and GitLab all know is written; GitLab tells cases apart by class name and
 * name, so that the pair is unique within the file.
 */
public final class JunitXml {

    private JunitXml() {}

    /**
     * Renders a report.
     *
     * @param report the report
     * @return XML that ends with a line end; the same bytes for the same report
     */
    public static String of(BuildReport report) {
        List<Outcome> outcomes = Outcomes.of(report);
        var text = new StringWriter();
        try {
            // The JDK's own, whatever else is on the class path.
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            start(xml, 0, "testsuites");
            xml.writeAttribute("name", "runner");
            counts(xml, outcomes);
            for (Outcome.Goal goal : Outcome.Goal.values()) {
                List<Outcome> cases =
                        outcomes.stream().filter(o -> o.goal() == goal).toList();
                if (!cases.isEmpty()) {
                    suite(xml, goal, cases);
                }
            }
            end(xml, 0);
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory doesn't fail", e);
        }
        return text.toString();
    }

    private static void suite(XMLStreamWriter xml, Outcome.Goal goal, List<Outcome> cases) throws XMLStreamException {
        start(xml, 1, "testsuite");
        xml.writeAttribute("name", goal.toString());
        counts(xml, cases);
        xml.writeAttribute("skipped", Long.toString(count(cases, Verdict.SKIPPED)));
        Optional<String> first =
                cases.stream().flatMap(c -> c.started().stream()).min(Comparator.naturalOrder());
        if (first.isPresent()) {
            xml.writeAttribute("timestamp", first.get());
        }
        for (Outcome outcome : cases) {
            testcase(xml, outcome);
        }
        end(xml, 1);
    }

    private static void testcase(XMLStreamWriter xml, Outcome outcome) throws XMLStreamException {
        start(xml, 2, "testcase");
        xml.writeAttribute("classname", outcome.image());
        xml.writeAttribute("name", outcome.name());
        xml.writeAttribute("time", time(outcome.seconds()));
        if (outcome.trouble().isPresent()) {
            trouble(xml, outcome.trouble().get());
        }
        // A sentence that is the trouble's own isn't said twice.
        boolean isSaid = outcome.trouble()
                .filter(t -> outcome.notes().equals(List.of(t.message())))
                .isPresent();
        if (!isSaid) {
            start(xml, 3, "system-out");
            xml.writeCharacters(String.join("\n", outcome.notes()));
            xml.writeEndElement();
        }
        end(xml, 2);
    }

    private static void trouble(XMLStreamWriter xml, Trouble trouble) throws XMLStreamException {
        start(xml, 3, element(trouble.verdict()));
        xml.writeAttribute("type", trouble.kind());
        xml.writeAttribute("message", trouble.message());
        xml.writeCharacters(trouble.text());
        xml.writeEndElement();
    }

    private static String element(Verdict verdict) {
        return switch (verdict) {
            case FAILED -> "failure";
            case MISSING -> "error";
            case SKIPPED -> "skipped";
        };
    }

    private static void counts(XMLStreamWriter xml, List<Outcome> cases) throws XMLStreamException {
        xml.writeAttribute("tests", Integer.toString(cases.size()));
        xml.writeAttribute("failures", Long.toString(count(cases, Verdict.FAILED)));
        xml.writeAttribute("errors", Long.toString(count(cases, Verdict.MISSING)));
        xml.writeAttribute(
                "time", time(cases.stream().mapToDouble(Outcome::seconds).sum()));
    }

    private static long count(List<Outcome> cases, Verdict verdict) {
        return cases.stream()
                .flatMap(c -> c.trouble().stream())
                .filter(trouble -> trouble.verdict() == verdict)
                .count();
    }

    /** Seconds without an exponent, which some readers take for text. */
    private static String time(double seconds) {
        return BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_UP).toPlainString();
    }

    private static void start(XMLStreamWriter xml, int depth, String element) throws XMLStreamException {
        indent(xml, depth);
        xml.writeStartElement(element);
    }

    private static void end(XMLStreamWriter xml, int depth) throws XMLStreamException {
        indent(xml, depth);
        xml.writeEndElement();
    }

    private static void indent(XMLStreamWriter xml, int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }
}
