package ebsbackup.status;

import ebsbackup.aws.Wiring;
import ebsbackup.backup.BackupProgress;
import ebsbackup.backup.Run;
import ebsbackup.backup.SelectTargetsHandler;
import ebsbackup.backup.SetPlan;
import ebsbackup.backup.Target;
import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.Volume;
import ebsbackup.json.Json;
import ebsbackup.prune.PlanDecisions;
import ebsbackup.request.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an account, with describe calls only, and asks the product's own steps about its plans. */
public final class FleetReader {
  private final Wiring wiring;

  public FleetReader(Wiring wiring) {
    this.wiring = wiring;
  }

  /** All of the account's instances, volumes and snapshots. */
  public Fleet read() {
    return new Fleet(
        wiring.clock().instant(),
        wiring.instances().all(),
        wiring.volumes().all(),
        wiring.snapshots().all(),
        wiring.snapshotHolds().images().keySet());
  }

  /** What the plan selects now, decided by the steps of the backup. */
  public KnownPlan known(Plan plan, Fleet fleet) {
    Map<String, List<Volume>> volumes = new HashMap<>();
    for (Volume volume : fleet.volumes()) {
      volumes.put(volume.volumeId(), List.of(volume));
    }
    for (Volume volume : fleet.volumes()) {
      volume.attachments().stream()
          .filter(Attachment::present)
          .flatMap(attachment -> attachment.instanceId().stream())
          .distinct()
          .forEach(id -> volumes.computeIfAbsent(id, i -> new ArrayList<>()).add(volume));
    }
    Run run =
        new Run(
            plan.runId("status", fleet.now()),
            plan.name(),
            fleet.now(),
            fleet.now().plus(plan.deadline()));
    return new KnownPlan(
        plan,
        targets(plan).stream()
            .map(
                target ->
                    source(
                        target.id(),
                        SetPlan.of(
                            target, volumes.getOrDefault(target.id(), List.of()), plan, run)))
            .toList());
  }

  private List<Target> targets(Plan plan) {
    SelectTargetsHandler step = new SelectTargetsHandler(wiring);
    BackupProgress nothingDone = new Json().read("{}", BackupProgress.class);
    List<Target> targets = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      SelectTargetsHandler.Output page =
          step.handleRequest(new SelectTargetsHandler.Input(plan, cursor, nothingDone), null);
      targets.addAll(page.targets());
      cursor = page.cursor();
    } while (cursor.isPresent());
    return targets;
  }

  private static KnownPlan.Source source(String id, SetPlan set) {
    return switch (set) {
      case SetPlan.OfInstance of ->
          new KnownPlan.Source(id, ids(of.set().members()), of.leftOut(), Optional.empty());
      case SetPlan.OfVolume of ->
          new KnownPlan.Source(id, List.of(of.volumeId()), List.of(), Optional.empty());
      case SetPlan.Nothing nothing ->
          new KnownPlan.Source(id, List.of(), nothing.leftOut(), Optional.empty());
      case SetPlan.Impossible impossible ->
          new KnownPlan.Source(
              id, List.of(), List.of(), Optional.of(impossible.problem().reason()));
    };
  }

  private static List<String> ids(List<Member> members) {
    return members.stream().map(Member::volumeId).toList();
  }

  /** What a prune of the plan would do now, decided by the step of the prune. */
  public PrunePreview preview(Plan plan) {
    return PrunePreview.of(plan, new PlanDecisions(wiring).of(plan).decisions());
  }
}
