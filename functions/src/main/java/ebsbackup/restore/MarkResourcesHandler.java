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
 * "Mark Resources": marks the snapshots that are being restored, so that prune leaves them alone,
 * and the volumes that are being replaced, since no step may detach a volume without the mark.
 * Snapshots that belong to no set stay untouched: prune never deletes them. A snapshot without room
 * for the mark is not marked. A volume without room gives up a tag until the restore ends.
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

  /** What carries the mark. */
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

  /** By its value too: a tag that was changed since the plan was made stays, and the mark fails. */
  private void makeRoom(Placing.Replaced old) {
    old.aside().ifPresent(tag -> tags.remove(List.of(old.volumeId()), tag.key(), tag.value()));
  }
}
