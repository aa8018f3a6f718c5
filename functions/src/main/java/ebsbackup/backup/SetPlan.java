package ebsbackup.backup;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Ec2Limits;
import ebsbackup.ebs.LostTags;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetDescription;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import ebsbackup.report.Quantity;
import ebsbackup.request.Plan;
import ebsbackup.request.ResourceIds;
import ebsbackup.request.Share;
import ebsbackup.targets.TakenVolumes;
import ebsbackup.targets.Target;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What to request from EC2 for one target. */
public sealed interface SetPlan {

  /** One {@code CreateSnapshots} call: a crash-consistent set of an instance's volumes. */
  record OfInstance(
      String instanceId,
      boolean excludeBootVolume,
      List<String> excludeDataVolumeIds,
      SetTags set,
      Map<String, String> tags,
      String description,
      List<String> leftOut,
      List<String> notCopied)
      implements SetPlan {

    /** The volumes of the set. */
    List<String> volumeIds() {
      return set.members().stream().map(Member::volumeId).toList();
    }
  }

  /** One {@code CreateSnapshot} call. */
  record OfVolume(
      String volumeId,
      SetTags set,
      Map<String, String> tags,
      String description,
      List<String> notCopied)
      implements SetPlan {}

  /** The plan excludes every volume of the target: there is nothing to do, and no problem. */
  record Nothing(List<String> leftOut) implements SetPlan {}

  /** The set cannot be created. */
  record Impossible(SetProblem problem) implements SetPlan {}

  /** The most data volumes that {@code CreateSnapshots} can leave out. */
  int MAX_EXCLUDED = Ec2Limits.VOLUMES_LEFT_OUT_OF_A_SET;

  /** The volumes to take snapshots of. */
  default List<String> volumesToTake() {
    return switch (this) {
      case OfInstance set -> set.volumeIds();
      case OfVolume set -> List.of(set.volumeId());
      case Nothing nothing -> List.of();
      case Impossible impossible -> List.of();
    };
  }

  /** The volumes of the target that the plan excludes. */
  default List<String> volumesLeftOut() {
    return switch (this) {
      case OfInstance set -> set.leftOut();
      case OfVolume set -> List.of();
      case Nothing nothing -> nothing.leftOut();
      case Impossible impossible -> List.of();
    };
  }

  /** The keys of tags that the plan wants on the snapshots but that are not copied. */
  default List<String> tagsNotCopied() {
    return switch (this) {
      case OfInstance set -> set.notCopied();
      case OfVolume set -> set.notCopied();
      case Nothing nothing -> List.of();
      case Impossible impossible -> List.of();
    };
  }

  /**
   * Decides for one target.
   *
   * @param volumes the volumes attached to the instance, or the volume itself if it exists
   */
  static SetPlan of(Target target, List<Volume> volumes, Plan plan, Run run) {
    return target.isVolume()
        ? ofVolume(target, volumes, plan, run)
        : ofInstance(target, volumes, plan, run);
  }

  private static SetPlan ofVolume(Target target, List<Volume> volumes, Plan plan, Run run) {
    Optional<Volume> found =
        volumes.stream().filter(v -> v.volumeId().equals(target.id())).findFirst();
    if (found.isEmpty()) {
      return impossible(target, "the volume does not exist", List.of(target.id()));
    }
    Volume volume = found.get();
    if (plan.exclude().matches(volume)) {
      return new Nothing(List.of(target.id()));
    }
    // EC2 lists several attachments in any order, and the set must not change with it.
    Optional<Attachment> attachment =
        volume.attachments().stream().min(Comparator.comparing(Attachment::holder));
    Member member = member(volume, attachment);
    SetTags set = new SetTags(plan.name(), run.id(), target.id(), List.of(member));
    Labels labels = Labels.of(plan, run, set);
    return new OfVolume(
        target.id(), set, tags(set, plan, labels), description(plan, run, set), labels.notCopied());
  }

