package ebsbackup.restore;

import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Place;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.TagBudget;
import ebsbackup.ebs.Verification;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.Initialization;
import ebsbackup.request.RestoreMode;
import ebsbackup.request.RestoreRequest;
import ebsbackup.restore.RestorePlan.Check;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides everything that a restore will do, or refuses it. It is pure: {@link FactReader} looks up
 * the facts that it needs.
 */
final class RestorePlanner {
  private final RestoreRequest request;
  private final ChosenSnapshots chosen;
  private final RestoreFacts facts;
  private final InstanceVolumes volumes;
  private final List<Check> checks = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private RestorePlanner(RestoreRequest request, RestoreFacts facts) {
    this.request = request;
    this.chosen = facts.chosen();
    volumes = new InstanceVolumes(facts.instance().instanceId(), facts.volumes());
    this.facts = facts;
  }

  /** The execution that runs the restore. */
  record Asker(String executionArn, String executionName, Instant startTime) {
    Place place() {
      return Place.ofArn(executionArn);
    }
  }

  /**
   * Decides the plan.
   *
   * @param now used for the age of the chosen set
   * @throws RestoreRefusedException if something prevents the restore; it says what
   */
  static RestorePlan plan(RestoreRequest request, Asker asker, RestoreFacts facts, Instant now) {
    return new RestorePlanner(request, facts).plan(asker, now);
  }

  private RestorePlan plan(Asker asker, Instant now) {
    Instance instance = facts.instance();
    checkInstance();
    checkOthers(asker);
    List<BackedUpVolume> sources = chosen.snapshots().stream().map(this::source).toList();
    Map<String, Seat> seats = seats(sources);
    KeyDecision keys = new KeyDecision(asker.place(), request.volume(), facts.keys());
    List<PlannedVolume> planned =
        sources.stream()
            .map(
                source ->
                    planned(source, Optional.ofNullable(seats.get(source.snapshotId())), keys))
            .toList();
    check("snapshots", "%d completed, none archived".formatted(planned.size()));
    Optional<Placing> placing =
        request.mode() == RestoreMode.CREATE
            ? Optional.empty()
            : Optional.of(
                new PlacingDecision(request, instance, volumes)
                    .decide(planned, seats)
                    .makingRoom(facts.volumes()));
    placing.ifPresent(
        place ->
            warnings.addAll(new PlacingLimits(request.source(), instance).check(planned, place)));
    placing.ifPresent(place -> warnings.addAll(place.tagWarnings()));
    warnFullSnapshots();
    warnAlarmingSnapshots();
    placing.stream()
        .flatMap(place -> place.assignments().stream())
        .forEach(
            assignment ->
                check(
                    assignment.device(),
                    assignment.replaces().map(old -> "has " + old.volumeId()).orElse("is free")));
    placing.ifPresent(
        place -> warnings.addAll(ManagedBy.warnings(place, instance, facts.volumes().values())));
    placing.ifPresent(place -> checkKeysOfTheInstance(place, keys));
    keys.usable().forEach(key -> check("key", key + " is Enabled"));
    warnings.addAll(keys.warnings());
    checkHealthCheck(placing);
    checkFastRestore();
    return new RestorePlan(
        // Names can be used again after 90 days, and in other stacks. The time makes the id unique.
        asker.executionName() + "@" + asker.startTime(),
        asker.executionArn(),
        instance.instanceId(),
        instance.availabilityZone(),
        instance.kind().outpostArn(),
        asker.startTime(),
        asker.startTime().plus(request.deadline()),
        chosen.point().map(point -> RestorePlan.Point.of(point, now)),
        request.owner(),
        planned,
        request.mode(),
        request.dryRun(),
        request.keepOnFailure(),
        request.initialization(),
        request
            .initialization()
            .estimate(chosen.snapshots().stream().map(Snapshot::volumeSize).toList()),
        placing,
        request.safetySnapshot() && placing.filter(Placing::replacesVolumes).isPresent(),
        request.healthCheck().isPresent()
            || (request.mode() == RestoreMode.SWAP && placing.filter(Placing::running).isPresent()),
        request.healthCheck(),
        checks,
        SimilarWarnings.merged(warnings));
  }

  private void check(String what, String found) {
    checks.add(new Check(what, found));
  }

  private void checkInstance() {
    Instance instance = facts.instance();
    if (instance.gone()) {
      throw new RestoreRefusedException(instance.instanceId() + " is " + instance.state());
    }
    check("instance", instance.instanceId() + " is " + instance.state());
    if (!request.source().equals(instance.instanceId())) {
      check("source", "the backups of " + request.backedUp());
    }
    request.owner().ifPresent(this::warnOfOwner);
  }

  private void warnOfOwner(String owner) {
    warnings.add(
        ("%s shares the snapshots: the tags of the volumes and the verdicts of verifications are"
                + " not visible, and %s can delete the snapshots or stop sharing them at any time")
            .formatted(owner, owner));
  }

  /** A dry run writes nothing, so it does not conflict with other restores. */
  private void checkOthers(Asker asker) {
    if (!request.dryRun()) {
      String instanceId = request.instanceId();
      OtherRestore.refuseIfAnotherRuns(
          instanceId, asker.executionArn(), asker.startTime(), facts.others());
      check("other restores", "none of " + instanceId);
    }
  }

