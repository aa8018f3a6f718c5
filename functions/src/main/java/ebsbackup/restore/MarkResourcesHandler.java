package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.TagWriter;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Origin;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.TagBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * "Mark Resources": marks the snapshots that are being restored, so prune does not delete them, and
 * the volumes that are being replaced, because no step may detach a volume without the mark.
 * Snapshots that belong to no set are not marked: prune never deletes them. A snapshot without room
 * for the mark is not marked either. A volume without room loses one tag until the restore ends.
 */
public final class MarkResourcesHandler
    implements RequestHandler<MarkResourcesHandler.Input, MarkResourcesHandler.Output> {

  private final SnapshotReader snapshots;
  private final TagWriter tags;

  public MarkResourcesHandler() {
    this(Wiring.fromEnvironment());
  }

  public MarkResourcesHandler(Wiring wiring) {
    snapshots = wiring.snapshots();
    tags = wiring.tagWriter();
  }

  /** The step's input. */
  public record Input(RestorePlan plan) {}

  /** The resources that carry the mark. */
  public record Output(List<String> marked, String mark) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    RestorePlan plan = input.plan();
    List<String> ids = new ArrayList<>();
    snapshots.byIds(plan.volumes().stream().map(PlannedVolume::snapshotId).toList()).stream()
        .filter(snapshot -> Origin.of(snapshot) instanceof Origin.Original)
        .filter(snapshot -> TagBudget.hasPlace(snapshot.tags().keySet(), SetTags.RESTORING))
        .map(Snapshot::snapshotId)
        .forEach(ids::add);
    plan.placing().ifPresent(placing -> ids.addAll(placing.replaced()));
    plan.placing().stream().flatMap(placing -> placing.setAside().stream()).forEach(this::makeRoom);
    if (!ids.isEmpty()) {
      tags.put(ids, Map.of(SetTags.RESTORING, plan.mark()));
    }
    return new Output(ids, plan.mark());
  }

  /**
   * Removes the tag only if its value is unchanged: a tag that was changed since the plan was made
   * stays, and marking fails.
   */
  private void makeRoom(Placing.Replaced old) {
    old.aside().ifPresent(tag -> tags.remove(List.of(old.volumeId()), tag.key(), tag.value()));
  }
}
