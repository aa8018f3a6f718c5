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
    "kubernetes.io/created-for/pvc/name, data, a Kubernetes cluster"
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

  @Test
  void ofAnAutoScalingGroup_speakOfTheStopOnlyWhereThereIsOne() {
    Map<String, String> tags = Map.of("aws:autoscaling:groupName", "web");

    assertThat(onInstance(swap(true), tags).getFirst())
        .contains("terminates a stopped instance")
        .contains("enter-standby");
    assertThat(onInstance(swap(false), tags).getFirst()).doesNotContain("stopped");
  }

  @Test
  void whenNothingIsReplaced_speakOfTheNewVolumes() {
    Placing attach =
        new Placing(
            Optional.of("/dev/xvda"),
            true,
            false,
            false,
            List.of(new DeviceAssignment("snap-1", "/dev/sdh", false, Optional.empty())));

    for (String key : List.of("Terraform", "aws:cloudformation:stack-name", "KubernetesCluster")) {
      assertThat(onInstance(attach, Map.of(key, "x")).getFirst())
          .containsIgnoringCase("detach the");
      assertThat(onInstance(swap(false), Map.of(key, "x")).getFirst())
          .contains("replaced volume")
          .doesNotContainIgnoringCase("detach the");
    }
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
