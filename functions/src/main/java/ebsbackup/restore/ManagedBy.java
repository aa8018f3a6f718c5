package ebsbackup.restore;

import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Volume;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tools that also manage an instance and its volumes, according to the tags, and what that
 * means for a restore.
 */
enum ManagedBy {
  TERRAFORM("Terraform") {
    @Override
    boolean shownBy(String key, String value) {
      String name = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
      String word = value.toLowerCase(Locale.ROOT);
      return TOOLS.stream()
          .anyMatch(
              tool ->
                  (name.startsWith(tool) && !NEGATIVE.contains(word))
                      || (MANAGERS.contains(name) && word.contains(tool)));
    }

    @Override
    String consequence(Placing placing) {
      return placing.replacesVolumes()
          ? "its next apply puts the replaced volumes back, or replaces the instance if the"
              + " instance declares them inline. First use the lines in the report's section"
              + " \"terraform\""
          : "its next apply replaces the instance if the instance declares ebs_block_device blocks."
              + " Detach the new volumes first";
    }
  },

  CLOUDFORMATION("a CloudFormation stack") {
    @Override
    boolean shownBy(String key, String value) {
      return Set.of(
              "aws:cloudformation:stack-name",
              "aws:cloudformation:stack-id",
              "aws:cloudformation:logical-id")
          .contains(key);
    }

    @Override
    String consequence(Placing placing) {
      return placing.replacesVolumes()
          ? "the stack still manages the replaced volumes and does not know the new ones. Before"
              + " its next update, follow docs/infrastructure-as-code.md"
          : "the stack does not know the new volumes. Detach them before an update that replaces"
              + " the instance";
    }
  },

  AUTO_SCALING_GROUP("an Auto Scaling group") {
    @Override
    boolean shownBy(String key, String value) {
      return key.equals("aws:autoscaling:groupName");
    }

    @Override
    String consequence(Placing placing) {
      return placing.stop()
          ? "the group terminates a stopped instance as unhealthy and launches another one. Put the"
              + " instance into standby first (aws autoscaling enter-standby)"
          : "an instance that the group launches in its place starts without the restored data."
              + " Protect the instance from scale-in, or put it into standby";
    }
  },

  KUBERNETES("a Kubernetes cluster") {
    @Override
    boolean shownBy(String key, String value) {
      return key.startsWith("kubernetes.io/cluster/")
          || Set.of(
                  "KubernetesCluster",
                  "ebs.csi.aws.com/cluster",
                  "kubernetes.io/created-for/pvc/name",
                  "eks:cluster-name",
                  "aws:eks:cluster-name")
              .contains(key);
    }

    @Override
    String consequence(Placing placing) {
      return placing.replacesVolumes()
          ? "a persistent volume has the replaced volume as its volumeHandle, so the cluster"
              + " attaches the replaced volume again. Stop the workload first. After the restore,"
              + " create a persistent volume with the id of the new volume"
          : "the cluster does not know the new volumes, which use up the node's attachments. Detach"
              + " them when you are done";
    }
  };

  /** OpenTofu and Terragrunt work with the same declarations. */
  private static final List<String> TOOLS = List.of("terraform", "opentofu", "terragrunt");

  /** Tag keys, reduced to letters and digits, whose value often names the tool. */
  private static final Set<String> MANAGERS =
      Set.of(
          "managedby",
          "manager",
          "management",
          "createdby",
          "createdwith",
          "creator",
          "provisioner",
          "provisionedby",
          "deployedby",
          "deployedwith",
          "maintainedby",
          "automation",
          "iac",
          "source",
          "tool",
          "tooling");

  private static final Set<String> NEGATIVE = Set.of("", "false", "no", "0");

  /**
   * Enough to show which resources are affected; an instance's tags often repeat on its volumes.
   */
  private static final int MAX_NAMED = 3;

  private final String who;

  ManagedBy(String who) {
    this.who = who;
  }

  abstract boolean shownBy(String key, String value);

  /** What will happen after the restore, and what to do about it. */
  abstract String consequence(Placing placing);

  /**
   * One warning for each manager of the instance or of a volume that the restore replaces.
   *
   * @param volumes the volumes of the instance, possibly among others
   */
  static List<String> warnings(Placing placing, Instance instance, Collection<Volume> volumes) {
    Map<String, Map<String, String>> tags = new LinkedHashMap<>();
    tags.put(instance.instanceId(), instance.tags());
    volumes.stream()
        .filter(volume -> placing.replaced().contains(volume.volumeId()))
        .forEach(volume -> tags.put(volume.volumeId(), volume.tags()));
    List<String> warnings = new ArrayList<>();
    for (ManagedBy manager : values()) {
      List<String> shown =
          tags.entrySet().stream()
              .filter(resource -> manager.manages(resource.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      if (!shown.isEmpty()) {
        warnings.add(
            "The tags of %s say that %s manages %s: %s."
                .formatted(
                    named(shown),
                    manager.who,
                    shown.size() == 1 ? "it" : "them",
                    manager.consequence(placing)));
      }
    }
    return warnings;
  }

  private boolean manages(Map<String, String> tags) {
    return tags.entrySet().stream().anyMatch(tag -> shownBy(tag.getKey(), tag.getValue()));
  }

  private static String named(List<String> ids) {
    String first = ids.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
    return ids.size() <= MAX_NAMED
        ? first
        : "%s and %d more".formatted(first, ids.size() - MAX_NAMED);
  }
}
