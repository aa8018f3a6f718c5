package ebsbackup.restore;

import ebsbackup.ebs.Origin;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.VolumeSettings;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.VolumeLimits;
import ebsbackup.request.VolumeOverride;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The type, size and performance of a new volume: those of the old volume, with the changes that
 * the request makes. If the request changes nothing, no limit is checked: EC2 has already had such
 * a volume, and its limits may have grown since this release.
 *
 * @param settings the settings of the new volume
 * @param lowered what the old volume had and the new one cannot have, one sentence each
 */
record ChosenSettings(VolumeSettings settings, List<String> lowered) {

  /**
   * Chooses the settings.
   *
   * @param was the old volume's settings, if known
   * @param onOutpost whether the new volume is created on an Outpost
   * @throws RestoreRefusedException if fields of the request contradict each other; it names them
   */
  static ChosenSettings of(
      Snapshot snapshot, Optional<VolumeSettings> was, VolumeOverride override, boolean onOutpost) {
    String type =
        override
            .type()
            .or(() -> was.map(VolumeSettings::type))
            .orElseThrow(() -> new RestoreRefusedException(withoutType(snapshot)));
    return new Choice(snapshot, was, override, type).made(onOutpost);
  }

  private static String withoutType(Snapshot snapshot) {
    return Origin.of(snapshot) instanceof Origin.Copy copy
        ? "%s is not a snapshot of its set (%s), and its tags do not say which of %d volumes it holds:"
                .formatted(snapshot.snapshotId(), copy.reason(), copy.set().members().size())
            + " specify volume.type"
        : "%s has no readable tags with its volume's type, and %s no longer exists: specify volume.type"
            .formatted(snapshot.snapshotId(), snapshot.volumeId());
  }

  private static final class Choice {
    private final String snapshotId;
    private final VolumeOverride override;
    private final String type;
    private final Optional<VolumeLimits> limits;

    /** The old volume's settings if it has the same type: numbers for another type may not fit. */
    private final Optional<VolumeSettings> same;

    private final Optional<VolumeSettings> was;
    private final boolean changed;
    private final int size;
    private final List<String> lowered = new ArrayList<>();

    Choice(Snapshot snapshot, Optional<VolumeSettings> was, VolumeOverride override, String type) {
      this.snapshotId = snapshot.snapshotId();
      this.override = override;
      this.type = type;
      this.was = was;
      limits = VolumeLimits.of(type);
      same = was.filter(settings -> settings.type().equals(type));
      changed = override.changesPerformance();
      size = size(snapshot.volumeSize(), was);
    }

    ChosenSettings made(boolean onOutpost) {
      if (!onOutpost && was.filter(VolumeSettings::onOutpost).isPresent()) {
        lowered.add(
            "the volume of %s was on an Outpost; the new one is in the Region"
                .formatted(snapshotId));
      }
      Optional<Integer> iops = iops();
      Optional<Integer> throughput = throughput(iops);
      return new ChosenSettings(
          new VolumeSettings(type, size, iops, throughput, multiAttach(), onOutpost), lowered);
    }

    private boolean multiAttach() {
      boolean had = was.filter(VolumeSettings::multiAttach).isPresent();
      boolean can = limits.filter(VolumeLimits::multiAttach).isPresent();
      if (had && !can) {
        lowered.add(
            "the volume of %s had Multi-Attach enabled; a volume of type %s can be attached to only one instance"
                .formatted(snapshotId, type));
      }
      return had && can;
    }

    private int size(int least, Optional<VolumeSettings> was) {
      if (override.size().isPresent() && override.size().get() < least) {
        throw new RestoreRefusedException(
            "volume.size is %d GiB, but %s needs at least %d GiB"
                .formatted(override.size().get(), snapshotId, least));
      }
      int chosen =
          override
              .size()
              .orElseGet(() -> Math.max(least, was.map(VolumeSettings::size).orElse(least)));
      if (changed && limits.isPresent()) {
        int lowest = limits.get().leastGib();
        int highest = limits.get().mostGib();
        if (chosen < lowest || chosen > highest) {
          throw new RestoreRefusedException(
              (override.size().isPresent()
                      ? "volume.size is %d GiB for %s, but a volume of type %s (volume.type) can have %d to %d GiB"
                      : "%d GiB, the size of the volume of %s, is not allowed for type %s (%d to %d GiB):"
                          + " specify volume.size or another volume.type")
                  .formatted(chosen, snapshotId, type, lowest, highest));
        }
      }
      return chosen;
    }

    private Optional<Integer> iops() {
      Optional<VolumeLimits.Iops> range = limits.flatMap(VolumeLimits::iops);
      if (range.isEmpty()) {
        override
            .iops()
            .ifPresent(
                named -> {
                  throw new RestoreRefusedException(
                      "volume.iops is %d, but IOPS cannot be set for %s (volume.type) of %s"
                          .formatted(named, type, snapshotId));
                });
        return Optional.empty();
      }
      int most = range.get().most(size);
      if (override.iops().isPresent()) {
        int named = override.iops().get();
        if (named < range.get().least() || named > most) {
          throw new RestoreRefusedException(
              "volume.iops is %d, but a volume of type %s with %d GiB (volume.size) can have %d to %d IOPS"
                  .formatted(named, type, size, range.get().least(), most));
        }
        return override.iops();
      }
      Optional<Integer> remembered = same.flatMap(VolumeSettings::iops);
      if (remembered.isEmpty() && range.get().included().isEmpty()) {
        throw new RestoreRefusedException(
            "the volume of type %s for %s needs IOPS: specify volume.iops"
                .formatted(type, snapshotId));
      }
      return remembered.map(had -> fitting("IOPS", had, most, size + " GiB"));
    }

    private Optional<Integer> throughput(Optional<Integer> iops) {
      Optional<VolumeLimits.Throughput> range = limits.flatMap(VolumeLimits::throughput);
      if (range.isEmpty()) {
        override
            .throughput()
            .ifPresent(
                named -> {
                  throw new RestoreRefusedException(
                      "volume.throughput is %d, but throughput cannot be set for %s (volume.type) of %s"
                          .formatted(named, type, snapshotId));
                });
        return Optional.empty();
      }
      int carrying =
          iops.or(() -> limits.flatMap(VolumeLimits::iops).flatMap(VolumeLimits.Iops::included))
              .orElse(0);
      int most = range.get().most(carrying);
      if (override.throughput().isPresent()) {
        int named = override.throughput().get();
        // VolumeOverride has refused less than any type has.
        if (named > most) {
          throw new RestoreRefusedException(
              ("volume.throughput is %d, but a volume of type %s with %d IOPS (volume.iops) can have %d to %d"
                      + " MiB/s")
                  .formatted(named, type, carrying, range.get().least(), most));
        }
        return override.throughput();
      }
      return same.flatMap(VolumeSettings::throughput)
          .map(had -> fitting("MiB/s of throughput", had, most, carrying + " IOPS"));
    }

    /** Returns the remembered number, or the highest one that the request's changes allow. */
    private int fitting(String what, int had, int most, String limitedBy) {
      if (!changed || had <= most) {
        return had;
      }
      lowered.add(
          "the volume of %s had %d %s; with %s it gets %d"
              .formatted(snapshotId, had, what, limitedBy, most));
      return most;
    }
  }
}
