package ebsbackup.verify;

import ebsbackup.aws.ManifestStore;
import ebsbackup.aws.Wiring;
import ebsbackup.blocks.UnreadableException;
import ebsbackup.ebs.CopyOf;
import ebsbackup.ebs.ManifestRoot;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.ebs.TagBudget;
import ebsbackup.ebs.Verification;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.failure.RefusedException;
import ebsbackup.manifest.ComparedParts;
import ebsbackup.manifest.Manifest;
import ebsbackup.manifest.ManifestParts;
import ebsbackup.request.KmsKeyName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the manifest of a copy with the manifest of the original, which the source has stored.
 * The tags of a shared snapshot are not visible to other accounts, so this class reads the objects.
 */
final class CopyComparer {
  private final Wiring wiring;

  CopyComparer(Wiring wiring) {
    this.wiring = wiring;
  }

  /**
   * Compares a copy and records the manifest of its original. If the copy differs, its set becomes
   * damaged.
   *
   * @param plan the plan of the copy
   * @throws AwsCallException if another attempt can succeed
   */
  HashStep compare(DueManifest due, String original, String plan) {
    Optional<Snapshot> copy =
        wiring.snapshots().byIds(List.of(due.snapshotId())).stream().findFirst();
    if (copy.isEmpty()) {
      return new HashStep.Gone();
    }
    Optional<ManifestRoot> tag = ManifestRoot.of(copy.get());
    if (tag.isEmpty()) {
      return unknown(due, original, "the copy no longer has a manifest");
    }
    try {
      ComparedParts found =
          ComparedParts.of(
              stored(due.snapshotId(), wiring.manifests()),
              stored(original, wiring.sourceManifests()));
      CopyLine line = CopyLine.of(due, original, tag.get(), found);
      return new HashStep.Compared(recorded(line, copy.get(), plan, found.other()));
    } catch (UnreadableException | InvalidInputException e) {
      return unknown(due, original, String.valueOf(e.getMessage()));
    } catch (RefusedException | AccessDeniedException e) {
      // S3 denies access to a missing object if the caller has no permission to list the bucket.
      return unknown(
          due,
          original,
          "the manifest of %s cannot be read: %s".formatted(original, e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HashStep unknown(DueManifest due, String original, String reason) {
    return new HashStep.Compared(CopyLine.unknown(due, original, reason));
  }

  private static ComparedParts.Stored stored(String snapshotId, ManifestStore store) {
    return new ComparedParts.Stored(new ManifestParts(snapshotId), store::get);
  }

  /** Records the verdict first: a copy that counts as compared then always has its verdict. */
  private CopyLine recorded(CopyLine line, Snapshot copy, String plan, Manifest.End original) {
    if (!line.equal() && !line.different()) {
      return line;
    }
    try {
      Instant now = wiring.clock().instant();
      if (line.different()) {
        damaged(copy, plan, Verification.of("damaged", now, line.evidence()));
      }
      if (!TagBudget.hasSparePlace(copy.tags().keySet(), SetTags.SOURCE_MANIFEST)) {
        return line.plusNote(
            "no room for a tag to record this, so the copy will be compared again");
      }
      ManifestRoot root = new ManifestRoot(original.sha256(), original.blocks(), now);
      wiring
          .tagWriter()
          .put(List.of(copy.snapshotId()), Map.of(SetTags.SOURCE_MANIFEST, root.text()));
    } catch (RefusedException | AccessDeniedException e) {
      return line.plusNote("this could not be recorded: " + e.getMessage());
    }
    return line.different() ? line.plusNote(commands(copy, line.original())) : line;
  }

  /** Records the verdict, unless a person has decided or still has to decide on an earlier one. */
  private void damaged(Snapshot copy, String plan, Verification verdict) {
    List<Snapshot> set = ofSameSet(copy, plan);
    if (set.stream()
        .flatMap(each -> Verification.of(each).stream())
        .noneMatch(each -> each.alarming() || each.decided())) {
      wiring
          .tagWriter()
          .put(
              set.stream().map(Snapshot::snapshotId).toList(),
              Map.of(SetTags.VERIFIED, verdict.text()));
    }
  }

  private List<Snapshot> ofSameSet(Snapshot copy, String plan) {
    SetTags tags = SetTags.read(copy.tags()).orElseThrow();
    SetRef set = new SetRef(tags.source(), tags.run(), copy.startTime());
    return SnapshotSets.of(wiring.snapshots().ofSets(plan, List.of(set))).sets().stream()
        .map(SnapshotSet::snapshots)
        .filter(each -> each.stream().anyMatch(s -> s.snapshotId().equals(copy.snapshotId())))
        .findFirst()
        .orElse(List.of(copy));
  }

  private String commands(Snapshot copy, String original) {
    String command = "./ebs-backup manifest --snapshot %s --stored-in %s --region %s --out %s";
    CopyOf of = copy.copyOf().orElseThrow();
    return "to list all: %s; %s; ./ebs-backup compare original.txt copy.txt"
        .formatted(
            command.formatted(
                original, wiring.sourceManifests().bucket(), of.region(), "original.txt"),
            command.formatted(
                copy.snapshotId(),
                wiring.manifests().bucket(),
                KmsKeyName.region(of.kmsKeyArn()).orElse("REGION"),
                "copy.txt"));
  }
}