  private static SetPlan ofInstance(Target target, List<Volume> volumes, Plan plan, Run run) {
    TakenVolumes chosen = TakenVolumes.of(target, volumes, plan);
    if (volumes.stream().allMatch(volume -> volume.attachmentTo(target.id()).isEmpty())) {
      // The plan is not the reason: the instance was terminated meanwhile, or has no EBS volume.
      return impossible(target, "no volume is attached to the instance", List.of());
    }
    List<Member> members =
        chosen.taken().stream()
            .map(taken -> member(taken.volume(), Optional.of(taken.attachment())))
            .sorted(Comparator.comparing(m -> m.device().orElse("")))
            .toList();
    if (members.isEmpty() && chosen.leftOut().isEmpty()) {
      // The instance was selected because of a volume that has been detached since.
      return impossible(
          target,
          "no volume that the plan selects is attached to the instance any more",
          List.of());
    }
    if (members.isEmpty()) {
      return new Nothing(chosen.leftOut());
    }
    List<String> ids = chosen.taken().stream().map(taken -> taken.volume().volumeId()).toList();
    if (chosen.excludedDataVolumes().size() > MAX_EXCLUDED) {
      return impossible(
          target,
          "%d data volumes are left out, but CreateSnapshots can exclude only %d"
              .formatted(chosen.excludedDataVolumes().size(), MAX_EXCLUDED),
          ids);
    }
    SetTags set = new SetTags(plan.name(), run.id(), target.id(), members);
    int free = set.freePlaces(plan.tags());
    if (free < 0) {
      return impossible(
          target,
          "the description of %s needs %s more than a snapshot can have"
              .formatted(Quantity.of(members.size(), "volume"), Quantity.of(-free, "tag")),
          ids);
    }
    Labels labels = Labels.of(plan, run, set);
    return new OfInstance(
        target.id(),
        chosen.excludeBootVolume(),
        chosen.excludedDataVolumes(),
        set,
        tags(set, plan, labels),
        description(plan, run, set),
        chosen.leftOut(),
        labels.notCopied());
  }

  private static Map<String, String> tags(SetTags set, Plan plan, Labels labels) {
    Map<String, String> all = new LinkedHashMap<>(plan.tags());
    all.putAll(labels.tags());
    Map<String, String> tags = set.toTags(all, plan.labels().copied()::names);
    plan.pruning().keepUntil().ifPresent(time -> tags.put(SetTags.KEEP_UNTIL, time.toString()));
    plan.share()
        .map(Share::accounts)
        .filter(accounts -> !accounts.isEmpty())
        .ifPresent(accounts -> tags.put(SetTags.SHARE_WITH, String.join(" ", accounts)));
    return tags;
  }

  private static Impossible impossible(Target target, String reason, List<String> volumes) {
    return new Impossible(new SetProblem(target.id(), reason, volumes));
  }

  private static Member member(Volume volume, Optional<Attachment> attachment) {
    return new Member(
        volume.volumeId(),
        attachment.flatMap(Attachment::device),
        volume.settings(),
        attachment.map(Attachment::deleteOnTermination).orElse(false),
        volume.tags(),
        Optional.of(LostTags.NONE),
        predecessor(volume));
  }

  /**
   * Returns the volume that is put back if the swap that created this volume is undone: the second
   * in the lineage, after the volume that was backed up, or that volume if there is no second.
   */
  private static Optional<String> predecessor(Volume volume) {
    List<String> ids =
        volume.tag(SetTags.LINEAGE).stream()
            .flatMap(lineage -> Stream.of(lineage.split(" ", -1)))
            .limit(2)
            .filter(id -> ResourceIds.VOLUME.matcher(id).matches())
            .toList();
    return ids.isEmpty() ? Optional.empty() : Optional.of(ids.getLast());
  }

  /** An account that the set is shared with sees the description, but no tags. */
  private static String description(Plan plan, Run run, SetTags set) {
    return plan.share().isPresent()
        ? SetDescription.write(set, run.occurrence(plan), plan.description())
        : plan.description().orElse("Backup %s of %s".formatted(plan.name(), set.source()));
  }
}
