package ebsbackup.conformance.moto;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * What came of a story, line by line, in words that are the same in every account: names for ids,
 * no request ids, and lists in the order of these words, since the product orders them by id.
 */
final class Chronicle {
  private static final Pattern REQUEST_ID = Pattern.compile("\\(request [^)]*\\)");

  /** Terraform's id of an attachment: a checksum of ids. */
  private static final Pattern ATTACHMENT_ID = Pattern.compile("\\bvai-\\d+");

  private final Names names;
  private final Account account;
  private final List<String> lines = new ArrayList<>();

  Chronicle(Names names, Account account) {
    this.names = names;
    this.account = account;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  void ended(Execution execution) {
    tell(
        "execution",
        Map.of(
            "of",
            execution.machine().name() + " " + execution.name(),
            "status",
            execution.status() + " " + execution.error().orElse(""),
            "cause",
            execution.cause().map(Chronicle::cause).orElse(""),
            "output",
            execution.output().map(Json::parse).orElse("")));
    // In this order they were entered.
    execution.history().stream()
        .map(HistoryEvent::stateEnteredEventDetails)
        .filter(entered -> entered != null)
        .forEach(entered -> lines.add("entered " + entered.name()));
    execution.history().stream()
        .map(HistoryEvent::stateExitedEventDetails)
        .filter(exited -> exited != null && exited.name().startsWith("Report"))
        .forEach(exited -> tell("report", Json.parse(exited.output())));
  }

  /** Of a function's own error the stack is left out. */
  private static String cause(String cause) {
    if (cause.startsWith("{")) {
      Map<?, ?> error = (Map<?, ?>) Json.parse(cause);
      return error.get("errorType") + ": " + error.get("errorMessage");
    }
    return cause;
  }

  void message(String message) {
    tell("message", message);
  }

  void undelivered(List<String> events) {
    tell("undelivered", events);
  }

  void resources() {
    Ec2Client ec2 = account.ec2();
    List<Object> resources = new ArrayList<>();
    ec2.describeInstances(request -> {}).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .forEach(instance -> resources.add(seen(instance)));
    ec2.describeVolumes(request -> {}).volumes().forEach(volume -> resources.add(seen(volume)));
    ec2.describeSnapshots(request -> request.ownerIds("self"))
        .snapshots()
        .forEach(snapshot -> resources.add(seen(snapshot)));
    tell("resources", resources);
  }

  private static Map<String, Object> seen(Instance instance) {
    Map<String, Object> seen = new TreeMap<>();
    seen.put("instance", instance.instanceId());
    seen.put("state", instance.state().nameAsString());
    seen.put("zone", instance.placement().availabilityZone());
    seen.put("tags", tags(instance.tags()));
    instance
        .blockDeviceMappings()
        .forEach(
            mapping ->
                seen.put(
                    mapping.deviceName(),
                    "%s %s %s"
                        .formatted(
                            mapping.ebs().volumeId(),
                            mapping.ebs().statusAsString(),
                            mapping.ebs().deleteOnTermination())));
    return seen;
  }

  private Map<String, Object> seen(Volume volume) {
    Map<String, Object> seen = new TreeMap<>();
    seen.put("volume", volume.volumeId());
    seen.put("state", volume.stateAsString());
    seen.put("zone", volume.availabilityZone());
    seen.put("type", volume.volumeTypeAsString());
    seen.put("size", volume.size());
    seen.put("iops", volume.iops());
    seen.put("throughput", volume.throughput());
    seen.put("encrypted", volume.encrypted());
    if (volume.snapshotId() == null) {
      account.differs("no-snapshot-id");
    }
    seen.put("snapshot", volume.snapshotId() == null ? "" : volume.snapshotId());
    seen.put("created", volume.createTime().toString());
    seen.put("tags", tags(volume.tags()));
    seen.put(
        "attached",
        volume.attachments().stream()
            .map(a -> a.instanceId() + " " + a.device() + " " + a.stateAsString())
            .toList());
    return seen;
  }

  private static Map<String, Object> seen(Snapshot snapshot) {
    Map<String, Object> seen = new TreeMap<>();
    seen.put("snapshot", snapshot.snapshotId());
    seen.put("volume", snapshot.volumeId());
    seen.put("state", snapshot.stateAsString());
    seen.put("progress", snapshot.progress());
    seen.put("size", snapshot.volumeSize());
    seen.put("encrypted", snapshot.encrypted());
    seen.put("owner", snapshot.ownerId());
    seen.put("started", snapshot.startTime().toString());
    seen.put("description", snapshot.description());
    seen.put("tier", snapshot.storageTierAsString());
    seen.put("tags", tags(snapshot.tags()));
    return seen;
  }

  private static Map<String, Object> tags(List<Tag> tags) {
    Map<String, Object> map = new TreeMap<>();
    tags.forEach(tag -> map.put(tag.key(), tag.value()));
    return map;
  }

  private void tell(String heading, Object value) {
    lines.add(heading);
    Json.pretty(worded(value)).lines().forEach(lines::add);
  }

  private Object worded(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> worded = new TreeMap<>();
      map.forEach((key, member) -> worded.put(names.map((String) key), worded(member)));
      return worded;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(this::worded).sorted(Comparator.comparing(Json::print)).toList();
    }
    if (value instanceof String text) {
      String named = REQUEST_ID.matcher(names.map(text)).replaceAll("(request …)");
      return ATTACHMENT_ID.matcher(named).replaceAll("vai-…");
    }
    return value;
  }
}
