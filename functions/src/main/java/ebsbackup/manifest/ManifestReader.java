package ebsbackup.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import ebsbackup.blocks.Sha256;
import ebsbackup.failure.InvalidInputException;
import java.io.IOException;
import java.io.Reader;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a manifest block by block. Throws {@link InvalidInputException}, at the end of the text at
 * the latest, if it is not a manifest or was changed or truncated.
 */
public final class ManifestReader implements AutoCloseable {
  private static final Pattern NAMED =
      Pattern.compile(Manifest.DISK + "(.+)" + Manifest.SIZE + "(\\d{1,18})");
  private static final Pattern ENTRY = Pattern.compile("(\\d{1,9}) ([0-9a-f]{64})");
  private static final int LONGEST_LINE = 1_000;

  private final String name;
  private final Reader reader;
  private final MessageDigest all = Sha256.digest();
  private final Manifest.Disk disk;
  private Optional<Manifest.Entry> next;
  private int line;
  private int last = -1;
  private long blocks;
  private Optional<Manifest.End> end = Optional.empty();

  /**
   * Reads the heading.
   *
   * @param name the name of the file or object, for error messages
   * @param reader should be buffered, since characters are read one at a time; {@link #close}
   *     closes it
   */
  public ManifestReader(String name, Reader reader) throws IOException {
    this.name = name;
    this.reader = reader;
    try {
      if (!line().equals(Manifest.FORM)) {
        throw wrong("other text", "\"%s\"".formatted(Manifest.FORM));
      }
      Matcher named = NAMED.matcher(line());
      if (!named.matches()) {
        throw wrong("other text", "\"# disk NAME size BYTES\"");
      }
      disk = new Manifest.Disk(named.group(1), Long.parseLong(named.group(2)));
      next = read();
    } catch (InvalidInputException | IOException e) {
      reader.close();
      throw e;
    }
  }

  public Manifest.Disk disk() {
    return disk;
  }

  /** The next block; empty at the end. */
  public Optional<Manifest.Entry> peek() {
    return next;
  }

  /** Takes the next block, which must exist. */
  public Manifest.Entry take() throws IOException {
    Manifest.Entry taken = next.orElseThrow();
    next = read();
    return taken;
  }

  /** The contents of the last line. Available only after all blocks were taken. */
  public Manifest.End end() {
    return end.orElseThrow();
  }

  private Optional<Manifest.Entry> read() throws IOException {
    String text = line();
    if (text.startsWith(Manifest.ALL)) {
      String found = Manifest.hex(all);
      if (!text.equals(Manifest.ALL + found)) {
        throw wrong(
            text, "\"%s%s\", the checksum of the lines before".formatted(Manifest.ALL, found));
      }
      end = Optional.of(new Manifest.End(blocks, found));
      return Optional.empty();
    }
    Matcher entry = ENTRY.matcher(text);
    if (!entry.matches()) {
      throw wrong(text, "the number of a block and its SHA-256, or the last line");
    }
    int index = Integer.parseInt(entry.group(1));
    if (index <= last || index >= disk.blocks()) {
      throw wrong(text, "a block from %d to %d".formatted(last + 1, disk.blocks() - 1));
    }
    last = index;
    blocks++;
    all.update((text + "\n").getBytes(UTF_8));
    return Optional.of(new Manifest.Entry(index, entry.group(2)));
  }

  private String line() throws IOException {
    line++;
    StringBuilder text = new StringBuilder();
    for (int c = reader.read(); c != '\n'; c = reader.read()) {
      if (c < 0) {
        throw wrong("the end of the file", "a line of a manifest");
      }
      if (text.length() == LONGEST_LINE) {
        throw wrong("a longer line", "a line of a manifest");
      }
      text.append((char) c);
    }
    return text.toString();
  }

  private InvalidInputException wrong(String found, String expected) {
    return new InvalidInputException("%s, line %d".formatted(name, line), found, expected);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