  /** A snapshot by another tool is restored with the settings of its volume, while that exists. */
  private BackedUpVolume source(Snapshot snapshot) {
    return new BackedUpVolume(
        snapshot,
        PlannedVolume.remembered(snapshot)
            .or(
                () ->
                    volumes
                        .get(snapshot.volumeId())
                        .map(volume -> VolumeProfile.of(volume, request.source())))
            .or(() -> PlannedVolume.rememberedByCopy(snapshot)));
  }

  private Map<String, Seat> seats(List<BackedUpVolume> sources) {
    if (request.mode() != RestoreMode.SWAP) {
      return Map.of();
    }
    SwapDecision decision = new SwapDecision(request, facts.instance(), volumes);
    Map<String, Seat> seats = decision.decide(sources);
    warnings.addAll(decision.warnings());
    return seats;
  }

  /**
   * A volume that continues the one that was backed up gets that volume's current settings. Any
   * other gets the settings from the time of the backup.
   */
  private PlannedVolume planned(BackedUpVolume source, Optional<Seat> seat, KeyDecision keys) {
    Snapshot snapshot = source.snapshot();
    checkOutpost(snapshot);
    Optional<VolumeProfile> like =
        seat.flatMap(Seat::model)
            .map(volume -> VolumeProfile.of(volume, facts.instance().instanceId()))
            .or(source::was);
    RestoredTags tags =
        RestoredTags.of(snapshot, like, volumes.get(snapshot.volumeId()), request.volume());
    warnings.addAll(tags.warnings());
    return PlannedVolume.of(
        snapshot,
        like,
        request.volume(),
        keys.of(snapshot),
        tags,
        seat.map(Seat::lineage).orElse(List.of()),
        facts.instance().kind().outpostArn().isPresent(),
        warnings::add);
  }

  /** From a snapshot that is stored on an Outpost, EC2 can create volumes only on that Outpost. */
  private void checkOutpost(Snapshot snapshot) {
    Instance instance = facts.instance();
    snapshot
        .outpostArn()
        .filter(outpost -> !instance.kind().outpostArn().equals(Optional.of(outpost)))
        .ifPresent(
            outpost -> {
              throw new RestoreRefusedException(
                  "%s is stored on %s, so a volume can be created from it only there, but %s is %s"
                      .formatted(
                          snapshot.snapshotId(),
                          outpost,
                          instance.instanceId(),
                          instance.kind().outpostArn().map("on "::concat).orElse("in the Region")));
            });
  }

  /** A snapshot without room gets no mark, so nothing keeps a prune from deleting it meanwhile. */
  private void warnFullSnapshots() {
    List<String> full =
        chosen.snapshots().stream()
            .filter(snapshot -> !TagBudget.hasPlace(snapshot.tags().keySet(), SetTags.RESTORING))
            .map(Snapshot::snapshotId)
            .toList();
    if (!full.isEmpty()) {
      warnings.add(
          "%s cannot be added to %s because of the limit of %d tags: do not prune before the restore has ended"
              .formatted(SetTags.RESTORING, String.join(", ", full), TagBudget.MAX_TAGS));
    }
  }

  /** Such snapshots are chosen only if the request names their run or their ids. */
  private void warnAlarmingSnapshots() {
    for (Snapshot snapshot : chosen.snapshots()) {
      Verification.of(snapshot)
          .filter(Verification::alarming)
          .ifPresent(
              verdict ->
                  warnings.add(
                      "%s belongs to a set that was verified as %s"
                          .formatted(snapshot.snapshotId(), verdict.text())));
    }
  }

  /** Starting the instance requires the keys of all its volumes, not only of the restored ones. */
  private void checkKeysOfTheInstance(Placing placing, KeyDecision keys) {
    for (Volume volume : facts.volumes().values()) {
      if (placing.replaced().contains(volume.volumeId())) {
        keys.checkReplaced(volume);
      } else if (placing.stop() && volume.attachmentTo(facts.instance().instanceId()).isPresent()) {
        keys.checkStaying(volume);
      }
    }
  }

  private void checkHealthCheck(Optional<Placing> placing) {
    if (request.healthCheck().isEmpty()) {
      return;
    }
    if (placing.filter(Placing::running).isEmpty()) {
      throw new RestoreRefusedException(
          "healthCheck needs a running instance, but %s is stopped"
              .formatted(request.instanceId()));
    }
    check("health check", request.healthCheck().get().document());
  }

  private void checkFastRestore() {
    if (request.initialization().way() != Initialization.Way.FAST_SNAPSHOT_RESTORE) {
      return;
    }
    String zone = facts.instance().availabilityZone();
    for (String id : chosen.snapshotIds()) {
      if (!facts.fastRestored().contains(id)) {
        throw new RestoreRefusedException(
            "initialization is \"fsr\", but fast snapshot restore is not enabled for %s in %s"
                .formatted(id, zone));
      }
    }
    check("fast snapshot restore", "enabled in " + zone);
  }
}
