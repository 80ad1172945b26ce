package ai.gpustack.runner.registry;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of addresses, in CIDR notation (RFC 4632): {@code 10.0.0.0/8}.
 *
 * @param first an address of the range
 * @param bits how many leading bits all of its addresses share
 */
record AddressRange(InetAddress first, int bits) {

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";

    /** Only what can't be a name: a name would be asked of the network. */
    private static final Pattern ADDRESS =
            Pattern.compile(OCTET + "(\\." + OCTET + "){3}|\\[?[0-9a-fA-F:]*:[0-9a-fA-F:.]*]?");

    /** An address alone; empty if the text is a name. */
    static Optional<AddressRange> of(String text) {
        return address(text).map(address -> new AddressRange(address, address.getAddress().length * 8));
    }

    /** Reads a range; empty if it is none. */
    static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> first = slash < 0 ? Optional.empty() : address(text.substring(0, slash));
        try {
            int bits = Integer.parseInt(text.substring(slash + 1));
            return first.filter(address -> bits >= 0 && bits <= address.getAddress().length * 8)
                    .map(address -> new AddressRange(address, bits));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<InetAddress> address(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether a host is an address of this machine. */
    static boolean isLoopback(String host) {
        return address(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /** Whether a host is an address, not a name, and in the range. */
    boolean contains(String host) {
        return address(host)
                .filter(address -> address.getAddress().length == first.getAddress().length)
                .filter(address -> prefix(address).equals(prefix(first)))
                .isPresent();
    }

    private BigInteger prefix(InetAddress address) {
        return new BigInteger(1, address.getAddress()).shiftRight(address.getAddress().length * 8 - bits);
    }
}
