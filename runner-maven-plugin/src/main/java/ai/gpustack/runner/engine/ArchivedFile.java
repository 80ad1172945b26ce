package ai.gpustack.runner.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A file or folder of a container, as the engine archives it.
 *
 * @param type by the POSIX tar format: {@code 0} a file, {@code 5} a folder, {@code 2} a symbolic link, {@code 3} and {@code 4} devices
 * @param mode the permission bits, with set-uid (04000), set-gid (02000) and sticky (01000)
 * @param uid its owner
 * @param gid its group
 * @param content a file's bytes, as far as they were wanted
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record ArchivedFile(char type, int mode, long uid, long gid, byte[] content) {

    private static final int BLOCK = 512;

    /** {@return whether it is a file with content} */
    public boolean isRegular() {
        return type == '0' || type == '\0';
    }

    /**
     * The permissions as container-structure-test's files write them: by Go's {@code FileMode}, whose letters for set-uid,
     * set-gid and sticky stand in front and not in place of an {@code x}.
     *
     * @return {@code -rwxr-xr-x}, {@code drwxr-xr-x}, {@code dtrwxrwxrwx}, {@code urwxr-xr-x}
     */
    public String permissions() {
        var text = new StringBuilder();
        text.append(
                switch (type) {
                    case '5' -> "d";
                    case '2' -> "L";
                    case '3' -> "Dc";
                    case '4' -> "D";
                    case '6' -> "p";
                    default -> "";
                });
        text.append((mode & 04000) != 0 ? "u" : "").append((mode & 02000) != 0 ? "g" : "");
        if ((mode & 01000) != 0) {
            text.append('t');
        }
        if (text.isEmpty()) {
            text.append('-');
        }
        for (int bit = 8; bit >= 0; bit--) {
            text.append((mode >> bit & 1) == 1 ? "rwx".charAt(2 - bit % 3) : '-');
        }
        return text.toString();
    }

    /**
     * Reads the first entry of a tar stream (POSIX ustar and pax, GNU numbers); what follows isn't read.
     *
     * @param tar the stream
     * @param most how many bytes of its content are wanted
     * @return the entry
     * @throws IOException if the stream ends early or is no tar stream
     */
    static ArchivedFile first(InputStream tar, int most) throws IOException {
        Map<String, String> extended = new HashMap<>();
        while (true) {
            byte[] header = tar.readNBytes(BLOCK);
            if (header.length < BLOCK) {
                throw new IOException("the archive ends before its first entry");
            }
            long size = number(header, 124, 12);
            char type = (char) header[156];
            if (type == 'x' || type == 'g' || type == 'L' || type == 'K') {
                byte[] more = tar.readNBytes((int) (size + (BLOCK - size % BLOCK) % BLOCK));
                if (type == 'x') {
                    extended.putAll(
                            pax(new String(more, 0, (int) Math.min(size, more.length), StandardCharsets.UTF_8)));
                }
                continue;
            }
            size = Long.parseLong(extended.getOrDefault("size", Long.toString(size)));
            return new ArchivedFile(
                    type,
                    (int) number(header, 100, 8) & 07777,
                    Long.parseLong(extended.getOrDefault("uid", Long.toString(number(header, 108, 8)))),
                    Long.parseLong(extended.getOrDefault("gid", Long.toString(number(header, 116, 8)))),
                    type == '0' || type == '\0' ? tar.readNBytes((int) Math.min(size, most)) : new byte[0]);
        }
    }

    /** Records of the form {@code LENGTH KEY=VALUE\n}, the length in bytes; keys that matter here are plain ASCII. */
    private static Map<String, String> pax(String records) {
        var values = new HashMap<String, String>();
        for (String line : records.split("\n", -1)) {
            int space = line.indexOf(' ');
            int equals = line.indexOf('=', space + 1);
            if (space > 0 && equals > 0) {
                values.put(line.substring(space + 1, equals), line.substring(equals + 1));
            }
        }
        return values;
    }

    private static long number(byte[] header, int from, int length) throws IOException {
        if ((header[from] & 0x80) != 0) {
            long value = header[from] & 0x7f;
            for (int i = from + 1; i < from + length; i++) {
                value = (value << 8) | (header[i] & 0xff);
            }
            return value;
        }
        String digits = new String(header, from, length, StandardCharsets.US_ASCII)
                .replace('\0', ' ')
                .strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("not a tar archive", e);
        }
    }
}
