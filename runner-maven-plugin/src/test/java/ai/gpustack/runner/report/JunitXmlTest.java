package ai.gpustack.runner.report;

import static ai.gpustack.runner.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.build.BuildReport;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JunitXmlTest {

    private static final Schema SCHEMA = schema();

    private static Schema schema() {
        try {
            return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(Path.of("src/test/resources/report/junit.xsd").toFile());
        } catch (SAXException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void validate(String xml) throws SAXException, IOException {
        SCHEMA.newValidator().validate(new StreamSource(new StringReader(xml)));
    }

    private static Element root(String xml) throws SAXException, IOException, ParserConfigurationException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
    }

    private static Stream<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i));
    }

    @Test
    void a_release_is_rendered_as_its_golden_file() {
        assertGolden("report/release.junit.xml", JunitXml.of(SampleReports.release()));
    }

    @Test
    void a_release_and_a_report_of_nothing_fit_the_schema() throws Exception {
        validate(JunitXml.of(SampleReports.release()));
        validate(JunitXml.of(BuildReport.EMPTY));
    }

    @Test
    void what_no_reader_knows_does_not_fit_the_schema() {
        String xml = JunitXml.of(SampleReports.release());

        assertThatThrownBy(() -> validate(xml.replace("classname=", "class=")))
                .isInstanceOf(SAXException.class)
                .hasMessageContaining("class");
        assertThatThrownBy(() -> validate(xml.replace("time=\"252.500\"", "time=\"4 min\"")))
                .isInstanceOf(SAXException.class)
                .hasMessageContaining("4 min");
        assertThatThrownBy(() -> validate(xml.replace("linux/amd64 test", "linux/amd64")))
                .isInstanceOf(SAXException.class)
                .hasMessageContaining("a-case-is-known-by-class-name-and-name");
    }

    @Test
    void the_counts_of_every_suite_are_those_of_its_cases() throws Exception {
        Element root = root(JunitXml.of(SampleReports.release()));

        assertThat(elements(root, "testsuite")).hasSize(4).allSatisfy(suite -> {
            assertThat(suite.getAttribute("tests")).isEqualTo(count(suite, "testcase"));
            assertThat(suite.getAttribute("failures")).isEqualTo(count(suite, "failure"));
            assertThat(suite.getAttribute("errors")).isEqualTo(count(suite, "error"));
            assertThat(suite.getAttribute("skipped")).isEqualTo(count(suite, "skipped"));
        });
        assertThat(root.getAttribute("tests")).isEqualTo(count(root, "testcase"));
    }

    private static String count(Element parent, String name) {
        return Long.toString(elements(parent, name).count());
    }

    @Test
    void what_was_withheld_counts_where_nothing_else_of_its_image_is_wrong() throws Exception {
        var alone = new BuildReport.Step(
                BuildReport.StepState.WITHHELD, "r/x:t", Optional.empty(), Optional.empty(), "no receipt");
        BuildReport report = BuildReport.EMPTY.with("r/x:t", image -> image.withPromotion(alone));

        assertThat(elements(root(JunitXml.of(report)), "error"))
                .singleElement()
                .satisfies(error -> assertThat(error.getAttribute("message")).isEqualTo("no receipt"));
        assertThat(elements(root(JunitXml.of(SampleReports.release())), "skipped"))
                .anySatisfy(
                        skipped -> assertThat(skipped.getAttribute("message")).endsWith("linux/arm64 isn't there"));
    }

    static Stream<String> texts() {
        return OddTexts.all();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void any_text_gives_valid_xml_that_says_it(String text) throws Exception {
        String xml = JunitXml.of(SampleReports.of(text));

        validate(xml);
        assertThat(elements(root(xml), "failure").toList().get(0).getTextContent())
                .contains("| " + Printable.text(text).split("\n", -1)[0] + "\n");
    }
}
