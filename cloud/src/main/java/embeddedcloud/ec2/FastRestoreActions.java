package embeddedcloud.ec2;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoreSuccessItem;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoresRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoresResponse;
import software.amazon.awssdk.services.ec2.model.FastSnapshotRestoreStateCode;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * DescribeFastSnapshotRestores: the snapshots and Availability Zones for which fast snapshot
 * restore is enabled.
 */
final class FastRestoreActions {
  private final Account account;
  private final Set<Enabled> enabled = new LinkedHashSet<>();

  FastRestoreActions(Account account) {
    this.account = account;
  }

  private record Enabled(String snapshotId, String zone) {}

  void enable(String snapshotId, String zone) {
    enabled.add(new Enabled(snapshotId, zone));
  }

  boolean isEnabled(String snapshotId, String zone) {
    return enabled.contains(new Enabled(snapshotId, zone));
  }

  /** All snapshots and Availability Zones for which it is enabled. */
  List<DescribeFastSnapshotRestoreSuccessItem> all() {
    return enabled.stream().map(this::item).toList();
  }

  DescribeFastSnapshotRestoresResponse describe(DescribeFastSnapshotRestoresRequest request) {
    Predicate<Enabled> accepted = item -> true;
    for (Filter filter : request.filters()) {
      accepted = accepted.and(item -> filter.values().contains(value(item, filter.name())));
    }
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeFastSnapshotRestoresResponse.builder()
        .fastSnapshotRestores(enabled.stream().filter(accepted).map(this::item).toList())
        .build();
  }

  private static String value(Enabled item, String filter) {
    return switch (filter) {
      case "snapshot-id" -> item.snapshotId();
      case "availability-zone" -> item.zone();
      case "state" -> FastSnapshotRestoreStateCode.ENABLED.toString();
      default -> throw Ec2Errors.badValue("The filter '%s' is invalid", filter);
    };
  }

  private DescribeFastSnapshotRestoreSuccessItem item(Enabled item) {
    return DescribeFastSnapshotRestoreSuccessItem.builder()
        .snapshotId(item.snapshotId())
        .availabilityZone(item.zone())
        .state(FastSnapshotRestoreStateCode.ENABLED)
        .ownerId(account.settings.accountId())
        .build();
  }
}
