package ebsbackup.conformance.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A request or an answer, as it stands on the wire.
 *
 * @param first the request or status line
 * @param headers each a line
 * @param body a character for each byte
 */
record HttpMessage(String first, List<String> headers, String body) {
  private static final String END = "\r\n";

  HttpMessage {
    headers = List.copyOf(headers);
  }

  /** An answer made up. */
  static HttpMessage answer(String status, String type, String body) {
    return new HttpMessage(
        "HTTP/1.1 " + status,
        List.of("Content-Type: " + type, "Content-Length: " + body.length()),
        body);
  }

  /**
   * Reads a message; its body is as long as it says.
   *
   * @throws EOFException when the connection ends before the message does
   */
  static HttpMessage read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith(END + END)) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection ended in the head of a message");
      }
      head.write(next);
    }
    List<String> lines = new ArrayList<>(List.of(head.toString(ISO_8859_1).strip().split(END, -1)));
    HttpMessage message = new HttpMessage(lines.removeFirst(), lines, "");
    int length = message.header("Content-Length").map(Integer::parseInt).orElse(0);
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the connection ended in the body of a message");
    }
    return new HttpMessage(message.first, lines, new String(body, ISO_8859_1));
  }

  Optional<String> header(String name) {
    String begin = name + ":";
    return headers.stream()
        .filter(line -> line.regionMatches(true, 0, begin, 0, begin.length()))
        .map(line -> line.substring(begin.length()).strip())
        .findFirst();
  }

  /** The same with that header in place of any of its name. */
  HttpMessage with(String name, String value) {
    String begin = name + ":";
    List<String> others = new ArrayList<>(headers);
    others.removeIf(line -> line.regionMatches(true, 0, begin, 0, begin.length()));
    others.add(begin + " " + value);
    return new HttpMessage(first, others, body);
  }

  void write(OutputStream out) throws IOException {
    out.write(bytes());
    out.flush();
  }

  /** Writes as much of it as leaves half of its body out. */
  void writeHalf(OutputStream out) throws IOException {
    byte[] all = bytes();
    out.write(Arrays.copyOf(all, all.length - (body.length() + 1) / 2));
    out.flush();
  }

  private byte[] bytes() {
    return (first + END + String.join(END, headers) + END + END + body).getBytes(ISO_8859_1);
  }
}
