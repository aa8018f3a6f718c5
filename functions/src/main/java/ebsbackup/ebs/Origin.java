package ebsbackup.ebs;

import java.util.List;
import java.util.Optional;

/**
 * Where a snapshot comes from. Tags prove nothing by themselves, because anyone can put them on
 * another snapshot. They count only together with what only EC2 can set.
 */
public sealed interface Origin {

  /** A snapshot of the volume that its tags describe, or a pulled copy of one. */
  record Original(SetTags set, Member member) implements Origin {}

  /**
   * A snapshot that carries the tags of a set without being part of it: a copy of one of its
   * snapshots, or a snapshot of another volume.
   *
   * @param member the volume that a copy contains, if the tags leave only one possibility
   * @param reason why it is not part of the set
   */
  record Copy(SetTags set, Optional<Member> member, String reason) implements Origin {}

  /** Its tags describe no set: another tool created it, or the tags are damaged. */
  record Unknown() implements Origin {}

  /** The text with which the EC2 console begins the description of a copy. */
  String CONSOLES_COPY = "[Copied snap-";

  /** Recognizes a snapshot by its tags, volume id, transfer type and description. */
  static Origin of(Snapshot snapshot) {
    return of(snapshot, SetTags.read(snapshot.tags()));
  }

  /**
   * Recognizes a snapshot whose tags have already been read.
   *
   * @param read what the snapshot's tags say
   */
  static Origin of(Snapshot snapshot, Optional<SetTags> read) {
    if (read.isEmpty()) {
      return new Unknown();
    }
    SetTags set = read.get();
    Optional<Member> member = set.member(snapshot.volumeId());
    Optional<CopyOf> pulled = snapshot.copyOf();
    if (pulled.isPresent()) {
      return pulled(snapshot, set, member, pulled.get());
    }
    if (snapshot.transferType().isPresent()) {
      return copy(snapshot, set, "CopySnapshot created it");
    }
    if (snapshot.description().startsWith(CONSOLES_COPY)) {
      return copy(snapshot, set, "its description says that it is a copy");
    }
    // EC2 gives a copy an arbitrary volume id, for example vol-ffffffff.
    return member.isEmpty()
        ? copy(snapshot, set, "its tags describe a set without " + snapshot.volumeId())
        : new Original(set, member.get());
  }

  /** A copy that the pull workflow made is part of the set that it belongs to. */
  private static Origin pulled(
      Snapshot snapshot, SetTags set, Optional<Member> member, CopyOf copy) {
    Optional<String> objection =
        copy.objection(snapshot)
            .or(
                () ->
                    Optional.of("its description says that another tool created it")
                        .filter(words -> snapshot.description().startsWith(CONSOLES_COPY)))
            .or(
                () ->
                    member.filter(m -> m.settings().size() == snapshot.volumeSize()).isPresent()
                        ? Optional.empty()
                        : Optional.of(
                            "its tags describe a set without %s of %d GiB"
                                .formatted(snapshot.volumeId(), snapshot.volumeSize())));
    return objection.isPresent()
        ? copy(snapshot, set, objection.get())
        : new Original(set, member.orElseThrow());
  }

  private static Copy copy(Snapshot snapshot, SetTags set, String reason) {
    return new Copy(set, set.member(snapshot.volumeId()).or(() -> only(snapshot, set)), reason);
  }

  /** A copy has the size of the snapshot that it was copied from. */
  private static Optional<Member> only(Snapshot snapshot, SetTags set) {
    if (set.members().size() == 1) {
      return Optional.of(set.members().getFirst());
    }
    List<Member> ofThatSize =
        set.members().stream().filter(m -> m.settings().size() == snapshot.volumeSize()).toList();
    return ofThatSize.size() == 1 ? Optional.of(ofThatSize.getFirst()) : Optional.empty();
  }
}
