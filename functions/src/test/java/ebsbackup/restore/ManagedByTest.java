package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Volume;
import ebsbackup.ebs.VolumeSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagedByTest {
  private static final String ON_INSTANCE = "The tags of i-1 say that ";

  @ParameterizedTest
  @CsvSource({
    "Terraform, true, Terraform",
    "terraform, yes, Terraform",
    "terraform:workspace, prod, Terraform",
    "terraform_module, network, Terraform",
    "ManagedBy, Terraform, Terraform",
    "managed-by, terraform, Terraform",
    "managed_by, opentofu, Terraform",
    "Managed By, Terraform Cloud, Terraform",
    "CreatedBy, terraform, Terraform",
    "Provisioner, Terraform, Terraform",
    "IaC, terragrunt, Terraform",
    "aws:cloudformation:stack-name, web, a CloudFormation stack",
    "aws:cloudformation:stack-id, arn, a CloudFormation stack",
    "aws:cloudformation:logical-id, Web, a CloudFormation stack",
    "aws:autoscaling:groupName, web, an Auto Scaling group",
    "kubernetes.io/cluster/prod, owned, a Kubernetes cluster",
    "KubernetesCluster, prod, a Kubernetes cluster",
    "ebs.csi.aws.com/cluster, true, a Kubernetes cluster",
    "kubernetes.io/created-for/pvc/name, data, a Kubernetes cluster",
    "eks:cluster-name, prod, a Kubernetes cluster",
    "aws:eks:cluster-name, prod, a Kubernetes cluster"
  })
  void warnings_knowTheUsualTags(String key, String value, String manager) {
    assertThat(onInstance(swap(false), Map.of(key, value)))
        .singleElement()
        .asString()
        .startsWith(ON_INSTANCE + manager + " manages it: ");
  }

  @ParameterizedTest
  @CsvSource({
    "Terraform, false",
    "terraform, no",
    "Name, terraform runner",
    "ManagedBy, hand",
    "Backup, daily",
    "kubernetes, no cluster here",
    "aws:ec2launchtemplate:id, lt-1"
  })
  void warnings_ignoreOtherTags(String key, String value) {
    assertThat(onInstance(swap(false), Map.of(key, value))).isEmpty();
  }

  @Test
  void warnings_seeTheTagOfAManager_besideOthers() {
    Map<String, String> tags = Map.of("Name", "data", "Owner", "ann", "terraform", "yes");

    assertThat(ManagedBy.warnings(swap(false), instance(Map.of()), List.of(volume("vol-1", tags))))
        .singleElement()
        .asString()
        .startsWith("The tags of vol-1 say that Terraform manages it: ");
  }

  @Test
  void warnings_areOneForAManager_howeverManyVolumesHaveItsTags() {
    List<Volume> volumes =
        IntStream.rangeClosed(1, 5)
            .mapToObj(i -> volume("vol-" + i, Map.of("ManagedBy", "terraform")))
            .toList();

    assertThat(ManagedBy.warnings(swap(false), instance(Map.of()), volumes))
        .singleElement()
        .asString()
        .startsWith("The tags of vol-1, vol-2, vol-3 and 2 more say that Terraform manages them: ");
  }

  @Test
  void warnings_nameThreeVolumes_withoutACount() {
    List<Volume> volumes =
        IntStream.rangeClosed(1, 3)
            .mapToObj(i -> volume("vol-" + i, Map.of("ManagedBy", "terraform")))
            .toList();

    assertThat(ManagedBy.warnings(swap(false), instance(Map.of()), volumes).getFirst())
        .startsWith("The tags of vol-1, vol-2, vol-3 say that ");
  }

  @Test
  void warnings_leaveOutVolumesThatStayWhereTheyAre() {
    assertThat(
            ManagedBy.warnings(
                swap(false),
                instance(Map.of()),
                List.of(volume("vol-99", Map.of("KubernetesCluster", "prod")))))
        .isEmpty();
  }

  /** A swap with a stop, a swap without one, and an attachment of new volumes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Terraform | swap with stop | Terraform manages it: its next apply puts the replaced volumes back, or replaces the instance if the instance declares them inline. First use the lines in the report's section "terraform".
          Terraform | swap           | Terraform manages it: its next apply puts the replaced volumes back, or replaces the instance if the instance declares them inline. First use the lines in the report's section "terraform".
          Terraform | attach         | Terraform manages it: its next apply replaces the instance if the instance declares ebs_block_device blocks. Detach the new volumes first.
          aws:cloudformation:stack-name | swap   | a CloudFormation stack manages it: the stack still manages the replaced volumes and does not know the new ones. Before its next update, follow docs/infrastructure-as-code.md.
          aws:cloudformation:stack-name | attach | a CloudFormation stack manages it: the stack does not know the new volumes. Detach them before an update that replaces the instance.
          aws:autoscaling:groupName | swap with stop | an Auto Scaling group manages it: the group terminates a stopped instance as unhealthy and launches another one. Put the instance into standby first (aws autoscaling enter-standby).
          aws:autoscaling:groupName | swap           | an Auto Scaling group manages it: an instance that the group launches in its place starts without the restored data. Protect the instance from scale-in, or put it into standby.
          aws:autoscaling:groupName | attach         | an Auto Scaling group manages it: an instance that the group launches in its place starts without the restored data. Protect the instance from scale-in, or put it into standby.
          KubernetesCluster | swap   | a Kubernetes cluster manages it: a persistent volume has the replaced volume as its volumeHandle, so the cluster attaches the replaced volume again. Stop the workload first. After the restore, create a persistent volume with the id of the new volume.
          KubernetesCluster | attach | a Kubernetes cluster manages it: the cluster does not know the new volumes, which use up the node's attachments. Detach them when you are done.
          """)
  void warnings_sayWhatTheManagerWillDo_andWhatToDoFirst(
      String key, String restore, String warning) {
    Placing placing =
        switch (restore) {
          case "attach" ->
              new Placing(
                  Optional.of("/dev/xvda"),
                  true,
                  false,
                  false,
                  List.of(new DeviceAssignment("snap-1", "/dev/sdh", false, Optional.empty())));
          case "swap" -> swap(false);
          default -> swap(true);
        };

    assertThat(onInstance(placing, Map.of(key, "x"))).containsExactly(ON_INSTANCE + warning);
  }

  private static List<String> onInstance(Placing placing, Map<String, String> tags) {
    return ManagedBy.warnings(placing, instance(tags), List.of());
  }

  private static Instance instance(Map<String, String> tags) {
    return new Instance(
        "i-1", "running", "eu-central-1b", Optional.of("/dev/xvda"), Instance.Kind.ORDINARY, tags);
  }

  private static Volume volume(String id, Map<String, String> tags) {
    return new Volume(
        id,
        new VolumeSettings("gp3", 8, Optional.empty(), Optional.empty()),
        "eu-central-1b",
        "in-use",
        Optional.empty(),
        Optional.empty(),
        Encryption.NONE,
        List.of(),
        tags);
  }

  private static Placing swap(boolean stop) {
    return new Placing(
        Optional.of("/dev/xvda"),
        true,
        stop,
        false,
        IntStream.rangeClosed(1, 5)
            .mapToObj(
                i ->
                    new DeviceAssignment(
                        "snap-" + i,
                        "/dev/sd" + (char) ('e' + i),
                        false,
                        Optional.of(new Placing.Replaced("vol-" + i, false))))
            .toList());
  }
}
