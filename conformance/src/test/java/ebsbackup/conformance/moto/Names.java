package ebsbackup.conformance.moto;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

/** A story's words for resources, since their ids differ from account to account. */
final class Names {
  private static final Pattern ID = Pattern.compile("\\b(i|vol|snap|ami)-[0-9a-f]{8,17}\\b");

  /** The tag {@code ebs-backup:volume} has the ids of volumes without their prefix. */
  private static final Pattern BARE_VOLUME_ID = Pattern.compile("(?<![-\\w])[0-9a-f]{17}\\b");

  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Integer> made = new HashMap<>();

  void give(String id, String name) {
    names.put(id, name);
  }

  String id(String name) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nothing is called " + name));
  }

  /** {@code ${name}} becomes the id. */
  String fill(String text) {
    return Pattern.compile("\\$\\{([^}]+)}")
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(id(found.group(1))));
  }

  /** Ids become names. */
  String map(String text) {
    String prefixed = BARE_VOLUME_ID.matcher(text).replaceAll("vol-$0");
    return ID.matcher(prefixed)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    names.getOrDefault(found.group(), "an unknown " + found.group(1))));
  }

  /** Names what the workflows have made since: snapshots after volumes, volumes after snapshots. */
  void discover(Ec2Client ec2) {
    nameVolumes(ec2);
    List<Snapshot> snapshots =
        ec2.describeSnapshots(request -> request.ownerIds("self")).snapshots().stream()
            .filter(snapshot -> !names.containsKey(snapshot.snapshotId()))
            .sorted(
                Comparator.comparing(Snapshot::startTime)
                    .thenComparing(snapshot -> map(snapshot.volumeId())))
            .toList();
    for (Snapshot snapshot : snapshots) {
      give(snapshot.snapshotId(), next("snapshot of " + map(snapshot.volumeId())));
    }
    nameVolumes(ec2);
  }

  private void nameVolumes(Ec2Client ec2) {
    List<Volume> volumes =
        ec2.describeVolumes(request -> {}).volumes().stream()
            .filter(volume -> !names.containsKey(volume.volumeId()))
            .filter(volume -> names.containsKey(String.valueOf(volume.snapshotId())))
            .sorted(Comparator.comparing(volume -> map(volume.snapshotId())))
            .toList();
    for (Volume volume : volumes) {
      give(volume.volumeId(), next("volume of (" + map(volume.snapshotId()) + ")"));
    }
  }

  private String next(String name) {
    int number = made.merge(name, 1, Integer::sum);
    return number == 1 ? name : name + " no. " + number;
  }
}
