package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.template.Output;
import embeddedcloud.template.Resource;
import embeddedcloud.template.Stack;
import embeddedcloud.template.StateMachine;
import embeddedcloud.template.Template;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A stack names its own partition, Region, account and name, wherever it is deployed. */
class PlaceOfTheStackTest {
  private static final String PULLED_REGION = "cn-northwest-1";
  private static final String PULLED_ACCOUNT = "777766665555";

  /** A document of one name and all documents have ARNs of their own. */
  private static final List<Stack> ELSEWHERE = List.of(elsewhere("CheckShop"), elsewhere("any"));

  private static Stack elsewhere(String healthCheckDocument) {
    return new Stack(
        "nightly",
        "cn-north-1",
        "999988887777",
        Map.ofEntries(
            Map.entry("VolumeKeyArns", "arn:aws-cn:kms:cn-north-1:999988887777:key/volumes"),
            Map.entry("OtherPlans", "weekly"),
            Map.entry("PullFromRegion", PULLED_REGION),
            Map.entry("PullFromAccount", PULLED_ACCOUNT),
            Map.entry("PullKeyArn", "arn:aws-cn:kms:cn-north-1:999988887777:key/copies"),
            Map.entry(
                "PullSourceKeyArns",
                "arn:aws-cn:kms:%s:%s:key/source".formatted(PULLED_REGION, PULLED_ACCOUNT)),
            Map.entry("AlarmEmail", "someone@example.com"),
            Map.entry("RestoreFromAccounts", PULLED_ACCOUNT),
            Map.entry("ReportBucket", "reports"),
            Map.entry("ManifestBucket", "proofs"),
            Map.entry("PullManifestBucket", "proofs-of-the-source"),
            Map.entry("HealthCheckDocument", healthCheckDocument)));
  }

  /** Other texts are the same everywhere: service principals, tag keys, names of metrics. */
  private static final Pattern ARN =
      Pattern.compile("arn:([a-z-]+):[a-z0-9]+:([a-z0-9-]*|\\*):(\\d*|\\*|aws):([^\"]*)");

  @Test
  void everyArn_isOfThePartitionRegionAndAccountOfTheStack() throws IOException {
    List<MatchResult> arns = new ArrayList<>();
    for (String text : texts()) {
      arns.addAll(ARN.matcher(text).results().toList());
    }
    assertThat(arns).hasSizeGreaterThan(100);
    for (MatchResult arn : arns) {
      assertThat(arn.group(1)).as(arn.group()).isEqualTo("aws-cn");
      assertThat(arn.group(2)).as(arn.group()).isIn("cn-north-1", PULLED_REGION, "", "*");
      assertThat(arn.group(3)).as(arn.group()).isIn("999988887777", PULLED_ACCOUNT, "", "*");
    }
  }

  @Test
  void noText_namesAnotherStackOrPlace() throws IOException {
    for (String text : texts()) {
      assertThat(text)
          .doesNotContain("us-east-1", "111111111111", "cn-north-1.amazonaws.com\"")
          .doesNotContainPattern("ec2\\.[a-z0-9*-]+\\.amazonaws\\.com\"")
          // Tags and keys of objects are the same for all stacks, with the name of the stack behind
          // them.
          .doesNotContainPattern("ebs-backup(?![:/])");
    }
  }

  private static List<String> texts() throws IOException {
    List<String> texts = new ArrayList<>();
    for (Stack stack : ELSEWHERE) {
      for (Resource resource : ProjectFiles.PROJECT.resources(stack)) {
        texts.add(Json.print(resource.properties()));
      }
      Template template = ProjectFiles.PROJECT.template(stack);
      for (Output output : template.outputs()) {
        texts.add(output.value());
      }
      for (StateMachine machine : template.stateMachines()) {
        String definition = ProjectFiles.definition(machine);
        for (Map.Entry<String, String> value : machine.substitutions().entrySet()) {
          definition = definition.replace("${" + value.getKey() + "}", value.getValue());
        }
        texts.add(definition);
      }
    }
    return texts;
  }
}
