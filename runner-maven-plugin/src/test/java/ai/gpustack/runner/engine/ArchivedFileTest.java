package ai.gpustack.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ArchivedFileTest {

    @ParameterizedTest
    @CsvSource({
        "0, 755, -rwxr-xr-x",
        "0, 644, -rw-r--r--",
        "0, 4755, urwxr-xr-x",
        "0, 6711, ugrwx--x--x",
        "5, 755, drwxr-xr-x",
        "5, 1777, dtrwxrwxrwx",
        "2, 777, Lrwxrwxrwx",
        "3, 666, Dcrw-rw-rw-",
        "4, 660, Drw-rw----",
        "6, 600, prw-------",
        "0, 0, ----------",
    })
    void permissions_read_as_container_structure_test_writes_them(char type, String mode, String permissions) {
        assertThat(new ArchivedFile(type, Integer.parseInt(mode, 8), 0, 0, new byte[0]).permissions())
                .isEqualTo(permissions);
    }

    @Test
    void the_first_entry_is_read_up_to_what_is_wanted() throws IOException {
        ArchivedFile file = ArchivedFile.first(tar(entry('0', 0100640, 7, 8, "hello")), 3);

        assertThat(file.mode()).isEqualTo(0640);
        assertThat(file.uid()).isEqualTo(7);
        assertThat(file.gid()).isEqualTo(8);
        assertThat(file.isRegular()).isTrue();
        assertThat(file.content()).isEqualTo("hel".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void extended_headers_hold_what_is_too_large_for_the_plain_one() throws IOException {
        byte[] pax = entry('x', 0644, 0, 0, "30 path=a-long-name-with = sign\n21 uid=3000000000000\n");
        ArchivedFile file = ArchivedFile.first(tar(pax, entry('0', 0644, 0, 9, "hello")), 100);

        assertThat(file.uid()).isEqualTo(3_000_000_000_000L);
        assertThat(file.gid()).isEqualTo(9);
        assertThat(file.content()).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
    }

    @Test
    void what_is_no_archive_is_refused() {
        assertThatThrownBy(() -> ArchivedFile.first(tar(), 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ArchivedFile.first(tar("x".repeat(600).getBytes(StandardCharsets.US_ASCII)), 1))
                .isInstanceOf(IOException.class);
    }

    private static ByteArrayInputStream tar(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return new ByteArrayInputStream(all.toByteArray());
    }

    private static byte[] entry(char type, int mode, int uid, int gid, String content) {
        byte[] header = new byte[512];
        put(header, 0, "name");
        put(header, 100, String.format("%07o", mode));
        put(header, 108, String.format("%07o", uid));
        put(header, 116, String.format("%07o", gid));
        put(header, 124, String.format("%011o", content.length()));
        header[156] = (byte) type;
        byte[] padded =
                Arrays.copyOf(content.getBytes(StandardCharsets.US_ASCII), (content.length() + 511) / 512 * 512);
        var all = new ByteArrayOutputStream();
        all.writeBytes(header);
        all.writeBytes(padded);
        return all.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, header, at, text.length());
    }
}
