package ebsbackup.watch;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The snapshots of an account in a tenth of the memory that their records take: an account can have
 * millions, and a function has 2 GB. The snapshots of one volume differ only a little; the
 * differences are stored for each, and everything else is stored once. They can be unpacked one
 * source at a time.
 */
public final class PackedSnapshots {
  /** Means "no run", and marks the end of a list of differing characters. */
  private static final int NONE = -1;

  private final Map<String, Packed> bySource = new LinkedHashMap<>();
  private final Numbered<Kind> kinds = new Numbered<>();
  private final Numbered<String> runs = new Numbered<>();

  /** Packs snapshots; their order does not matter. */
  public static PackedSnapshots of(Collection<Snapshot> snapshots) {
    PackedSnapshots packed = new PackedSnapshots();
    snapshots.forEach(packed::add);
    return packed;
  }

  /** Adds a snapshot. */
  public void add(Snapshot snapshot) {
    // Without this tag, the snapshot belongs to no set, so its volume serves as well.
    String source = snapshot.tags().getOrDefault(SetTags.SOURCE, snapshot.volumeId());
    try {
      bySource.computeIfAbsent(source, s -> new Packed()).add(snapshot);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Unpacks the snapshots, grouped by source, in the order in which they were added. The list of a
   * source is created when the stream reaches it.
   */
  public Stream<List<Snapshot>> bySource() {
    return bySource.values().stream().map(Packed::unpacked);
  }

  /** Assigns a number to each distinct value and keeps one instance of it. */
  private static final class Numbered<T> {
    private final Map<T, Integer> numbers = new HashMap<>();
    private final List<T> values = new ArrayList<>();

    int of(T value) {
      Integer number = numbers.putIfAbsent(value, values.size());
      if (number == null) {
        values.add(value);
        return values.size() - 1;
      }
      return number;
    }

    T get(int number) {
      return values.get(number);
    }
  }

  /** The snapshots of one source. */
  private final class Packed {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final DataOutputStream out = new DataOutputStream(bytes);
    private int count;

    /** The text of the previous snapshot. */
    private String description = "";

    private String verdict = "";

    void add(Snapshot snapshot) throws IOException {
      out.writeInt(kinds.of(Kind.of(snapshot)));
      out.writeUTF(snapshot.snapshotId());
      write(snapshot.description(), description);
      description = snapshot.description();
      write(snapshot.startTime());
      out.writeBoolean(snapshot.completionTime().isPresent());
      if (snapshot.completionTime().isPresent()) {
        write(snapshot.completionTime().get());
      }
      // Thousands of sources can have the same run.
      String run = snapshot.tags().get(SetTags.RUN);
      out.writeInt(run == null ? NONE : runs.of(run));
      String said = snapshot.tags().get(SetTags.VERIFIED);
      out.writeBoolean(said != null);
      if (said != null) {
        write(said, verdict);
        verdict = said;
      }
      count++;
    }

    private void write(Instant time) throws IOException {
      out.writeLong(time.getEpochSecond());
      out.writeInt(time.getNano());
    }

    /** If the text is as long as the previous one, only writes the characters that differ. */
    private void write(String text, String before) throws IOException {
      boolean alike = text.length() == before.length();
      out.writeBoolean(alike);
      if (!alike) {
        out.writeUTF(text);
        return;
      }
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) != before.charAt(i)) {
          out.writeShort(i);
          out.writeChar(text.charAt(i));
        }
      }
      out.writeShort(NONE);
    }

    List<Snapshot> unpacked() {
      List<Snapshot> snapshots = new ArrayList<>(count);
      try (DataInputStream in =
          new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        String words = "";
        String said = "";
        for (int i = 0; i < count; i++) {
          Kind kind = kinds.get(in.readInt());
          String id = in.readUTF();
          words = text(in, words);
          Instant start = time(in);
          Optional<Instant> completed = in.readBoolean() ? Optional.of(time(in)) : Optional.empty();
          Map<String, String> tags = kind.tagged();
          int run = in.readInt();
          if (run != NONE) {
            tags.put(SetTags.RUN, runs.get(run));
          }
          if (in.readBoolean()) {
            said = text(in, said);
            tags.put(SetTags.VERIFIED, said);
          }
          snapshots.add(snapshot(kind.like(), id, words, start, completed, tags));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return snapshots;
    }
  }

  private static Instant time(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  private static String text(DataInputStream in, String before) throws IOException {
    if (!in.readBoolean()) {
      return in.readUTF();
    }
    int next = in.readShort();
    if (next == NONE) {
      return before;
    }
    StringBuilder text = new StringBuilder(before);
    for (; next != NONE; next = in.readShort()) {
      text.setCharAt(next, in.readChar());
    }
    return text.toString();
  }

  /**
   * What most snapshots of a volume have in common.
   *
   * @param like a snapshot without tags and without the fields that differ
   * @param tags keys and values alternately
   */
  private record Kind(Snapshot like, List<String> tags) {
    static Kind of(Snapshot snapshot) {
      List<String> tags = new ArrayList<>(2 * snapshot.tags().size());
      snapshot
          .tags()
          .forEach(
              (key, value) -> {
                if (!key.equals(SetTags.RUN) && !key.equals(SetTags.VERIFIED)) {
                  tags.add(key);
                  tags.add(value);
                }
              });
      Snapshot like = snapshot(snapshot, "", "", Instant.EPOCH, Optional.empty(), Map.of());
      return new Kind(like, tags);
    }

    Map<String, String> tagged() {
      Map<String, String> map = new TreeMap<>();
      for (int i = 0; i < tags.size(); i += 2) {
        map.put(tags.get(i), tags.get(i + 1));
      }
      return map;
    }

    /** A volume has few kinds, and hashing long texts takes time. */
    @Override
    public int hashCode() {
      return like.volumeId().hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Kind kind && like.equals(kind.like) && tags.equals(kind.tags);
    }
  }

  private static Snapshot snapshot(
      Snapshot like,
      String id,
      String description,
      Instant startTime,
      Optional<Instant> completionTime,
      Map<String, String> tags) {
    return new Snapshot(
        id,
        like.volumeId(),
        like.volumeSize(),
        description,
        startTime,
        completionTime,
        like.state(),
        like.stateMessage(),
        like.progress(),
        like.encrypted(),
        like.kmsKeyId(),
        like.dataEncryptionKeyId(),
        like.ownerId(),
        like.ownerAlias(),
        like.storageTier(),
        like.outpostArn(),
        like.transferType(),
        tags);
  }
}
