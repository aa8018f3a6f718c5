package ebsbackup.manifest;

import ebsbackup.blocks.UnreadableException;
import ebsbackup.failure.InvalidInputException;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Two stored manifests, read once and compared part by part.
 *
 * @param one the end of the first
 * @param other the end of the second
 */
public record ComparedParts(Manifest.End one, Manifest.End other, Difference difference) {

  /** A stored manifest and the source of its objects. */
  public record Stored(ManifestParts parts, Function<String, Optional<byte[]>> objects) {}

  /**
   * Compares two stored manifests.
   *
   * @throws UnreadableException if a part is missing
   * @throws InvalidInputException if a part was changed, or belongs to another disk
   */
  public static ComparedParts of(Stored one, Stored other) throws IOException {
    Reading first = new Reading(one);
    Reading second = new Reading(other);
    Difference.Differing differing = new Difference.Differing();
    // A disk equals a larger one that holds only zeros beyond the smaller disk's end.
    for (int part = 0; first.has(part) || second.has(part); part++) {
      Map<Integer, String> unmatched = new TreeMap<>();
      first.read(part).forEach(entry -> unmatched.put(entry.index(), entry.sha256()));
      TreeSet<Integer> differ = new TreeSet<>();
      for (Manifest.Entry entry : second.read(part)) {
        if (!entry.sha256().equals(unmatched.remove(entry.index()))) {
          differ.add(entry.index());
        }
      }
      differ.addAll(unmatched.keySet());
      differ.forEach(differing::add);
    }
    return new ComparedParts(first.end(), second.end(), differing.all());
  }

  /** One of the manifests, and its lines so far. */
  private static final class Reading {
    private final Stored stored;
    private final Manifest.Disk disk;
    private final ManifestWriter lines;

    Reading(Stored stored) throws IOException {
      this.stored = stored;
      disk = stored.parts().disk(stored.objects());
      lines = new ManifestWriter(Writer.nullWriter(), disk);
    }

    boolean has(int part) {
      return part < ManifestParts.of(disk);
    }

    List<Manifest.Entry> read(int part) throws IOException {
      if (!has(part)) {
        return List.of();
      }
      List<Manifest.Entry> entries = stored.parts().read(part, disk, stored.objects());
      for (Manifest.Entry entry : entries) {
        lines.add(entry);
      }
      return entries;
    }

    Manifest.End end() throws IOException {
      return lines.finish();
    }
  }
}
