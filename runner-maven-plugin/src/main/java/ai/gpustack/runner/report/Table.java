package ai.gpustack.runner.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.util.List;
import java.util.stream.IntStream;

/** A table of plain text: columns aligned, no frame, nothing cut off, so that it can be read, pasted and searched. */
final class Table {

    private Table() {}

    /** The header and a line for each row. */
    static List<String> lines(List<String> header, List<List<String>> rows) {
        List<ColumnData<List<String>>> columns = IntStream.range(0, header.size())
                .mapToObj(i -> new Column()
                        .header(header.get(i))
                        .headerAlign(HorizontalAlign.LEFT)
                        .dataAlign(HorizontalAlign.LEFT)
                        .maxWidth(Integer.MAX_VALUE, OverflowBehaviour.NEWLINE)
                        .with((List<String> row) -> row.get(i)))
                .toList();
        return AsciiTable.builder()
                .border(AsciiTable.NO_BORDERS)
                .data(rows, columns)
                .asString()
                .lines()
                .map(String::stripTrailing)
                .map(line -> line.startsWith(" ") ? line.substring(1) : line)
                .toList();
    }
}
